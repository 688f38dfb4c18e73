/** What people say about a record. Comments are records like any other: written without a signal, sent when there is one. */
import type { App } from '../app/app.svelte';

/** The record type that keeps comments. */
const keeper = 'core.comment';
/** The most comments of a record that are shown. */
const most = 500;

/** Where a comment is. */
export type Delivery = 'waiting' | 'sent' | 'refused';

export interface Comment {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  /** Whether the signed-in person wrote it. */
  readonly mine: boolean;
  /** When it was written, RFC 3339. */
  readonly moment: string;
  readonly delivery: Delivery;
  readonly conflict: boolean;
}

/** The comments of one record, the oldest first. */
export class Thread {
  readonly record: string;
  comments: Comment[] = $state.raw([]);
  readonly #app: App;
  #asked = 0;

  constructor(app: App, record: string) {
    this.#app = app;
    this.record = record;
  }

  /** Whether this person may read comments at all. */
  get readable(): boolean {
    return this.#app.workspace.type(keeper) !== undefined;
  }

  get writable(): boolean {
    return this.#app.workspace.type(keeper)?.can_create ?? false;
  }

  /** Loads now and on every change; returns how to stop. */
  follow(): () => void {
    if (!this.readable) return () => undefined;
    const load = () => void this.#load().catch((failure) => this.#app.toasts.fail(failure));
    load();
    return this.#app.onRecords((types) => {
      if (types.includes(keeper)) load();
    });
  }

  async write(text: string): Promise<void> {
    await this.#app.host.call('create_record', { record_type: keeper, fields: { record: this.record, text } });
  }

  async change({ id }: Comment, text: string): Promise<void> {
    await this.#app.host.call('update_record', { id, fields: { text } });
  }

  /** Deletes a comment and offers it back. */
  async remove({ id }: Comment): Promise<void> {
    const { host, toasts, i18n } = this.#app;
    await host.call('delete_record', { id });
    const restore = () => host.call('restore_record', { id });
    toasts.show(i18n.t('comment.removed'), {
      label: i18n.t('action.undo'),
      undo: true,
      run: () => void restore().catch((failure) => toasts.fail(failure)),
    });
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const [page, refused] = await Promise.all([
      this.#app.host.call('list_records', {
        record_type: keeper,
        conditions: [{ field: 'record', is: 'equal', value: this.record }],
        sort: ['moment'],
        deleted: false,
        columns: ['text', 'author', 'moment'],
        offset: 0,
        limit: most,
      }),
      this.#refused(),
    ]);
    if (asked !== this.#asked) return;
    const { session, workspace, i18n } = this.#app;
    const me = session?.state === 'signed_in' ? session.user.id : '';
    this.comments = page.rows.map(({ id, pending, conflict, values: [text, author, moment] }) => ({
      id,
      text: String(text ?? ''),
      author: workspace.person(String(author))?.name ?? page.titles[String(author)] ?? i18n.t('record.hidden_ref'),
      mine: author === me,
      moment: String(moment ?? ''),
      delivery: refused.has(id) ? 'refused' : pending ? 'waiting' : 'sent',
      conflict,
    }));
  }

  /** The records whose edits the server did not take. */
  async #refused(): Promise<Set<string>> {
    if (this.#app.sync.refused === 0) return new Set();
    const entries = await this.#app.host.call('outbox', {});
    const bad = entries.filter(({ state }) => state === 'refused' || state === 'quarantined');
    return new Set(bad.map(({ record }) => record));
  }
}
