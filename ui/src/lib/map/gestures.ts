/** Moving a map: drag, wheel, and two fingers. A press that does not move stays a click. */
import type { Camera } from './camera.svelte';

const slack = 4;

export function gestures(camera: Camera): (element: HTMLElement) => () => void {
  return (element) => {
    const fingers = new Map<number, { x: number; y: number }>();
    let moved = 0;

    const local = (event: MouseEvent) => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return;
      if (fingers.size === 0) moved = 0;
      fingers.set(event.pointerId, local(event));
    };
    const move = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = local(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      moved += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved < slack) return;
      if (other) pinch(before, now, other);
      else camera.pan(now.x - before.x, now.y - before.y);
      fingers.set(event.pointerId, now);
    };
    const pinch = (
      before: { x: number; y: number },
      now: { x: number; y: number },
      other: { x: number; y: number },
    ) => {
      const [was, is] = [before, now].map((finger) => Math.hypot(finger.x - other.x, finger.y - other.y));
      camera.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      if (was && is) camera.zoomAt((now.x + other.x) / 2, (now.y + other.y) / 2, Math.log2(is / was));
    };
    const up = (event: PointerEvent) => void fingers.delete(event.pointerId);
    const click = (event: Event) => {
      if (moved < slack) return;
      event.preventDefault();
      event.stopPropagation();
      moved = 0;
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y } = local(event);
      const lines = event.deltaMode === 1 ? 18 : 1;
      camera.zoomAt(x, y, -(event.deltaY * lines) / 260);
    };
    const double = (event: MouseEvent) => {
      const { x, y } = local(event);
      camera.zoomAt(x, y, 1);
    };

    element.addEventListener('pointerdown', down);
    element.addEventListener('click', click, true);
    element.addEventListener('wheel', wheel, { passive: false });
    element.addEventListener('dblclick', double);
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', up);
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('click', click, true);
      element.removeEventListener('wheel', wheel);
      element.removeEventListener('dblclick', double);
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', up);
    };
  };
}
