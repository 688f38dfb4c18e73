import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';
import type { HistoryStep, RecordDetail } from '../wire';

/** One record on the screen, asked for again whenever it changes. */
export class OpenRecord {
  readonly id: string;
  detail: RecordDetail | null = $state.raw(null);
  history: HistoryStep[] = $state.raw([]);
  /** Fields whose condition hides them. */
  hidden: string[] = $state.raw([]);
  failure: HostError | null = $state.raw(null);
  readonly #app: App;

  constructor(app: App, id: string) {
    this.#app = app;
    this.id = id;
  }

  /** Loads now and on every change; returns how to stop. */
  follow(): () => void {
    void this.load();
    return this.#app.onRecords((types, records) => {
      const mine =
        records.includes(this.id) || (records.length === 0 && this.detail !== null && types.includes(this.detail.type));
      if (mine) void this.load();
    });
  }

  async load(): Promise<void> {
    try {
      const [detail, history] = await Promise.all([
        this.#app.host.call('get_record', { id: this.id }),
        this.#app.host.call('record_history', { id: this.id }),
      ]);
      const form = await this.#app.host
        .call('check_record', { record_type: detail.type, id: detail.id, fields: {} })
        .catch(() => null);
      this.hidden = form?.hidden ?? [];
      this.detail = detail;
      this.history = history;
      this.failure = null;
      if (!detail.deleted) this.#app.remember({ id: detail.id, type: detail.type, title: detail.title });
    } catch (failure) {
      this.failure = HostError.from(failure);
    }
  }
}
