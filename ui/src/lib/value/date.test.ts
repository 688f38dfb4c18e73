import { expect, test } from 'vitest';
import { joinMoment, parseDay, splitMoment } from './date';

const today = new Date(2026, 10, 23);

test.each([
  ['23/11/2026', '2026-11-23', undefined],
  ['11/23/2026', undefined, '2026-11-23'],
  ['2026-11-23', '2026-11-23', '2026-11-23'],
  ['1/2/26', '2026-02-01', '2026-01-02'],
  ['05.03', '2026-03-05', '2026-05-03'],
  ['31/02/2026', undefined, undefined],
  ['', null, null],
  ['soon', undefined, undefined],
])('"%s" is read in both orders', (text, pt, en) => {
  expect(parseDay(text, 'pt-BR', today)).toBe(pt);
  expect(parseDay(text, 'en', today)).toBe(en);
});

test('a moment survives being split and joined', () => {
  const moment = '2026-11-23T13:05:00.000Z';
  const { day, time } = splitMoment(moment);
  expect(joinMoment(day, time)).toBe(moment);
  expect(joinMoment('', '10:00')).toBeNull();
});
