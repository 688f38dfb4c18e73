/**
 * What people say about a record, or one person and another. Comments and messages are records like any other: written
 * without a signal, sent when there is one.
 */
import type { App } from '../app/app.svelte';
import { filesOf } from '../attachment/files';
import type { About } from '../router.svelte';
import type { Attachment, Condition, Fields } from '../wire';
import { Receipts } from './receipts';

/** The record types that keep what was said. */
const keepers = { record: 'core.comment', person: 'core.message' } as const;
/** The most that is shown of a conversation. */
const most = 500;

/** Where a comment is. */
export type Delivery = 'waiting' | 'sent' | 'seen' | 'refused';

export interface Comment {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  /** Whether the signed-in person wrote it. */
  readonly mine: boolean;
  /** When it was written, RFC 3339. */
  readonly moment: string;
  readonly delivery: Delivery;
  /** The names of those who saw it. */
  readonly seenBy: string[];
  /** Whether it came since the person last looked. */
  readonly fresh: boolean;
  readonly files: Attachment[];
  readonly conflict: boolean;
}

/** One conversation, the oldest first. */
export class Thread {
  readonly about: About;
  comments: Comment[] = $state.raw([]);
  loaded: boolean = $state(false);
  readonly #app: App;
  readonly #receipts: Receipts;
  #asked = 0;

  constructor(app: App, about: About) {
    this.#app = app;
    this.about = about;
    this.#receipts = new Receipts(app, about);
  }

  get #keeper(): string {
    return keepers[this.about.kind];
  }

  get #me(): string {
    const { session } = this.#app;
    return session?.state === 'signed_in' ? session.user.id : '';
  }

  /** Whether this person may read what is said at all. */
  get readable(): boolean {
    return this.#app.workspace.type(this.#keeper) !== undefined;
  }

  get writable(): boolean {
    return this.#app.workspace.type(this.#keeper)?.can_create ?? false;
  }

  /** Loads now and on every change; returns how to stop. */
  follow(): () => void {
    if (!this.readable) return () => undefined;
    const load = () => void this.#load().catch((failure) => this.#app.toasts.fail(failure));
    load();
    return this.#app.onRecords((types) => {
      if (types.includes(this.#keeper) || types.includes(Receipts.keeper)) load();
    });
  }

  async write(text: string, files: Attachment[]): Promise<void> {
    const { kind, id } = this.about;
    const to: Fields = kind === 'record' ? { record: id } : { to: id };
    const said = { ...to, text, ...(files.length > 0 && { files }) };
    await this.#app.host.call('create_record', { record_type: this.#keeper, fields: said });
  }

  async change({ id }: Comment, text: string): Promise<void> {
    await this.#app.host.call('update_record', { id, fields: { text } });
  }

  /** Deletes a comment and offers it back. */
  async remove({ id }: Comment): Promise<void> {
    const { host, toasts, i18n } = this.#app;
    await host.call('delete_record', { id });
    const restore = () => host.call('restore_record', { id });
    toasts.show(i18n.t(this.about.kind === 'record' ? 'comment.removed' : 'chat.removed'), {
      label: i18n.t('action.undo'),
      undo: true,
      run: () => void restore().catch((failure) => toasts.fail(failure)),
    });
  }

  /** Notes that the person saw all that is here; others see it, and so do their own devices. */
  async look(): Promise<void> {
    const latest = this.comments.filter(({ mine }) => !mine).at(-1)?.moment;
    if (latest) await this.#receipts.note(latest);
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const [page, refused] = await Promise.all([
      this.#app.host.call('list_records', {
        record_type: this.#keeper,
        conditions: this.#conditions(),
        sort: ['-moment'],
        deleted: false,
        columns: ['text', 'author', 'moment', 'files', this.about.kind === 'record' ? 'record' : 'to'],
        offset: 0,
        limit: most,
      }),
      this.#refused(),
      this.#receipts.load(),
    ]);
    if (asked !== this.#asked) return;
    const { workspace, i18n } = this.#app;
    const said = page.rows.filter(({ values: [, author, , , to] }) => this.#belongs(author, to)).reverse();
    this.comments = said.map(({ id, pending, conflict, values: [text, author, moment, files] }): Comment => {
      const at = String(moment ?? '');
      const seenBy = this.#receipts.seenBy(at).flatMap((reader) => workspace.person(reader)?.name ?? []);
      return {
        id,
        text: String(text ?? ''),
        author: workspace.person(String(author))?.name ?? page.titles[String(author)] ?? i18n.t('record.hidden_ref'),
        mine: author === this.#me,
        moment: at,
        delivery: refused.has(id) ? 'refused' : pending ? 'waiting' : seenBy.length > 0 ? 'seen' : 'sent',
        seenBy,
        fresh: author !== this.#me && this.#receipts.isNew(at),
        files: filesOf(files),
        conflict,
      };
    });
    this.loaded = true;
  }

  #conditions(): Condition[] {
    const { kind, id } = this.about;
    if (kind === 'record') return [{ field: 'record', is: 'equal', value: id }];
    const both = [this.#me, id];
    return [
      { field: 'author', is: 'one_of', value: both },
      { field: 'to', is: 'one_of', value: both },
    ];
  }

  /** What one of the two wrote to themselves is another conversation. */
  #belongs(author: unknown, to: unknown): boolean {
    return this.about.kind === 'record' || this.about.id === this.#me || author !== to;
  }

  /** The records whose edits the server did not take. */
  async #refused(): Promise<Set<string>> {
    if (this.#app.sync.refused === 0) return new Set();
    const entries = await this.#app.host.call('outbox', {});
    const bad = entries.filter(({ state }) => state === 'refused' || state === 'quarantined');
    return new Set(bad.map(({ record }) => record));
  }
}
