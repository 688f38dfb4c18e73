/** How far each person has read a conversation. Every device keeps a record of its own, so that no two ever disagree. */
import type { App } from '../app/app.svelte';
import type { About } from '../router.svelte';
import type { Condition } from '../wire';

interface Receipt {
  readonly id: string;
  readonly about: string;
  readonly reader: string;
  readonly device: string;
  readonly seen: string;
}

export class Receipts {
  /** The record type that keeps them. */
  static readonly keeper = 'core.receipt';
  readonly #app: App;
  readonly #about: About;
  #all: Receipt[] = [];
  #loaded = false;
  #noting = false;

  constructor(app: App, about: About) {
    this.#app = app;
    this.#about = about;
  }

  get #me(): { user: string; device: string } {
    const { session } = this.#app;
    return session?.state === 'signed_in'
      ? { user: session.user.id, device: session.device }
      : { user: '', device: '' };
  }

  async load(): Promise<void> {
    if (!this.#app.workspace.type(Receipts.keeper)) return;
    const { rows } = await this.#app.host.call('list_records', {
      record_type: Receipts.keeper,
      conditions: this.#conditions(),
      sort: ['-seen'],
      deleted: false,
      columns: ['about', 'reader', 'device', 'seen'],
      offset: 0,
      limit: 500,
    });
    this.#all = rows.map(({ id, values: [about, reader, device, seen] }) => ({
      id,
      about: String(about),
      reader: String(reader),
      device: String(device),
      seen: String(seen),
    }));
    this.#loaded = true;
  }

  /** Whether something of that moment came after the person last looked. */
  isNew(moment: string): boolean {
    if (!this.#loaded) return false;
    const own = this.#all.filter(({ reader, about }) => reader === this.#me.user && about === this.#about.id);
    return own.every(({ seen }) => seen < moment);
  }

  /** The others who have seen what was written at that moment. */
  seenBy(moment: string): string[] {
    const { kind, id } = this.#about;
    const about = kind === 'record' ? id : this.#me.user;
    const others = this.#all.filter((one) => one.reader !== this.#me.user && one.about === about);
    return [...new Set(others.filter(({ seen }) => seen >= moment).map(({ reader }) => reader))];
  }

  /** Notes that the person has seen what was written until that moment, unless that is known. */
  async note(moment: string): Promise<void> {
    if (this.#noting || !this.isNew(moment) || !this.#app.workspace.type(Receipts.keeper)?.can_create) return;
    this.#noting = true;
    try {
      await this.#write(moment);
    } finally {
      this.#noting = false;
    }
  }

  async #write(seen: string): Promise<void> {
    const { kind, id: about } = this.#about;
    const { user, device } = this.#me;
    const own = this.#all.find((one) => one.reader === user && one.about === about && one.device === device);
    if (own) {
      await this.#app.host.call('update_record', { id: own.id, fields: { seen } });
      return;
    }
    const who = kind === 'record' ? { shared: true } : { to: about };
    const fields = { about, device, seen, ...who };
    await this.#app.host.call('create_record', { record_type: Receipts.keeper, fields });
  }

  /** Those of this conversation: between two people each is about the other. */
  #conditions(): Condition[] {
    const { kind, id } = this.#about;
    if (kind === 'record') return [{ field: 'about', is: 'equal', value: id }];
    const both = [this.#me.user, id];
    return [
      { field: 'about', is: 'one_of', value: both },
      { field: 'reader', is: 'one_of', value: both },
    ];
  }
}
