/** Dragging cards with a mouse at once, and with a finger after holding it down, so that a board still scrolls by touch. */

/** What a drag tells. */
export interface DragEvents {
  /** A card is taken up; false when it cannot be. */
  start(card: HTMLElement): boolean;
  /** The pointer moved; `column` is what it is over. */
  move(x: number, y: number, column: string | null): void;
  drop(): void;
  cancel(): void;
}

/** How far a mouse goes before it drags, how long a finger rests, and how near an edge scrolls. */
const slack = 5;
const rest = 350;
const edge = 56;

/** Makes the cards (`[data-card]`) of a board draggable over its columns (`[data-column]`). */
export function draggable(events: DragEvents): (board: HTMLElement) => () => void {
  return (board) => {
    let card: HTMLElement | null = null;
    let from = { x: 0, y: 0 };
    let at = { x: 0, y: 0 };
    let pointer = -1;
    let dragging = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;

    const begin = () => {
      if (!card || !events.start(card)) return end();
      dragging = true;
      events.move(at.x, at.y, columnAt(at));
      frame = requestAnimationFrame(scroll);
    };
    const end = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      card = null;
      pointer = -1;
      dragging = false;
    };
    const scroll = () => {
      const box = board.getBoundingClientRect();
      const push = at.x < box.left + edge ? -8 : at.x > box.right - edge ? 8 : 0;
      if (push !== 0) board.scrollBy({ left: push, behavior: 'instant' });
      frame = requestAnimationFrame(scroll);
    };
    const down = (event: PointerEvent) => {
      const target = event.target as HTMLElement;
      if (event.button !== 0 || pointer >= 0 || target.closest('button')) return;
      card = target.closest<HTMLElement>('[data-card]');
      if (!card) return;
      pointer = event.pointerId;
      from = at = { x: event.clientX, y: event.clientY };
      if (event.pointerType !== 'mouse') timer = setTimeout(begin, rest);
    };
    const move = (event: PointerEvent) => {
      if (event.pointerId !== pointer) return;
      at = { x: event.clientX, y: event.clientY };
      if (dragging) return events.move(at.x, at.y, columnAt(at));
      if (Math.hypot(at.x - from.x, at.y - from.y) < slack) return;
      if (event.pointerType === 'mouse') begin();
      else end();
    };
    const up = (event: PointerEvent) => {
      if (event.pointerId !== pointer) return;
      const dropped = dragging;
      end();
      if (!dropped) return;
      // The click that ends a drag must not open the card.
      addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', swallow, true), 50);
      events.drop();
    };
    const cancel = () => {
      const was = dragging;
      end();
      if (was) events.cancel();
    };
    const abandon = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !dragging) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    };
    const hold = (event: Event) => {
      if (dragging) event.preventDefault();
    };
    const menu = (event: Event) => {
      if (card || dragging) event.preventDefault();
    };
    const native = (event: Event) => event.preventDefault();

    board.addEventListener('pointerdown', down);
    board.addEventListener('touchmove', hold, { passive: false });
    board.addEventListener('contextmenu', menu);
    board.addEventListener('dragstart', native);
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', cancel);
    addEventListener('keydown', abandon, true);
    return () => {
      end();
      board.removeEventListener('pointerdown', down);
      board.removeEventListener('touchmove', hold);
      board.removeEventListener('contextmenu', menu);
      board.removeEventListener('dragstart', native);
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', cancel);
      removeEventListener('keydown', abandon, true);
    };
  };
}

function columnAt({ x, y }: { x: number; y: number }): string | null {
  const column = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]');
  return column?.dataset.column ?? null;
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
