/** Filter chips: conditions on one field, as texts and as changes. */
import type { I18n } from '../../i18n/i18n.svelte';
import { isNumber, isText } from '../value/field';
import type { Format } from '../value/format.svelte';
import type { Comparison, Condition, FieldInfo, ViewInfo } from '../wire';

const filterable = new Set(['select', 'multiselect', 'user', 'ref', 'bool', 'date', 'datetime']);

/** Whether a list can be filtered by the field. */
export const isFilterable = (field: FieldInfo): boolean =>
  !field.derived && (isText(field) || isNumber(field) || filterable.has(field.kind));

/** The conditions with those of one field replaced. */
export function withField(all: Condition[], field: string, own: Condition[]): Condition[] {
  return [...all.filter((condition) => condition.field !== field), ...own];
}

/** The value a field is compared with in one way. */
export function compared(conditions: Condition[], is: Comparison): unknown {
  return conditions.find((condition) => condition.is === is)?.value;
}

/** The conditions of a range; open at the sides that are null. */
export function range(field: string, from: unknown, to: unknown): Condition[] {
  const least: Condition[] = from === null || from === undefined ? [] : [{ field, is: 'at_least', value: from }];
  const most: Condition[] = to === null || to === undefined ? [] : [{ field, is: 'at_most', value: to }];
  return [...least, ...most];
}

/** The CEL of all the ready-made filters that are on. */
export function presetFilter(view: ViewInfo, presets: string[]): string | undefined {
  const on = view.filters.filter(({ key }) => presets.includes(key)).map(({ filter }) => filter);
  return on.length > 1 ? on.map((filter) => `(${filter})`).join(' && ') : on[0];
}

/** What a chip says: `Price: from R$ 100,00`. */
export function chipText(
  field: FieldInfo,
  own: Condition[],
  i18n: I18n,
  format: Format,
  titles: Record<string, string>,
): string {
  const shown = (value: unknown) => format.value(field, value, titles);
  return `${i18n.label(field.label, field.key)}: ${condition(own, shown, i18n)}`;
}

function condition(own: Condition[], shown: (value: unknown) => string, i18n: I18n): string {
  const [from, to] = [compared(own, 'at_least'), compared(own, 'at_most')];
  if (from !== undefined && to !== undefined) return i18n.t('filter.between', { from: shown(from), to: shown(to) });
  if (from !== undefined) return i18n.t('filter.at_least', { from: shown(from) });
  if (to !== undefined) return i18n.t('filter.at_most', { to: shown(to) });
  const [only] = own;
  if (only?.is === 'empty' || only?.is === 'filled') return i18n.t(`filter.${only.is}`);
  if (only?.is === 'one_of' && Array.isArray(only.value)) return only.value.map(shown).join(', ');
  return only?.is === 'contains' ? `“${only.value}”` : shown(only?.value);
}
