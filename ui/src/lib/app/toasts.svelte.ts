/** A message that goes by itself, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'neutral' | 'danger';
  readonly action?: { label: string; run: () => void; undo: boolean };
}

const seconds = { neutral: 7, danger: 12 };

/** The messages shown now, newest last. */
export class Toasts {
  shown: Toast[] = $state.raw([]);
  #next = 1;

  /** Shows a message; `action` closes it when taken. */
  show(text: string, action?: Toast['action'], tone: Toast['tone'] = 'neutral'): void {
    const id = this.#next++;
    this.shown = [...this.shown.slice(-2), action ? { id, text, tone, action } : { id, text, tone }];
    setTimeout(() => this.close(id), seconds[tone] * 1000);
  }

  /** Shows what went wrong. */
  fail(failure: unknown): void {
    this.show(failure instanceof Error ? failure.message : String(failure), undefined, 'danger');
  }

  close(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
