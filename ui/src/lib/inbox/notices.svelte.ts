import type { App } from '../app/app.svelte';
import { Agenda, type Job } from '../today/agenda.svelte';
import type { InboxNotice } from '../wire';

/** Something that concerns the signed-in person: told by the engine, or work that is due. */
export interface Item extends Omit<InboxNotice, 'kind'> {
  readonly kind: InboxNotice['kind'] | 'due';
  /** The work that is due. */
  readonly job?: Job;
}

/** How long changes may gather before they are asked for, ms. */
const rest = 800;
/** How many notices are marked at once. */
const most = 1000;

/** What concerns the signed-in person, the newest first, and which of it was read. */
export class NoticeState {
  loaded: boolean = $state(false);
  #told: InboxNotice[] = $state.raw([]);
  #agenda: Agenda | null = $state.raw(null);
  #read: ReadonlySet<string> = $state.raw(new Set<string>());
  #known: Set<string> | null = null;
  #timer = 0;
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  all: Item[] = $derived.by(() => {
    const due = [...(this.#agenda?.late ?? []), ...(this.#agenda?.today ?? [])].map(dueItem);
    return [...due, ...this.#told].sort((a, b) => b.at.localeCompare(a.at));
  });
  unread: number = $derived(this.all.filter(({ id }) => !this.#read.has(id)).length);

  isRead({ id }: Item): boolean {
    return this.#read.has(id);
  }

  /** Loads now and on every change; returns how to stop. */
  follow(day: string): () => void {
    this.#agenda = new Agenda(this.#app);
    const stop = [this.#agenda.follow(day), this.#app.onRecords(() => this.#soon())];
    this.#load();
    return () => {
      clearTimeout(this.#timer);
      for (const end of stop) end();
    };
  }

  /** Asks again once changes have rested. */
  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#load(), rest);
  }

  #load(): void {
    // A count that cannot be read is no reason to disturb: the next change asks again.
    this.#app.host.call('notices', {}).then(
      ({ notices, read }) => {
        this.#told = notices;
        this.#read = new Set(read);
        this.loaded = true;
        this.#tell();
      },
      () => undefined,
    );
  }

  /** Marks items here at once, and on the device. */
  async mark(items: Item[], read: boolean): Promise<void> {
    const ids = items.map(({ id }) => id).slice(0, most);
    const others = [...this.#read].filter((id) => !ids.includes(id));
    this.#read = new Set(read ? [...others, ...ids] : others);
    await this.#app.host.call('mark_notices', { ids, read });
  }

  /** Tells the system of what is new since the last time. */
  #tell(): void {
    const fresh = this.#told.filter(({ id }) => this.#known?.has(id) === false && !this.#read.has(id));
    this.#known = new Set(this.#told.map(({ id }) => id));
    if (this.#app.prefs.push && fresh.length > 0) void this.#push(fresh.slice(0, 3));
  }

  async #push(items: Item[]): Promise<void> {
    const { push } = await import('./push');
    for (const item of items) push(this.#app, item);
  }
}

function dueItem(job: Job): Item {
  return {
    id: `due ${job.id} ${job.day}`,
    kind: 'due',
    record: job.id,
    record_type: job.work.type.key,
    title: job.title,
    field: '',
    by: '',
    text: '',
    at: new Date(`${job.day}T${job.time || '00:00'}`).toISOString(),
    job,
  };
}
