import { expect, test } from 'vitest';
import type { App } from '../app/app.svelte';
import { workspace } from '../host/fake/schema';
import { timeOf } from '../value/field';
import { plainView } from '../views/saved.svelte';
import type { TypeInfo } from '../wire';
import { boardsOf, typesOf } from './boards';
import { tilesOf } from './derived';
import { filtersOfGroup } from './drill';
import { type Group, shownOf } from './numbers';
import type { Tile } from './tiles';

const typeOf = (key: string) => workspace.types.find((type) => type.key === key) as TypeInfo;
const sourceOf = (type: TypeInfo) => ({ type, list: plainView(type), time: timeOf(type) });
const app = {
  workspace: { whole: workspace, type: typeOf },
  views: { listOf: plainView },
} as unknown as App;

function boardOf(module: string) {
  const found = workspace.modules.find(({ key }) => key === module);
  const [board] = found ? boardsOf(app, found) : [];
  if (!board) throw new Error(`no dashboard in ${module}`);
  return board;
}

function tileOf(kind: string, by: string): Tile {
  const found = boardOf('crm').sections[0]?.tiles.find((tile) => tile.kind === kind && tile.by?.key === by);
  if (!found) throw new Error(`no ${kind} by ${by}`);
  return found;
}

test.each<[string, string[]]>([
  ['imoveis.property', ['stat', 'stat price', 'line', 'donut status', 'bar kind', 'table agent price']],
  ['imoveis.visit', ['stat', 'line', 'donut status', 'bar property', 'table agent']],
  // No date: no line. No choice, no person: nothing to part it by.
  ['estoque.item', ['stat', 'stat cost']],
])('the tiles of %s come from its fields', (key, expected) => {
  const tiles = tilesOf(sourceOf(typeOf(key)));
  const told = tiles.map(({ kind, by, measures }) =>
    [kind, by?.key, measures.at(-1)?.field?.key].filter(Boolean).join(' '),
  );
  expect(told).toEqual(expected);
  expect(new Set(tiles.map(({ key }) => key)).size).toBe(tiles.length);
});

test('a module shows what it declares, else what its types make', () => {
  expect(boardOf('crm').sections.map(({ of, tiles }) => [of, tiles.length])).toEqual([[null, 10]]);
  expect(new Set(typesOf(boardOf('crm')))).toEqual(new Set(['crm.lead', 'imoveis.property']));
  expect(boardOf('imoveis').sections.length).toBe(3);
});

test('many small groups are added up where their numbers do', () => {
  const groups = (n: number) =>
    Array.from({ length: n }, (_, index): Group => ({ key: `${index}`, title: null, values: [12 - index] }));
  const shown = shownOf(tileOf('bar', 'stage'), groups(12));
  expect(shown).toHaveLength(8);
  expect(shown.at(-1)).toEqual({ key: undefined, title: null, values: [15] });
  expect(shownOf(tileOf('bar', 'stage'), groups(8))).toHaveLength(8);
  expect(shownOf(tileOf('bar', 'city'), groups(12))).toHaveLength(7);
  expect(shownOf(tileOf('bar', 'next'), groups(14))).toHaveLength(12);
  expect(shownOf(tileOf('table', 'agent'), groups(40))).toHaveLength(40);
});

test('a group opens its records, within the time range and no wider', () => {
  const days = { from: '2026-11-10', to: '2026-11-23' };
  expect(filtersOfGroup(tileOf('bar', 'stage'), 'won', days, days)).toEqual([
    { field: 'stage', is: 'one_of', value: ['won'] },
  ]);
  expect(filtersOfGroup(tileOf('table', 'agent'), null, days, days)).toEqual([{ field: 'agent', is: 'empty' }]);
  const month = filtersOfGroup(tileOf('bar', 'next'), '2026-11-01', days, days);
  const from = new Date('2026-11-10T00:00').toISOString();
  const to = new Date(new Date('2026-11-24T00:00').getTime() - 1).toISOString();
  expect(month).toEqual([
    { field: 'next', is: 'at_least', value: from },
    { field: 'next', is: 'at_most', value: to },
  ]);
});
