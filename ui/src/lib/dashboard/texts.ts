/** The words of a tile. */
import type { App } from '../app/app.svelte';
import type { Every, FieldInfo } from '../wire';
import type { Group } from './numbers';
import type { Measure, Section, Tile } from './tiles';

/** What a measure counts or sums up: "Visits", "Price, total". */
export function measureName(app: App, { list }: Section, { field }: Measure): string {
  const { t, label } = app.i18n;
  return field ? t('dashboard.total', { field: label(field.label, field.key) }) : label(list.label, list.key);
}

export function tileName(app: App, section: Section, tile: Tile): string {
  const { t, label } = app.i18n;
  const [first] = tile.measures;
  const measure = first ? measureName(app, section, first) : '';
  if (tile.by) return t('dashboard.by', { measure, field: label(tile.by.label, tile.by.key).toLowerCase() });
  return tile.kind === 'line' ? t('dashboard.over', { measure }) : measure;
}

/** A number of a measure: whole, or short enough for a tile. */
export function numberText(app: App, { field }: Measure, value: number, short = false): string {
  if (!field) return app.format.number(value, 0);
  return short ? app.format.short(field, value) : app.format.value(field, value);
}

/** The name of a group. */
export function groupName(app: App, field: FieldInfo, { key, title }: Group): string {
  if (key === undefined) return app.i18n.t('dashboard.others');
  if (key === null) return app.i18n.t('board.none');
  return title ?? app.format.value(field, key, {});
}

/** A day below a line: `23/11`, or the month where points are months. */
export function dayLabel(app: App, day: string, every: Every): string {
  const options =
    every === 'month'
      ? ({ month: 'short', year: '2-digit' } as const)
      : ({ day: '2-digit', month: '2-digit' } as const);
  return new Intl.DateTimeFormat(app.i18n.locale, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}
