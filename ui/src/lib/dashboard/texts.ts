/** The words of a tile. */
import type { App } from '../app/app.svelte';
import { isMoney } from '../value/field';
import type { Every, FieldInfo } from '../wire';
import type { Amount, Group } from './numbers';
import type { Measure, Tile } from './tiles';

/** What a measure is called: "Visits done"; made of its field when it has no name: "Price, total". */
export function measureName(app: App, { source: { list }, field, declared }: Measure): string {
  const { t, label } = app.i18n;
  if (declared) return label(declared.label, declared.key);
  return field ? t('dashboard.total', { field: label(field.label, field.key) }) : label(list.label, list.key);
}

export function tileName(app: App, { label: own, measures, by, every, kind }: Tile): string {
  const { t, label } = app.i18n;
  if (own) return label(own);
  const measure = measureName(app, measures[0]);
  if (by && every) return t(`dashboard.by_${every}`, { measure });
  if (by) return t('dashboard.by', { measure, field: label(by.label, by.key).toLowerCase() });
  return kind === 'line' ? t('dashboard.over', { measure }) : measure;
}

/** A number of a measure: whole, or short enough for a tile; a dash over nothing. */
export function numberText(app: App, { field, of: { op } }: Measure, value: Amount, short = false): string {
  if (value === null) return '–';
  if (!field) return app.format.number(value, 0);
  if (isMoney(field)) return short ? app.format.short(field, value) : app.format.value(field, value);
  if (op === 'avg' && (field.scale ?? 0) === 0) return app.format.number(value, 1);
  return app.format.value(field, value);
}

/** The name of a group. */
export function groupName(app: App, field: FieldInfo, { key, title }: Group, every: Every | null): string {
  if (key === undefined) return app.i18n.t('dashboard.others');
  if (key === null) return app.i18n.t('board.none');
  return every ? spanName(app, String(key), every) : (title ?? app.format.value(field, key, {}));
}

/** A day below a line: `23/11`, or the month where points are months. */
export function dayLabel(app: App, day: string, every: Every): string {
  return dates(
    app,
    day,
    every === 'month' ? { month: 'short', year: '2-digit' } : { day: '2-digit', month: '2-digit' },
  );
}

/** A span of time by its first day. */
function spanName(app: App, day: string, every: Every): string {
  const { t } = app.i18n;
  if (every === 'year') return day.slice(0, 4);
  if (every === 'quarter')
    return t('dashboard.quarter', { n: Math.ceil(Number(day.slice(5, 7)) / 3), year: day.slice(0, 4) });
  if (every === 'month') return dates(app, day, { month: 'long', year: 'numeric' });
  return every === 'week' ? t('dashboard.week', { day: app.format.day(day) }) : app.format.day(day);
}

const dates = (app: App, day: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(app.i18n.locale, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
