/** From a tile to its records. */
import type { App } from '../app/app.svelte';
import { dayRange, type Filter } from '../list/conditions';
import { listPath } from '../router.svelte';
import type { FieldInfo } from '../wire';
import { type Days, daysAt, filterFor, type Range } from './range';
import type { Measure, Tile } from './tiles';

/** Opens the list of a measure's records with these filters and no others. */
export function openList(app: App, measure: Measure, filters: Filter[], titles: Record<string, string> = {}): void {
  const { type, list } = measure.source;
  const state = app.listState(type, list);
  state.clear();
  state.conditions = filters;
  state.measure = measure.declared?.filter ? measure.declared.key : null;
  state.titles = { ...state.titles, ...titles };
  app.router.go(listPath(type.key, list.key));
}

/** The filter of the time range, where the records have a time. */
export const filterOfRange = ({ source: { time } }: Measure, range: Range): Filter[] =>
  time ? filterFor(time, range) : [];

/** The filters of one group in a time range. */
export function filtersOfGroup({ measures: [measure], by, every }: Tile, key: unknown, range: Range, days: Days) {
  if (!by) return filterOfRange(measure, range);
  const ranged = by.key !== measure.source.time?.key;
  const group =
    every && key !== null ? dayRange(by, ...spanOf(String(key), every, ranged ? null : days)) : one(by, key);
  return ranged ? [...filterOfRange(measure, range), ...group] : group;
}

function spanOf(key: string, every: NonNullable<Tile['every']>, whole: Days | null): [string, string] {
  const { from, to } = daysAt(key, every, whole);
  return [from, to];
}

const one = (field: FieldInfo, key: unknown): Filter[] => [
  key === null ? { field: field.key, is: 'empty' } : { field: field.key, is: 'one_of', value: [key] },
];
