import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';
import type { About } from '../router.svelte';

/** What was said last in a conversation. */
export interface Conversation {
  readonly about: About;
  readonly title: string;
  /** The record's type; empty for a person. */
  readonly type: string;
  readonly text: string;
  readonly mine: boolean;
  readonly moment: string;
  readonly unread: number;
}

interface Said {
  readonly about: About;
  readonly text: string;
  readonly author: string;
  readonly moment: string;
}

/** How much of what was said is looked at. */
const most = 500;
/** How many conversations about records are shown. */
const shown = 60;
const keepers = ['core.comment', 'core.message', 'core.receipt'] as const;

/** The conversations on this device, the liveliest first. */
export class Conversations {
  all: Conversation[] = $state.raw([]);
  loaded: boolean = $state(false);
  failure: HostError | null = $state.raw(null);
  readonly #app: App;
  readonly #subjects = new Map<string, { title: string; type: string } | null>();
  #asked = 0;

  constructor(app: App) {
    this.#app = app;
  }

  /** Loads now and on every change; returns how to stop. */
  follow(): () => void {
    void this.#load();
    return this.#app.onRecords((types) => {
      if (keepers.some((keeper) => types.includes(keeper))) void this.#load();
    });
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const [comments, messages, seen] = await Promise.all([this.#comments(), this.#messages(), this.#seen()]);
      const groups = [...grouped([...messages, ...comments]).values()].slice(0, shown);
      const found = await Promise.all(groups.map((said) => this.#conversation(said, seen)));
      if (asked !== this.#asked) return;
      this.all = found.filter((one) => one !== null).sort((a, b) => b.moment.localeCompare(a.moment));
      this.failure = null;
    } catch (failure) {
      if (asked === this.#asked) this.failure = HostError.from(failure);
    } finally {
      this.loaded = true;
    }
  }

  async #conversation(said: Said[], seen: Map<string, string>): Promise<Conversation | null> {
    const [last] = said;
    const subject = last && (await this.#subject(last.about));
    if (!last || !subject) return null;
    const until = seen.get(last.about.id) ?? '';
    const unread = said.filter(({ author, moment }) => author !== this.#me && moment > until).length;
    const { about, text, moment } = last;
    return { about, ...subject, text, mine: last.author === this.#me, moment, unread };
  }

  get #me(): string {
    const { session } = this.#app;
    return session?.state === 'signed_in' ? session.user.id : '';
  }

  /** Whom or what a conversation is about; null for what this person may not see. */
  async #subject({ kind, id }: About): Promise<{ title: string; type: string } | null> {
    if (kind === 'person') return { title: this.#app.workspace.person(id)?.name ?? id, type: '' };
    const known = this.#subjects.get(id);
    if (known !== undefined) return known;
    const record = await this.#app.host.call('get_record', { id }).catch(() => null);
    const subject = record && { title: record.title, type: record.type };
    this.#subjects.set(id, subject);
    return subject;
  }

  async #comments(): Promise<Said[]> {
    const rows = await this.#list('core.comment', ['record', 'text', 'author', 'moment'], '-moment');
    return rows.map(([record, text, author, moment]) => ({
      about: { kind: 'record', id: String(record) },
      text: String(text ?? ''),
      author: String(author),
      moment: String(moment),
    }));
  }

  async #messages(): Promise<Said[]> {
    const rows = await this.#list('core.message', ['to', 'text', 'author', 'moment'], '-moment');
    return rows.map(([to, text, author, moment]) => ({
      about: { kind: 'person', id: String(author === this.#me ? to : author) },
      text: String(text ?? ''),
      author: String(author),
      moment: String(moment),
    }));
  }

  /** How far this person has read each conversation, on whatever device. */
  async #seen(): Promise<Map<string, string>> {
    const rows = await this.#list('core.receipt', ['about', 'seen', 'reader'], 'seen');
    const own = rows.filter(([, , reader]) => reader === this.#me);
    return new Map(own.map(([about, seen]) => [String(about), String(seen)]));
  }

  async #list(record_type: string, columns: string[], order: string): Promise<unknown[][]> {
    if (!this.#app.workspace.type(record_type)) return [];
    const conditions =
      record_type === 'core.receipt' ? [{ field: 'reader', is: 'equal' as const, value: this.#me }] : [];
    const { rows } = await this.#app.host.call('list_records', {
      record_type,
      conditions,
      sort: [order],
      deleted: false,
      columns,
      offset: 0,
      limit: most,
    });
    return rows.map(({ values }) => values);
  }
}

/** What was said, by what it is about, in the order it came. */
function grouped(said: Said[]): Map<string, Said[]> {
  const groups = new Map<string, Said[]>();
  for (const one of said) {
    const key = `${one.about.kind} ${one.about.id}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}
