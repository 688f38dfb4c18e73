/**
 * A host in memory, for development and tests: `?fake`, or with modes joined by commas:
 * `out` (signed out), `locked`, `pin`, `offline`, `refused`, `first` (first synchronization), `empty`,
 * `left` (a recording that was not finished),
 * `reader` (the device reads a code itself), `finger` (it knows its person's finger; not with `refused`),
 * `code` (the camera sees an item's code), `codes` (several), `stranger` (one that no record has).
 */
import type { Commands, RecordDetail, Session } from '../../wire';
import { type Host, HostError } from '../types';
import { accountCommands, checkCode } from './account';
import { adminCommands } from './admin';
import { aggregate, clusters } from './aggregate';
import { blobCommands, fakeBlobUrl } from './blobs';
import { bulkEdit } from './bulk';
import { captureCommands } from './capture';
import { check } from './check';
import { fakeDevice } from './device';
import { importCommands } from './imports';
import { lockCommands, lockedSession } from './lock';
import { noticeCommands } from './notices';
import { listRecords, search } from './query';
import { people, workspace } from './schema';
import { trackCommands } from './tracks';
import { World } from './world';

type Handlers = { [K in keyof Commands]: (request: Commands[K]['request']) => Commands[K]['response'] };

const signedIn: Session = {
  state: 'signed_in',
  server: 'https://campo.exemplo.com.br',
  tenant: 'demo',
  tenant_name: 'Imobiliária Horizonte',
  user: people[0] ?? { id: '', name: '', roles: [] },
  device: '4f1d2c3b5a697887',
};
const signedOut: Session = { state: 'signed_out', server: 'https://campo.exemplo.com.br', tenant: 'demo' };

export function fakeHost(modes: string): Host {
  const world = new World();
  const handlers = commands(world, modes);
  if (modes.includes('refused')) world.refuseOne();
  if (modes.includes('offline')) world.offline = true;
  if (modes.includes('empty')) world.records.clear();
  if (modes.includes('first')) firstSync(world);
  return {
    capabilities: {
      geolocation: 'geolocation' in navigator,
      camera: 'mediaDevices' in navigator,
      window: true,
      downloads: false,
    },
    ...fakeDevice(modes, () => {
      const session = handlers.unlock({ secret: '948207' });
      for (const hear of world.listeners) hear({ event: 'session' });
      return session;
    }),
    blobUrl: fakeBlobUrl,
    async call(name, request) {
      await new Promise((resolve) => setTimeout(resolve, 12));
      return structuredClone(handlers[name](structuredClone(request)));
    },
    events(listener) {
      world.listeners.add(listener);
      return () => world.listeners.delete(listener);
    },
  };
}

function firstSync(world: World): void {
  world.firstSync = 0.42;
}

function commands(world: World, modes: string): Handlers {
  let session = modes.includes('out') ? signedOut : modes.includes('locked') ? lockedSession(10) : signedIn;
  return {
    session: () => session,
    sign_in: ({ password, code }) => {
      if (password === 'offline') throw new HostError('offline', 'O servidor não respondeu.');
      if (password.length < 4) throw new HostError('wrong_credentials', 'Organização, usuário ou senha incorretos.');
      if (password === 'segundo fator') checkCode(code);
      session = signedIn;
      return session;
    },
    enroll: ({ link }) => {
      if (link.includes('demo.used')) throw new HostError('enrollment_used', 'Código usado.');
      if (!link.startsWith('campo://enroll?')) throw new HostError('enrollment_unknown', 'Código desconhecido.');
      session = signedIn;
      return session;
    },
    sign_out: () => {
      session = signedOut;
      return session;
    },
    workspace: () => workspace,
    list_records: (request) => listRecords(world.records.values(), request, world.title),
    aggregate_records: (request) => aggregate(world.records.values(), request, world.title),
    map_records: (request) => clusters(world.records.values(), request, world.title),
    bulk_edit: (request) => bulkEdit(world, request),
    search: ({ text, limit }) => search(world.records.values(), text, limit, world.title),
    conflicts: () => world.conflicts(),
    sync_status: () => world.status(),
    forget_damage: () => ({}),
    sync_now: () => {
      world.deliver();
      return world.status();
    },
    outbox: () => world.outbox,
    keep_draft: ({ key, content }) => {
      world.drafts.set(key, { key, content, time: new Date().toISOString() });
      return {};
    },
    kept_drafts: () => [...world.drafts.values()],
    drop_draft: ({ key }) => {
      world.drafts.delete(key);
      return {};
    },
    ...accountCommands(),
    ...adminCommands(),
    ...blobCommands(),
    ...captureCommands(world, modes),
    ...importCommands(world),
    ...lockCommands(modes, signedIn, {
      get: () => session,
      set: (next) => {
        session = next;
      },
    }),
    ...noticeCommands(world),
    ...trackCommands(world, modes),
    ...recordCommands(world),
    ...editCommands(world),
  };
}

type RecordCommand =
  | 'get_record'
  | 'create_record'
  | 'update_record'
  | 'delete_record'
  | 'restore_record'
  | 'check_record'
  | 'record_history'
  | 'record_at'
  | 'resolve_conflict';

function recordCommands(world: World): Pick<Handlers, RecordCommand> {
  const remove = (id: string, deleted: boolean): RecordDetail => {
    const record = world.record(id);
    record.deleted = deleted;
    return world.write(record, deleted ? 'delete' : 'restore', {});
  };
  return {
    get_record: ({ id }) => world.detail(id),
    create_record: ({ record_type, fields }) => {
      refuse(check(world.type(record_type), fields).problems);
      return world.detail(world.make(record_type, fields));
    },
    update_record: ({ id, fields }) => {
      const record = world.record(id);
      refuse(check(world.type(record.type), { ...record.fields, ...fields }).problems);
      return world.write(record, 'update', fields);
    },
    delete_record: ({ id }) => remove(id, true),
    restore_record: ({ id }) => remove(id, false),
    check_record: ({ record_type, id, fields }) =>
      check(world.type(record_type), { ...(id ? world.record(id).fields : {}), ...fields }),
    record_at: ({ id }) => world.detail(id),
    record_history: ({ id }) => world.record(id).history,
    resolve_conflict: ({ id, field, take }) => {
      const record = world.record(id);
      const conflict = record.conflicts.find((conflict) => conflict.field === field);
      if (!conflict) throw new HostError('not_found', 'Este conflito já foi resolvido.');
      world.settleConflict(record, conflict);
      const side = conflict.values.find(({ mine }) => mine === (take === 'mine'));
      return world.write(record, 'update', { [field]: typeof take === 'object' ? take.value : side?.value });
    },
  };
}

function refuse(problems: ReturnType<typeof check>['problems']): void {
  if (problems.some(({ warning }) => !warning))
    throw new HostError('invalid', 'Alguns campos precisam de atenção.', problems);
}

function editCommands(world: World): Pick<Handlers, 'retry_edit' | 'discard_edit'> {
  const only = (edit: string, keep: boolean) => {
    world.outbox = world.outbox.flatMap((entry) =>
      entry.edit !== edit ? entry : keep ? { ...entry, state: 'local' as const } : [],
    );
    world.tellSync();
    return {};
  };
  return { retry_edit: ({ edit }) => only(edit, true), discard_edit: ({ edit }) => only(edit, false) };
}
