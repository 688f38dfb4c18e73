/** The numbers of tiles, asked of the device: they are there without a signal. */
import type { App } from '../app/app.svelte';
import { dayRange, filterOf } from '../list/conditions';
import type { AggregateGroup, Every, GroupBy, ListRecords } from '../wire';
import { type Days, pointsOf } from './range';
import type { Measure, Tile } from './tiles';

/** A number of a measure; null over no records where it does not add up. */
export type Amount = number | null;

/** The number of a span and of the one before it; the latter is absent where records have no time. */
export interface Stat {
  readonly now: Amount;
  readonly before?: Amount;
}

/** What records share and their numbers, in the order of the tile's measures. */
export interface Group {
  /** The value shared; null for empty, undefined for all the smaller groups together. */
  readonly key: unknown;
  readonly title: string | null;
  readonly values: Amount[];
}

/** A span of time and its number. */
export interface Point {
  readonly day: string;
  readonly value: number;
}

/** The most groups of a chart shown by themselves, and the most spans of time and rows. */
const most = { groups: 7, spans: 12, rows: 200 };

/** Whether the numbers of two groups make that of both. */
export const addsUp = ({ of: { op } }: Measure): boolean => op === 'count' || op === 'sum';

export async function loadStat(app: App, measure: Measure, now: Days, before: Days): Promise<Stat> {
  const number = async (days: Days) => numberOf((await ask(app, measure, days, [])).groups[0], measure);
  if (!measure.source.time) return { now: await number(now) };
  const [current, earlier] = await Promise.all([number(now), number(before)]);
  return { now: current, before: earlier };
}

export async function loadGroups(app: App, tile: Tile, days: Days): Promise<Group[]> {
  const by: GroupBy[] = tile.by ? [groupBy(tile.by.key, tile.every)] : [];
  const tables = await Promise.all(tile.measures.map((measure) => ask(app, measure, days, by)));
  const groups = new Map<unknown, Group>();
  tables.forEach(({ groups: found, titles }, index) => {
    for (const one of found) {
      const key = one.keys[0];
      const group = groups.get(key) ?? { key, title: titles[String(key)] ?? null, values: tile.measures.map(nothing) };
      const measure = tile.measures[index];
      if (measure) group.values[index] = numberOf(one, measure);
      groups.set(key, group);
    }
  });
  return shownOf(
    tile,
    [...groups.values()].filter(({ values }) => values.some((value) => value)),
  );
}

export async function loadPoints(app: App, measure: Measure, days: Days, every: Every): Promise<Point[]> {
  const { groups } = await ask(app, measure, days, [groupBy(measure.source.time?.key ?? '', every)]);
  const found = new Map(groups.map((group) => [group.keys[0], numberOf(group, measure) ?? 0]));
  return pointsOf(days, every).map((day) => ({ day, value: found.get(day) ?? 0 }));
}

/** The groups with room in a tile: the rows of a table, the last spans of time, or the largest with the others added up. */
export function shownOf({ kind, every, measures: [measure] }: Tile, groups: Group[]): Group[] {
  if (every) return groups.filter(({ key }) => key !== null).slice(-most.spans);
  if (kind === 'table') return groups.slice(0, most.rows);
  if (groups.length <= most.groups + 1) return groups;
  const largest = groups.slice(0, most.groups);
  if (!addsUp(measure)) return largest;
  const rest = groups.slice(most.groups).reduce((sum, { values: [value] }) => sum + (value ?? 0), 0);
  return [...largest, { key: undefined, title: null, values: [rest] }];
}

const groupBy = (field: string, every: Every | null): GroupBy =>
  every ? { field, every, offset_minutes: -new Date().getTimezoneOffset() } : { field };

function ask(app: App, measure: Measure, days: Days, group_by: GroupBy[]) {
  return app.host.call('aggregate_records', { records: recordsIn(measure, days), group_by, measures: [measure.of] });
}

/** The records that a measure counts in some days. */
export function recordsIn({ source: { type, list, time }, declared }: Measure, { from, to }: Days): ListRecords {
  const filter = filterOf(list, [], declared?.filter);
  return {
    record_type: type.key,
    conditions: time ? dayRange(time, from, to) : [],
    sort: [],
    deleted: false,
    columns: [],
    offset: 0,
    ...(filter && { filter }),
  };
}

const nothing = (measure: Measure): Amount => (addsUp(measure) ? 0 : null);

function numberOf(group: AggregateGroup | undefined, measure: Measure): Amount {
  const value = group?.values[0];
  return typeof value === 'number' ? value : nothing(measure);
}
