/** How long a finger rests before it is more than a tap, and how far it may tremble meanwhile. */
const held = 420;
const tremble = 8;

/** Calls back when an element is held down by a finger; the tap and the menu that would follow do not happen. */
export function longPress(onhold: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let start = { x: 0, y: 0 };

    const fire = () => {
      // What was held may have moved away under the finger, so the end of the press is caught wherever it lands.
      addEventListener('click', swallow, true);
      addEventListener('contextmenu', swallow, true);
      addEventListener('pointerup', release, { once: true });
      addEventListener('pointercancel', release, { once: true });
      onhold();
    };
    const listen = () => {
      removeEventListener('click', swallow, true);
      removeEventListener('contextmenu', swallow, true);
      removeEventListener('pointerdown', listen, true);
    };
    const release = () => {
      // The next touch is meant, however soon it comes.
      addEventListener('pointerdown', listen, true);
      setTimeout(listen, 60);
    };
    const stop = () => clearTimeout(timer);
    const down = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') return;
      start = { x: event.clientX, y: event.clientY };
      timer = setTimeout(fire, held);
    };
    const move = (event: PointerEvent) => {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > tremble) stop();
    };

    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', stop);
    element.addEventListener('pointercancel', stop);
    return () => {
      stop();
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', stop);
      element.removeEventListener('pointercancel', stop);
    };
  };
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
