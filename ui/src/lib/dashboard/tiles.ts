/** What a module's dashboard shows, made of the fields of its types: no tile knows a business area. */
import type { App } from '../app/app.svelte';
import type { View } from '../app/list-state.svelte';
import { timeOf } from '../value/field';
import type { FieldInfo, MeasureOf, ModuleInfo, TypeInfo } from '../wire';

/** A number of the records of a tile: how many, or the sum of a field. */
export interface Measure {
  readonly of: MeasureOf;
  /** The field summed up; null counts. */
  readonly field: FieldInfo | null;
}

/** One tile. */
export interface Tile {
  readonly key: string;
  readonly kind: 'stat' | 'line' | 'donut' | 'bar' | 'table';
  readonly measures: Measure[];
  /** The field whose values make the groups. */
  readonly by: FieldInfo | null;
}

/** The tiles of one type. */
export interface Section {
  readonly type: TypeInfo;
  /** The list that a tile opens; its filter is the tile's too. */
  readonly list: View;
  /** The date or moment that the time range is about; null where the records have none. */
  readonly time: FieldInfo | null;
  readonly tiles: Tile[];
}

const count: Measure = { of: { op: 'count' }, field: null };
const summed = new Set(['money', 'duration']);
/** The most options a ring can tell apart. */
const mostSlices = 6;

/** The sections of a module's dashboard, in the order of its menu. */
export function sectionsOf(app: App, module: ModuleInfo): Section[] {
  const keys = new Set(module.menu.map(({ record_type }) => record_type));
  return [...keys].flatMap((key) => {
    const type = app.workspace.type(key);
    const views = type ? app.views.of(type).filter(({ saved }) => !saved) : [];
    const list = views.find(({ kind }) => kind === 'list') ?? views[0];
    return type && list ? { type, list, time: timeOf(type), tiles: tilesOf(type) } : [];
  });
}

/** The tiles that a type's fields can make. */
export function tilesOf(type: TypeInfo): Tile[] {
  const sums = type.fields.filter(({ kind, derived }) => summed.has(kind) && !derived).map(sumOf);
  const measures = [count, ...sums.slice(0, 1)];
  const choices = type.fields.filter(({ kind, options }) => kind === 'select' && options.length > 1);
  const state = choices.find(({ key }) => key === type.states?.field) ?? choices[0];
  const other =
    choices.find((field) => field !== state) ?? type.fields.find(({ kind, indexed }) => kind === 'ref' && indexed);
  const person = type.fields.find(({ kind, derived }) => kind === 'user' && !derived);
  return [
    ...measures.map((measure) => tile('stat', [measure], null)),
    ...(timeOf(type) ? [tile('line', [count], null)] : []),
    ...(state ? [tile(state.options.length > mostSlices ? 'bar' : 'donut', [count], state)] : []),
    ...(other ? [tile('bar', [count], other)] : []),
    ...(person ? [tile('table', measures, person)] : []),
  ];
}

const sumOf = (field: FieldInfo): Measure => ({ of: { op: 'sum', field: field.key }, field });

const tile = (kind: Tile['kind'], measures: Measure[], by: FieldInfo | null): Tile => ({
  key: [kind, by?.key, measures.at(-1)?.field?.key].join(' '),
  kind,
  measures,
  by,
});
