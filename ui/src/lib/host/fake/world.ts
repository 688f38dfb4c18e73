/** The state of the fake host: records, edits on their way, and what the person hears of both. */
import type { Conflict, Event, Fields, KeptDraft, OutboxEntry, RecordDetail, SyncStatus, TypeInfo } from '../../wire';
import { HostError } from '../types';
import { type Stored, seed } from './data';
import { titlesOf } from './query';
import { people, workspace } from './schema';

const device = '4f1d2c3b5a697887';

export class World {
  readonly records = new Map(seed().map((record) => [record.id, record]));
  readonly listeners = new Set<(event: Event) => void>();
  outbox: OutboxEntry[] = [];
  readonly drafts = new Map<string, KeptDraft>();
  offline = false;
  firstSync: number | null = null;
  #accepted = 0;
  #edits = 0;

  constructor() {
    this.#quarrel('lead-000003', 'budget', 850_000_00, 920_000_00);
    this.#quarrel('property-004998', 'status', 'reserved', 'available');
  }

  record(id: string): Stored {
    const record = this.records.get(id);
    if (!record) throw new HostError('not_found', 'Este registro não existe ou não é visível para você.');
    return record;
  }

  type(key: string): TypeInfo {
    const type = workspace.types.find((type) => type.key === key);
    if (!type) throw new HostError('unknown_type', `Nenhum módulo declara ${key}.`);
    return type;
  }

  title = (id: string): string | undefined => {
    const record = this.records.get(id);
    if (!record) return undefined;
    const { name, code, address, property, text } = record.fields;
    const street = Reflect.get(Object(address), 'street');
    if (text) return String(text);
    const what = record.type === 'imoveis.visit' ? 'Visita' : 'Vistoria';
    if (property) return `${what} ${this.title(String(property)) ?? ''}`;
    return name ? String(name) : [code, street].filter(Boolean).join(' - ');
  };

  detail(id: string): RecordDetail {
    const { type, fields, deleted, pending, conflicts } = this.record(id);
    const title = this.title(id) ?? '';
    return {
      id,
      type,
      title,
      fields: { ...fields },
      deleted,
      pending,
      conflicts,
      titles: titlesOf(Object.values(fields), this.title),
      can_update: true,
      can_delete: true,
      read_only: [],
    };
  }

  /** Makes a record with its defaults; gives its id. */
  make(type: string, fields: Fields): string {
    const id = `new-${crypto.randomUUID()}`;
    const empty = { id, type, fields: {}, deleted: false, pending: true, conflicts: [], history: [] };
    this.records.set(id, empty);
    const me = people[0]?.id;
    const given = { owner: me, author: me, reader: me, moment: new Date().toISOString() };
    const own = this.type(type).fields.filter(({ key, kind }) => key in given && kind !== 'select');
    const defaults = Object.fromEntries(own.map(({ key }) => [key, given[key as keyof typeof given]]));
    this.write(this.record(id), 'create', { ...defaults, ...fields });
    return id;
  }

  /** Writes an edit, queues it and lets it reach the pretended server after a moment. */
  write(record: Stored, kind: string, changes: Fields): RecordDetail {
    const steps = Object.entries(changes).map(([field, after]) => ({
      field,
      before: record.fields[field] ?? null,
      after: merged(record.fields[field], after),
    }));
    for (const { field, after } of steps) record.fields[field] = after;
    record.pending = true;
    record.history = [
      { user: 'Ana Ribeiro', device, time: new Date().toISOString(), kind, pending: true, mine: true, changes: steps },
      ...record.history,
    ];
    const edit = `${device}:${++this.#edits}`;
    this.outbox = [
      ...this.outbox,
      {
        edit,
        record: record.id,
        record_type: record.type,
        title: this.title(record.id) ?? '',
        kind,
        fields: Object.keys(changes),
        state: 'local',
        code: null,
        reason: null,
        at: new Date().toISOString(),
      },
    ];
    this.#tellRecord(record);
    setTimeout(() => this.deliver(), 1200);
    return this.detail(record.id);
  }

  /** Sends what waits, unless the pretended connection is down. */
  deliver(): void {
    if (this.offline) {
      this.tellSync();
      return;
    }
    const sent = this.outbox.filter(({ state }) => state === 'local' || state === 'sent');
    this.outbox = this.outbox.filter((entry) => !sent.includes(entry));
    this.#accepted += sent.length;
    for (const { record } of sent) this.#settle(record);
    this.tellSync();
  }

  settleConflict(record: Stored, conflict: Conflict): void {
    record.conflicts = record.conflicts.filter((other) => other !== conflict);
    this.#tellRecord(record);
  }

  conflicts(): Conflict[] {
    return [...this.records.values()].flatMap(({ conflicts }) => conflicts);
  }

  status(): SyncStatus {
    const count = (...states: string[]) => this.outbox.filter(({ state }) => states.includes(state)).length;
    const refused = count('refused');
    return {
      server: 'https://campo.exemplo.com.br',
      tenant: 'demo',
      user: 'ana',
      device,
      cursor: { epoch: 1, seq: 20431 + this.#accepted },
      pending: count('local'),
      sent: count('sent'),
      accepted: this.#accepted,
      refused,
      quarantined: count('quarantined'),
      conflicts: this.conflicts().length,
      last_sync: new Date(Date.now() - (this.offline ? 180_000 : 2000)).toISOString(),
      activity: this.offline ? 'offline' : refused ? 'attention' : this.firstSync === null ? 'idle' : 'syncing',
      first_sync: this.firstSync,
      blobs: { pending_up: 0, bytes_up: 0, pending_down: 0, bytes_down: 0, refused: 0 },
      trouble: null,
    };
  }

  tell(event: Event): void {
    for (const listener of this.listeners) listener(event);
  }

  tellSync(): void {
    this.tell({ event: 'sync', ...this.status() });
  }

  /** An edit the server did not take, to show what that looks like. */
  refuseOne(): void {
    const record = this.record('lead-000001');
    this.outbox = [
      {
        edit: `${device}:0`,
        record: record.id,
        record_type: record.type,
        title: this.title(record.id) ?? '',
        kind: 'update',
        fields: ['stage'],
        state: 'refused',
        code: null,
        reason: 'Esta etapa exige o papel de gerente. Sua alteração está guardada aqui.',
        at: new Date(Date.now() - 3_600_000).toISOString(),
      },
    ];
  }

  #settle(id: string): void {
    const record = this.record(id);
    record.pending = false;
    record.history = record.history.map((step) => ({ ...step, pending: false }));
    this.#tellRecord(record);
  }

  #tellRecord(record: Stored): void {
    this.tell({ event: 'records', types: [record.type], records: [record.id] });
    this.tellSync();
  }

  #quarrel(id: string, field: string, mine: unknown, theirs: unknown): void {
    const record = this.record(id);
    const side = (value: unknown, user: string, from: string, hours: number, own: boolean) => ({
      value,
      user,
      device: from,
      time: new Date(Date.now() - hours * 3_600_000).toISOString(),
      mine: own,
    });
    record.fields[field] = theirs;
    record.conflicts = [
      {
        record: id,
        record_type: record.type,
        title: this.title(id) ?? '',
        field,
        values: [
          side(mine, 'Ana Ribeiro', device, 5, true),
          side(theirs, 'Caio Martins', '77ab10cd22ef9a01', 3, false),
        ],
      },
    ];
  }
}

function merged(before: unknown, after: unknown): unknown {
  const step: unknown = Reflect.get(Object(after), 'increment');
  return typeof step === 'number' ? Number(before ?? 0) + step : after;
}
