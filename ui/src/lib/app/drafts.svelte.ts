import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '../host/types';
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

/** How long typing may rest before it is written down, ms. */
const REST = 400;

/** Unsaved forms and comments. They are kept in the engine's encrypted database, so they outlive the page and a kill. */
export class Drafts {
  readonly #host: Host;
  readonly #drafts = new SvelteMap<string, Draft>();
  readonly #notes = new Map<string, string>();
  readonly #starts = new Map<string, Fields>();
  /** What is not written down yet, by key; null for what is to be forgotten. */
  readonly #unwritten = new Map<string, string | null>();
  #timer = 0;

  constructor(host: Host) {
    this.#host = host;
    addEventListener('visibilitychange', () => this.#write());
    addEventListener('beforeunload', (event) => {
      if (this.#unwritten.size > 0) event.preventDefault();
      void this.#write();
    });
  }

  /** Brings back what was begun before; whoever is signed in has their own. */
  async load(): Promise<void> {
    await this.#write();
    for (const { key, content } of await this.#host.call('kept_drafts', {})) {
      const kept: unknown = JSON.parse(content);
      if (typeof kept === 'string') this.#notes.set(key.slice(NOTE.length), kept);
      else if (isDraft(kept)) this.#drafts.set(key, kept);
    }
  }

  /** Gives the next new form of a type its first values; one that somebody began already is gone on with. */
  begin(type: string, fields: Fields): void {
    const draft = this.get(type, null);
    if (draft) this.keep({ ...draft, changes: { ...draft.changes, ...fields } });
    else this.#starts.set(type, fields);
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
    return this.#drafts.get(keyOf(type, record));
  }

  keep(draft: Draft): void {
    if (Object.keys(draft.changes).length === 0) {
      this.drop(draft.type, draft.record);
      return;
    }
    const key = keyOf(draft.type, draft.record);
    this.#drafts.set(key, draft);
    this.#soon(key, JSON.stringify(draft));
  }

  drop(type: string, record: string | null): void {
    const key = keyOf(type, record);
    if (this.#drafts.delete(key)) this.#soon(key, null);
  }

  /** The comment being written about a record. */
  note(record: string): string {
    return this.#notes.get(record) ?? '';
  }

  keepNote(record: string, text: string): void {
    if (text) this.#notes.set(record, text);
    else if (!this.#notes.delete(record)) return;
    this.#soon(NOTE + record, text ? JSON.stringify(text) : null);
  }

  /** Leaves what was begun to the engine, for when its person is back. */
  async leave(): Promise<void> {
    await this.#write();
    this.forget();
  }

  /** Lets go of all that is written down; what is not yet waits until the app is open again. */
  forget(): void {
    this.#drafts.clear();
    this.#notes.clear();
  }

  #soon(key: string, content: string | null): void {
    this.#unwritten.set(key, content);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#write(), REST);
  }

  async #write(): Promise<void> {
    const batch = [...this.#unwritten];
    this.#unwritten.clear();
    for (const [key, content] of batch) {
      const written =
        content === null ? this.#host.call('drop_draft', { key }) : this.#host.call('keep_draft', { key, content });
      // Typing goes on; what could not be written is tried again with the next rest, and the page warns before it closes.
      await written.catch(() => {
        if (!this.#unwritten.has(key)) this.#unwritten.set(key, content);
      });
    }
  }
}

const NOTE = 'note ';
const keyOf = (type: string, record: string | null) => `${type} ${record ?? ''}`;

function isDraft(kept: unknown): kept is Draft {
  return typeof kept === 'object' && kept !== null && 'type' in kept && 'changes' in kept;
}
