import { expect, test } from 'vitest';
import { workspace } from '../host/fake/schema';
import { withOthers } from './numbers';
import { tilesOf } from './tiles';

test.each<[string, string[]]>([
  ['imoveis.property', ['stat', 'stat price', 'line', 'donut status', 'bar kind', 'table agent price']],
  ['imoveis.visit', ['stat', 'line', 'donut status', 'bar property', 'table agent']],
  // No date: no line. No choice, no person: nothing to part it by.
  ['estoque.item', ['stat', 'stat cost']],
])('the tiles of %s come from its fields', (key, expected) => {
  const type = workspace.types.find((type) => type.key === key);
  const tiles = type ? tilesOf(type) : [];
  const told = tiles.map(({ kind, by, measures }) =>
    [kind, by?.key, measures.at(-1)?.field?.key].filter(Boolean).join(' '),
  );
  expect(told).toEqual(expected);
  expect(new Set(tiles.map(({ key }) => key)).size).toBe(tiles.length);
});

test('many small groups are added up', () => {
  const groups = Array.from({ length: 12 }, (_, index) => ({ key: `${index}`, title: null, values: [12 - index, 1] }));
  const shown = withOthers(groups);
  expect(shown).toHaveLength(8);
  expect(shown.at(-1)).toEqual({ key: undefined, title: null, values: [15, 5] });
  expect(withOthers(groups.slice(0, 8))).toHaveLength(8);
});
