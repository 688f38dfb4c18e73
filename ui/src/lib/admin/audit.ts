import type { MessageKey } from '../../i18n/i18n.svelte';
import type { AuditEvent } from '../wire';

/** What the audit log tells of and people look for, with its text. */
export const acts: ReadonlyMap<string, MessageKey> = new Map([
  ['signin.done', 'act.signin_done'],
  ['signin.refused', 'act.signin_refused'],
  ['device.enroll', 'act.device_enroll'],
  ['user.create', 'act.user_create'],
  ['user.change', 'act.user_change'],
  ['password.change', 'act.password_change'],
  ['password.set', 'act.password_set'],
  ['factor.begin', 'act.factor_begin'],
  ['factor.end', 'act.factor_end'],
  ['factor.reset', 'act.factor_reset'],
  ['device.revoke', 'act.device_revoke'],
  ['device.reinstate', 'act.device_reinstate'],
  ['device.wipe', 'act.device_wipe'],
  ['device.wiped', 'act.device_wiped'],
  ['quarantine.accept', 'act.quarantine_accept'],
  ['quarantine.reject', 'act.quarantine_reject'],
  ['module.install', 'act.module_install'],
  ['tenant.limit', 'act.tenant_limit'],
  ['tenant.lease', 'act.tenant_lease'],
  ['tenant.compact', 'act.tenant_compact'],
  ['record.erase', 'act.record_erase'],
]);

/** The detail of a row in one line, `key: value` pairs; nothing when there is none. */
export function detailOf({ detail }: AuditEvent): string {
  if (typeof detail !== 'object' || detail === null) return detail == null ? '' : String(detail);
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}: ${shown(value)}`)
    .join(', ');
}
