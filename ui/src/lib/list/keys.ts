/** Whether a key press is for the view: not for a field, a dialog, or a page that lies over it. */
export function isForView(event: KeyboardEvent, covered: boolean): boolean {
  const chord = event.ctrlKey || event.metaKey || event.altKey;
  return (
    !covered && !chord && !event.defaultPrevented && !isTyping(event.target) && !document.querySelector('dialog[open]')
  );
}

/** Whether Enter there does something of its own. */
export const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('a, button, summary');

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]');
