import { SvelteMap } from 'svelte/reactivity';
import type { Fields } from '../wire';

/** What somebody has typed and not saved. */
export interface Draft {
  readonly type: string;
  readonly view: string;
  /** The record edited, or null for a new one. */
  readonly record: string | null;
  readonly title: string;
  /** Only the fields changed. */
  readonly changes: Fields;
}

/** Unsaved forms, in memory only: record data never lies in plain text on the disk. */
export class Drafts {
  readonly #drafts = new SvelteMap<string, Draft>();

  constructor() {
    addEventListener('beforeunload', (event) => {
      if (this.#drafts.size > 0) event.preventDefault();
    });
  }

  readonly #starts = new Map<string, Fields>();

  /** Gives the next new form of a type its first values. */
  begin(type: string, fields: Fields): void {
    this.drop(type, null);
    this.#starts.set(type, fields);
  }

  /** The first values of a new form, once. */
  takeStart(type: string): Fields | undefined {
    const start = this.#starts.get(type);
    this.#starts.delete(type);
    return start;
  }

  get all(): Draft[] {
    return [...this.#drafts.values()];
  }

  get(type: string, record: string | null): Draft | undefined {
    return this.#drafts.get(key(type, record));
  }

  keep(draft: Draft): void {
    if (Object.keys(draft.changes).length > 0) this.#drafts.set(key(draft.type, draft.record), draft);
    else this.drop(draft.type, draft.record);
  }

  drop(type: string, record: string | null): void {
    this.#drafts.delete(key(type, record));
  }

  clear(): void {
    this.#drafts.clear();
  }
}

const key = (type: string, record: string | null) => `${type} ${record ?? ''}`;
