/** Filter chips: conditions on one field, as texts and as changes. */
import type { I18n } from '../../i18n/i18n.svelte';
import { isNumber, isText } from '../value/field';
import type { Format } from '../value/format.svelte';
import { addDays, daysOf, isPeriod, midnight, type Period } from '../value/period';
import type { Comparison, Condition, FieldInfo, TypeInfo, ViewInfo } from '../wire';

/** A condition that moves with the day; the host is asked for the days it means now. */
export interface During {
  readonly field: string;
  readonly is: 'during';
  readonly value: Period;
}

/** What a chip holds. */
export type Filter = Condition | During;

const filterable = new Set(['select', 'multiselect', 'user', 'ref', 'refs', 'bool', 'date', 'datetime', 'geo']);

/** Whether a list can be filtered by the field. */
export const isFilterable = (field: FieldInfo): boolean =>
  !field.derived && (isText(field) || isNumber(field) || filterable.has(field.kind));

/** The filters with those of one field replaced. */
export function withField(all: Filter[], field: string, own: Filter[]): Filter[] {
  return [...all.filter((condition) => condition.field !== field), ...own];
}

/** The value a field is compared with in one way. */
export function compared(conditions: Filter[], is: Comparison | 'during'): unknown {
  return conditions.find((condition) => condition.is === is)?.value;
}

/** The conditions of a range; open at the sides that are null. */
export function range(field: string, from: unknown, to: unknown): Condition[] {
  const least: Condition[] = from === null || from === undefined ? [] : [{ field, is: 'at_least', value: from }];
  const most: Condition[] = to === null || to === undefined ? [] : [{ field, is: 'at_most', value: to }];
  return [...least, ...most];
}

/** The conditions of whole local days, for a date or a moment. */
export function dayRange(field: FieldInfo, from: string | null, to: string | null): Condition[] {
  if (field.kind !== 'datetime') return range(field.key, from, to);
  const end = to && new Date(midnight(addDays(to, 1)).getTime() - 1).toISOString();
  return range(field.key, from && midnight(from).toISOString(), end);
}

/** The filters as the host takes them, today. */
export function conditionsOf(filters: Filter[], type: TypeInfo, today: string): Condition[] {
  return filters.flatMap((filter): Condition[] => {
    if (filter.is !== 'during') return [filter];
    const field = type.fields.find(({ key }) => key === filter.field);
    const { from, to } = daysOf(filter.value, today);
    return field ? dayRange(field, from, to) : [];
  });
}

/** The CEL of a view, of all its ready-made filters that are on, and of a measure. */
export function filterOf(view: ViewInfo, presets: string[], measure?: string | null): string | undefined {
  const on = view.filters.filter(({ key }) => presets.includes(key)).map(({ filter }) => filter);
  const all = [view.filter, ...on, measure].filter((filter) => typeof filter === 'string');
  return all.length > 1 ? all.map((filter) => `(${filter})`).join(' && ') : all[0];
}

/** What a chip says: `Price: from R$ 100,00`. */
export function chipText(
  field: FieldInfo,
  own: Filter[],
  i18n: I18n,
  format: Format,
  titles: Record<string, string>,
): string {
  const shown = (value: unknown) => format.value(field, value, titles);
  return `${i18n.label(field.label, field.key)}: ${condition(own, shown, i18n)}`;
}

function condition(own: Filter[], shown: (value: unknown) => string, i18n: I18n): string {
  const [from, to] = [compared(own, 'at_least'), compared(own, 'at_most')];
  if (from !== undefined && to !== undefined) return i18n.t('filter.between', { from: shown(from), to: shown(to) });
  if (from !== undefined) return i18n.t('filter.at_least', { from: shown(from) });
  if (to !== undefined) return i18n.t('filter.at_most', { to: shown(to) });
  const [only] = own;
  if (only?.is === 'during' && isPeriod(only.value)) return i18n.t(`period.${only.value}`);
  if (only?.is === 'empty' || only?.is === 'filled') return i18n.t(`filter.${only.is}`);
  if (only?.is === 'one_of' && Array.isArray(only.value)) return only.value.map(shown).join(', ');
  return only?.is === 'contains' ? `“${only.value}”` : shown(only?.value);
}
