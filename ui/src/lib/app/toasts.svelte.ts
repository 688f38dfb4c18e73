import type { I18n } from '../../i18n/i18n.svelte';
import { HostError } from '../host/types';
import { refusalText } from '../value/problem';

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
  readonly #i18n: I18n;

  constructor(i18n: I18n) {
    this.#i18n = i18n;
  }

  /** Shows a message; `action` closes it when taken. */
  show(text: string, action?: Toast['action'], tone: Toast['tone'] = 'neutral'): void {
    const id = this.#next++;
    this.shown = [...this.shown.slice(-2), action ? { id, text, tone, action } : { id, text, tone }];
    setTimeout(() => this.close(id), seconds[tone] * 1000);
  }

  /** Shows what went wrong. */
  fail(failure: unknown): void {
    this.show(refusalText(this.#i18n, HostError.from(failure)), undefined, 'danger');
  }

  close(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
