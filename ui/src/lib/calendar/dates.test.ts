import { expect, test } from 'vitest';
import { daysOfMode, lanesOf, type Mode, stepped } from './dates';

test.each<[Mode, string, string, string, number]>([
  ['month', '2026-11-23', '2026-10-26', '2026-12-06', 42],
  ['month', '2027-02-10', '2027-02-01', '2027-02-28', 28],
  ['month', '2026-12-01', '2026-11-30', '2027-01-03', 35],
  ['week', '2026-11-22', '2026-11-16', '2026-11-22', 7],
  ['agenda', '2026-11-23', '2026-11-23', '2026-12-23', 31],
])('%s of %s goes from %s to %s', (mode, day, first, last, count) => {
  const days = daysOfMode(mode, day);
  expect([days[0], days.at(-1), days.length]).toEqual([first, last, count]);
});

test('steps are as long as what is shown', () => {
  expect(stepped('month', '2026-11-23', 1)).toBe('2026-12-01');
  expect(stepped('week', '2026-11-23', -1)).toBe('2026-11-16');
});

test('what overlaps lies side by side, what follows takes the whole width again', () => {
  const spans = [
    { from: 60, to: 120 },
    { from: 90, to: 150 },
    { from: 120, to: 180 },
    { from: 200, to: 230 },
  ];
  expect(lanesOf(spans)).toEqual([
    { lane: 0, lanes: 2 },
    { lane: 1, lanes: 2 },
    { lane: 0, lanes: 2 },
    { lane: 0, lanes: 1 },
  ]);
});
