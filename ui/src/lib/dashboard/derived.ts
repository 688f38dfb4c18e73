/** The tiles that the fields of a type can make, for modules that declare no dashboard: no tile knows a business area. */
import type { App } from '../app/app.svelte';
import { timeOf } from '../value/field';
import type { FieldInfo, ModuleInfo } from '../wire';
import type { Measure, Section, Source, Tile } from './tiles';

const summed = new Set(['money', 'duration']);
/** The most options a ring can tell apart. */
const mostSlices = 6;

/** A section for each type, in the order of the module's menu. */
export function derivedSections(app: App, module: ModuleInfo): Section[] {
  const keys = new Set(module.menu.map(({ record_type }) => record_type));
  return [...keys].flatMap((key) => {
    const type = app.workspace.type(key);
    if (!type) return [];
    const of = { type, list: app.views.listOf(type), time: timeOf(type) };
    return { key, of, tiles: tilesOf(of) };
  });
}

/** The tiles of some records. */
export function tilesOf(source: Source): Tile[] {
  const { type, time } = source;
  const count: Measure = { source, of: { op: 'count' }, field: null, declared: null };
  const sums = type.fields.filter(({ kind, derived }) => summed.has(kind) && !derived).slice(0, 1);
  const totals = sums.map((field): Measure => ({ source, of: { op: 'sum', field: field.key }, field, declared: null }));
  const choices = type.fields.filter(({ kind, options }) => kind === 'select' && options.length > 1);
  const state = choices.find(({ key }) => key === type.states?.field) ?? choices[0];
  const other =
    choices.find((field) => field !== state) ?? type.fields.find(({ kind, indexed }) => kind === 'ref' && indexed);
  const person = type.fields.find(({ kind, derived }) => kind === 'user' && !derived);
  return [
    ...[count, ...totals].map((measure) => tile('stat', [measure], null)),
    ...(time ? [tile('line', [count], null)] : []),
    ...(state ? [tile(state.options.length > mostSlices ? 'bar' : 'donut', [count], state)] : []),
    ...(other ? [tile('bar', [count], other)] : []),
    ...(person ? [tile('table', [count, ...totals], person)] : []),
  ];
}

const tile = (kind: Tile['kind'], measures: Tile['measures'], by: FieldInfo | null): Tile => ({
  key: [kind, by?.key, measures.at(-1)?.field?.key].join(' '),
  kind,
  label: null,
  measures,
  by,
  every: null,
});
