/** Where a column of a file can go: a field, or a part of an address or place. */
import type { MessageKey } from '../../i18n/i18n.svelte';
import type { App } from '../app/app.svelte';
import { isFile } from '../value/field';
import { addressParts } from '../value/format.svelte';
import type { FieldInfo, TypeInfo } from '../wire';

export interface Target {
  /** The field's key, or the part as `place.lat`. */
  readonly path: string;
  readonly text: string;
}

/** The targets of a type, in the order of its fields. */
export function targetsOf(app: App, type: TypeInfo): Target[] {
  const typed = type.fields.filter(
    (field) => !field.derived && !isFile(field) && field.kind !== 'lines' && !type.read_only.includes(field.key),
  );
  return typed.flatMap((field) => partsOf(app, field));
}

function partsOf({ i18n }: App, field: FieldInfo): Target[] {
  const name = i18n.label(field.label, field.key);
  if (field.kind === 'address')
    return addressParts.map((part) => ({
      path: `${field.key}.${part}`,
      text: `${name}: ${i18n.t(`address.${part}` as MessageKey)}`,
    }));
  if (field.kind !== 'geo') return [{ path: field.key, text: name }];
  return [
    { path: field.key, text: i18n.t('imports.whole', { field: name }) },
    { path: `${field.key}.lat`, text: i18n.t('imports.lat', { field: name }) },
    { path: `${field.key}.lon`, text: i18n.t('imports.lon', { field: name }) },
  ];
}

/** The targets that more than one column goes to. */
export function doubled(fields: ReadonlyMap<string, string | null>): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const path of fields.values()) {
    if (path && seen.has(path)) twice.add(path);
    if (path) seen.add(path);
  }
  return twice;
}

/** The fields that must be filled and that no column goes to; a new record would lack them. */
export function missing(type: TypeInfo, fields: ReadonlyMap<string, string | null>): FieldInfo[] {
  const filled = new Set([...fields.values()].map((path) => path?.split('.')[0]));
  return type.fields.filter(({ key, required, derived }) => required && !derived && !filled.has(key));
}
