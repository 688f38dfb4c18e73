/** The numbers of tiles, asked of the device: they are there without a signal. */
import type { App } from '../app/app.svelte';
import { dayRange, filterOf } from '../list/conditions';
import type { AggregateGroup, Every, GroupBy, ListRecords } from '../wire';
import { type Days, pointsOf } from './range';
import type { Measure, Section, Tile } from './tiles';

/** The number of a span and of the one before it; the latter is null where records have no time. */
export interface Stat {
  readonly now: number;
  readonly before: number | null;
}

/** What records share and their numbers, in the order of the tile's measures. */
export interface Group {
  /** The value shared; null for empty, undefined for all the smaller groups together. */
  readonly key: unknown;
  readonly title: string | null;
  readonly values: number[];
}

/** A span of time and how many records it has. */
export interface Point {
  readonly day: string;
  readonly value: number;
}

/** The most groups shown by themselves. */
const mostGroups = 7;

export async function loadStat(app: App, section: Section, tile: Tile, now: Days, before: Days): Promise<Stat> {
  const number = async (days: Days) => numbersOf(await ask(app, section, days, tile.measures, []))[0]?.values[0] ?? 0;
  const [current, earlier] = await Promise.all([number(now), section.time ? number(before) : null]);
  return { now: current, before: earlier };
}

export async function loadGroups(app: App, section: Section, tile: Tile, days: Days): Promise<Group[]> {
  const table = await ask(app, section, days, tile.measures, tile.by ? [{ field: tile.by.key }] : []);
  const groups = numbersOf(table).map(({ key, values }) => ({ key, title: table.titles[String(key)] ?? null, values }));
  return withOthers(groups.filter(({ values }) => values[0] !== 0));
}

export async function loadPoints(app: App, section: Section, days: Days, every: Every): Promise<Point[]> {
  const field = section.time?.key ?? '';
  const group: GroupBy = { field, every, offset_minutes: -new Date().getTimezoneOffset() };
  const table = await ask(app, section, days, [{ of: { op: 'count' }, field: null }], [group]);
  const found = new Map(numbersOf(table).map(({ key, values }) => [key, values[0] ?? 0]));
  return pointsOf(days, every).map((day) => ({ day, value: found.get(day) ?? 0 }));
}

/** The largest groups, and the others added up. */
export function withOthers(groups: Group[]): Group[] {
  if (groups.length <= mostGroups + 1) return groups;
  const rest = groups.slice(mostGroups);
  const sum = (index: number) => rest.reduce((total, { values }) => total + (values[index] ?? 0), 0);
  const values = (rest[0]?.values ?? []).map((_, index) => sum(index));
  return [...groups.slice(0, mostGroups), { key: undefined, title: null, values }];
}

function ask(app: App, section: Section, days: Days, measures: Measure[], group_by: GroupBy[]) {
  return app.host.call('aggregate_records', {
    records: recordsIn(section, days),
    group_by,
    measures: measures.map(({ of }) => of),
  });
}

function recordsIn({ type, list, time }: Section, { from, to }: Days): ListRecords {
  const filter = filterOf(list, []);
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

const numbersOf = ({ groups }: { groups: AggregateGroup[] }) =>
  groups.map(({ keys, values }) => ({ key: keys[0], values: values.map((value) => Number(value ?? 0)) }));
