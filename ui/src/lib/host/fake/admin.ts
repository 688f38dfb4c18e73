/** Administration of the pretended tenant. */
import type {
  AuditEvent,
  Commands,
  PersonRights,
  Role,
  SetAsideEdit,
  TenantDevice,
  TenantPerson,
  TypeRights,
} from '../../wire';
import { HostError } from '../types';
import { people as known, workspace } from './schema';

type AdminCommand =
  | 'people'
  | 'create_person'
  | 'change_person'
  | 'tenant_devices'
  | 'order_device'
  | 'set_aside'
  | 'decide_set_aside'
  | 'audit'
  | 'tenant'
  | 'change_tenant'
  | 'record_rights'
  | 'offer_enrollment'
  | 'roles';
type Handlers = { [K in AdminCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();

function person(from: Partial<TenantPerson> & { id: string; name: string }): TenantPerson {
  return { roles: [], attributes: {}, disabled: false, factor: false, devices: 0, ...from };
}

function everyone(): TenantPerson[] {
  return known.map(({ id, name, roles }, index) => {
    const attributes: Record<string, unknown> = index > 0 ? { territory: index % 2 ? 'norte' : 'sul' } : {};
    const made = person({ id, name, roles, attributes, factor: index === 0, disabled: index === 3 });
    return index < 3 ? { ...made, devices: 2 - (index % 2), last_seen: ago(index * 20 + 0.2) } : made;
  });
}

const devices: TenantDevice[] = [
  {
    device: '4f1d2c3b5a697887',
    person: known[0]?.name ?? '',
    name: 'Notebook do escritório',
    last_seen: ago(0.1),
    version: '0.1.0',
    pending: 0,
    access: 'full',
  },
  {
    device: '9a8b7c6d5e4f3a2b',
    person: known[1]?.name ?? '',
    name: 'Celular (Android)',
    last_seen: ago(41),
    version: '0.1.0',
    pending: 3,
    access: 'full',
  },
  {
    device: '1122334455667788',
    person: known[1]?.name ?? '',
    name: 'Tablet antigo',
    last_seen: ago(2700),
    version: '0.1.0',
    pending: 0,
    access: 'revoked',
  },
];

function everyRight(record_type: string): TypeRights {
  const all = { for: 'all' } as const;
  return { record_type, read: all, create: all, update: all, delete: all, export: all, hidden: [], read_only: [] };
}

function ownRight(record_type: string): TypeRights {
  const own = { for: 'some', conditions: ['self.agent == user.id'] } as const;
  const none = { for: 'none' } as const;
  return {
    ...everyRight(record_type),
    update: { ...own, conditions: [...own.conditions] },
    delete: none,
    export: none,
    hidden: ['finance'],
  };
}

function roles(): Role[] {
  const types = workspace.types.map(({ key }) => key);
  return [
    {
      key: 'manager',
      label: { 'pt-BR': 'Gestor', en: 'Manager' },
      includes: ['agent'],
      everything: true,
      types: types.map(everyRight),
    },
    {
      key: 'office',
      label: { 'pt-BR': 'Escritório', en: 'Office' },
      includes: [],
      everything: true,
      types: types.map(everyRight),
    },
    {
      key: 'agent',
      label: { 'pt-BR': 'Corretor', en: 'Agent' },
      includes: [],
      everything: false,
      types: types.map(ownRight),
    },
  ];
}

function setAside(): SetAsideEdit[] {
  const edit = {
    person: known[1]?.name ?? '',
    device: '1122334455667788',
    record: '',
    record_type: workspace.types[0]?.key ?? '',
    reason: 'O aparelho tinha perdido o acesso quando isto chegou: o escritório decide',
    made: ago(50),
    received: ago(2),
  };
  return [
    { ...edit, n: 1, kind: 'change', fields: workspace.types[0]?.fields.slice(0, 2).map(({ key }) => key) ?? [] },
    { ...edit, n: 2, kind: 'delete', fields: [] },
  ];
}

function auditLog(): AuditEvent[] {
  const row = (seq: number, action: string, resource: string, detail: unknown): AuditEvent => {
    const resource_type = action.split('.')[0] ?? '';
    return { seq, time: ago(30 - seq), action, resource_type, resource, detail };
  };
  const by = known[0] ? { user_id: known[0].id, user: known[0].name } : {};
  const other = known[1]?.name ?? '';
  return [
    { ...row(4, 'device.revoke', '1122334455667788', { name: 'Tablet antigo' }), ...by },
    {
      ...row(3, 'user.change', other, { roles: ['agent'], attributes: { territory: 'norte' }, disabled: false }),
      ...by,
    },
    row(2, 'user.create', other, { roles: ['agent'] }),
    row(1, 'module.install', 'imoveis', { version: '1.0.0' }),
  ];
}

function rights(): PersonRights[] {
  const mine = { expression: 'self.agent == user.id', holds: false };
  const actions = ['read', 'update', 'delete', 'export'];
  const always = (role: string) => [{ role, conditions: [] }];
  return known.slice(0, 2).map(({ name, roles }, index) => {
    const role = roles[0] ?? 'agent';
    const all = actions.map((right) => ({ right, allowed: true, because: always(role) }));
    if (index === 0) return { person: name, roles, on_devices: true, rights: all, hidden: [] };
    const some = actions.map((right) => ({
      right,
      allowed: right === 'read',
      because: right === 'read' ? always(role) : [{ role, conditions: [mine] }],
    }));
    return { person: name, roles, on_devices: false, scope: mine, rights: some, hidden: ['finance'] };
  });
}

export function adminCommands(): Handlers {
  let people = everyone();
  let all = devices;
  let waiting = setAside();
  let lease = 14 * 86_400;
  return {
    people: () => people,
    offer_enrollment: ({ user }) => ({
      link: `campo://enroll?server=https://campo.exemplo.com.br&token=demo.${user.length}&authority=ff`,
      expires: new Date(Date.now() + 600_000).toISOString(),
    }),
    create_person: ({ name, password, roles, attributes }) => {
      if (password.length < 8) throw new HostError('weak_password', 'Senha fraca.');
      const made = person({ id: `p${people.length}`, name, roles, attributes });
      people = [...people, made];
      return made;
    },
    change_person: ({ name, change }) => {
      const before = people.find((person) => person.name === name);
      if (!before) throw new HostError('not_found', 'Não existe.');
      const kept = Object.entries({ ...before.attributes, ...change.attributes }).filter(([, value]) => value !== null);
      const after = {
        ...before,
        roles: change.roles ?? before.roles,
        disabled: change.disabled ?? before.disabled,
        factor: before.factor && !change.reset_factor,
        attributes: Object.fromEntries(kept),
      };
      people = people.map((person) => (person === before ? after : person));
      return after;
    },
    tenant_devices: () => all,
    order_device: ({ device, order }) => {
      const access = order === 'revoke' ? 'revoked' : order === 'wipe' ? 'wipe_ordered' : 'full';
      all = all.map((other) => (other.device === device ? { ...other, access } : other));
      const found = all.find((other) => other.device === device);
      if (!found) throw new HostError('not_found', 'Não existe.');
      return found;
    },
    set_aside: () => waiting,
    decide_set_aside: ({ edits }) => {
      waiting = waiting.filter(({ n }) => !edits.includes(n));
      return edits.map((n) => ({ n, settled: true, reason: '' }));
    },
    audit: ({ action, user_id }) => ({
      events: auditLog().filter(
        (event) => (!action || event.action === action) && (!user_id || event.user_id === user_id),
      ),
    }),
    tenant: () => tenant(lease),
    change_tenant: ({ lease_seconds }) => {
      lease = lease_seconds ?? lease;
      return tenant(lease);
    },
    record_rights: rights,
    roles,
  };
}

function tenant(lease_seconds: number): Commands['tenant']['response'] {
  return {
    key: 'demo',
    name: 'Imobiliária Horizonte',
    people: { used: 4, limit: 10 },
    devices: { used: 3 },
    records: { used: 20_640, limit: 100_000 },
    storage: { used: 812 * 1024 * 1024, limit: 10 * 1024 * 1024 * 1024 },
    lease_seconds,
    modules: ['core 1.0.0', 'imoveis 1.0.0'],
  };
}
