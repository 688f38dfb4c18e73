/** Questions about fields that lists, forms and records ask alike. */
import type { FieldInfo, TypeInfo, ViewInfo } from '../wire';

const files = new Set(['file', 'image', 'scan', 'signature']);
const numbers = new Set(['int', 'decimal', 'money', 'percent', 'rating', 'counter', 'duration']);
const texts = new Set(['text', 'longtext', 'richtext', 'code', 'phone', 'email', 'url', 'sequence']);
const unordered = new Set(['lines', 'refs', 'multiselect', 'json', 'shape', 'geo', 'address', ...files]);

export const isFile = (field: FieldInfo): boolean => files.has(field.kind);
export const isNumber = (field: FieldInfo): boolean => numbers.has(field.kind);
export const isText = (field: FieldInfo): boolean => texts.has(field.kind);
/** Whether a list can be put in order of the field. */
export const isSortable = (field: FieldInfo): boolean => !unordered.has(field.kind);
/** Whether the field is wide: it takes a whole row of a form. */
export const isWide = (field: FieldInfo): boolean =>
  ['longtext', 'richtext', 'lines', 'address', 'json', 'shape', 'geo', 'refs'].includes(field.kind) || isFile(field);

/** The decimal places people see; money has two unless its field says otherwise. */
export function digits(field: FieldInfo): number {
  if (field.kind === 'int' || field.kind === 'rating' || field.kind === 'counter') return 0;
  return field.scale ?? (isMoney(field) ? 2 : field.kind === 'percent' ? 1 : 3);
}

export const isMoney = (field: FieldInfo): boolean => field.kind === 'money' || field.currency !== null;

/** Whether a value counts as empty. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether two machine values are the same. */
export function same(a: unknown, b: unknown): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The fields of a form: by its sections, then all that no section names. */
export function sectionsOf(type: TypeInfo): { key: string; label: ViewInfo['label'] | null; fields: FieldInfo[] }[] {
  const form = type.views.find((view) => view.kind === 'form');
  const byKey = new Map(type.fields.map((field) => [field.key, field]));
  const sections = (form?.sections ?? []).map((section) => ({
    key: section.key,
    label: section.label,
    fields: section.fields.flatMap((key) => byKey.get(key) ?? []),
  }));
  const named = new Set(sections.flatMap((section) => section.fields.map((field) => field.key)));
  const rest = type.fields.filter((field) => !named.has(field.key));
  return [...sections, { key: '', label: null, fields: rest }].filter((section) => section.fields.length > 0);
}

/** The date that places a record in time: that of its calendar, else its first. */
export function timeOf(type: TypeInfo): FieldInfo | null {
  const start = type.views.find(({ kind }) => kind === 'calendar')?.layout.start;
  const dates = type.fields.filter(({ kind, derived }) => !derived && (kind === 'date' || kind === 'datetime'));
  return dates.find(({ key }) => key === start) ?? dates.find(({ indexed }) => indexed) ?? null;
}

/** The field a path such as `address.city` or `items/<line>/<field>` begins with. */
export function fieldAt(type: TypeInfo, path: string): FieldInfo | undefined {
  const [head, , sub] = path.split(/[./]/);
  const field = type.fields.find(({ key }) => key === head);
  return field?.kind === 'lines' && sub ? (field.fields.find(({ key }) => key === sub) ?? field) : field;
}
