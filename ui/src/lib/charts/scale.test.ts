import { expect, test } from 'vitest';
import { arcs, ticks } from './scale';
import { colorsOf } from './slice';

test.each<[number, number[]]>([
  [0, [0, 1]],
  [2, [0, 1, 2]],
  [7, [0, 5, 10]],
  [100, [0, 50, 100]],
  [1234, [0, 500, 1000, 1500]],
])('the lines behind a chart up to %d are round', (most, expected) => {
  expect(ticks(most)).toEqual(expected);
});

test('arcs go once around, and nothing has no arc', () => {
  const [a, b] = arcs([1, 3], 10);
  expect(a?.length).toBeCloseTo(5 * Math.PI);
  expect((b?.start ?? 0) + (b?.length ?? 0)).toBeCloseTo(20 * Math.PI);
  expect(arcs([0], 10)).toEqual([{ length: 0, start: 0 }]);
});

test('options keep their colors only when all can be told apart', () => {
  expect(colorsOf(['ok', 'danger'])).toEqual(['var(--ok)', 'var(--danger)']);
  expect(new Set(colorsOf(['info', 'info', null])).size).toBe(3);
});
