import { expect, test } from 'vitest';
import { daysAt, daysBefore, daysIn, everyOf, pointsOf, type Range } from './range';

const today = '2026-11-23';

test.each<[Range, [string, string], [string, string]]>([
  ['today', ['2026-11-23', '2026-11-23'], ['2026-11-22', '2026-11-22']],
  ['last_7', ['2026-11-17', '2026-11-23'], ['2026-11-10', '2026-11-16']],
  ['this_month', ['2026-11-01', '2026-11-30'], ['2026-10-01', '2026-10-31']],
  ['this_year', ['2026-01-01', '2026-12-31'], ['2025-01-01', '2025-12-31']],
  [{ from: '2026-03-01', to: '2026-03-10' }, ['2026-03-01', '2026-03-10'], ['2026-02-19', '2026-02-28']],
])('%j is compared with the span before it', (range, [from, to], [earlier, last]) => {
  expect(daysIn(range, today)).toEqual({ from, to });
  expect(daysBefore(range, today)).toEqual({ from: earlier, to: last });
});

test('a line has a point for each day, week or month', () => {
  const year = daysIn('this_year', today);
  expect(everyOf(daysIn('last_30', today))).toBe('day');
  expect(everyOf(daysIn('last_90', today))).toBe('week');
  expect(everyOf(year)).toBe('month');
  expect(pointsOf(daysIn('last_7', today), 'day')).toHaveLength(7);
  expect(pointsOf(year, 'month')).toHaveLength(12);
  const weeks = pointsOf(daysIn('last_90', today), 'week');
  expect(weeks[0]).toBe('2026-08-24');
  expect(daysAt('2026-08-24', 'week', daysIn('last_90', today))).toEqual({ from: '2026-08-26', to: '2026-08-30' });
});

test('a span without end makes no endless line', () => {
  expect(pointsOf({ from: '0001-01-01', to: '9999-12-31' }, 'month').length).toBe(400);
});
