import { expect, test } from 'vitest';
import { addDays, addMonths, daysOf, type Period, weekOf } from './period';

test.each<[Period, string | null, string | null]>([
  ['today', '2026-11-23', '2026-11-23'],
  ['this_week', '2026-11-23', '2026-11-29'],
  ['next_week', '2026-11-30', '2026-12-06'],
  ['this_month', '2026-11-01', '2026-11-30'],
  ['last_month', '2026-10-01', '2026-10-31'],
  ['this_year', '2026-01-01', '2026-12-31'],
  ['last_7', '2026-11-17', '2026-11-23'],
  ['next_30', '2026-11-23', '2026-12-22'],
  ['past', null, '2026-11-22'],
  ['future', '2026-11-23', null],
])('%s goes from %s to %s', (period, from, to) => {
  expect(daysOf(period, '2026-11-23')).toEqual({ from, to });
});

test('days and months carry over', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-01');
  expect(addMonths('2026-01-31', -1)).toBe('2025-12-01');
  expect(weekOf('2026-11-22')).toBe('2026-11-16');
});
