import { expect, test } from 'vitest';
import { formatDuration, parseDuration, parseNumber, toMinor } from './number';

test.each([
  ['1500', 1500, 1500],
  ['1.500,50', 1500.5, 1500.5],
  ['1,500.50', 1500.5, 1500.5],
  ['1.500', 1500, 1.5],
  ['1,500', 1.5, 1500],
  ['1500.50', 1500.5, 1500.5],
  ['1500,5', 1500.5, 1500.5],
  ['R$ 1.234.567,89', 1234567.89, 1234567.89],
  ['-3,25', -3.25, -3.25],
  ['12%', 12, 12],
  ['', null, null],
  ['abc', undefined, undefined],
  ['.', undefined, undefined],
])('"%s" is read in both habits', (text, pt, en) => {
  expect(parseNumber(text, 'pt-BR')).toBe(pt);
  expect(parseNumber(text, 'en')).toBe(en);
});

test('money becomes exact minor units', () => {
  expect(toMinor(1500.5, 2)).toBe(150050);
  expect(toMinor(1.005, 2)).toBe(101);
  expect(toMinor(0.29, 2)).toBe(29);
});

test.each([
  ['1:30', 5400],
  ['1h30', 5400],
  ['45', 2700],
  ['45 min', 2700],
  ['', null],
  ['soon', undefined],
])('the duration "%s" is read', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test('a duration shows seconds only when it has them', () => {
  expect(formatDuration(5400)).toBe('1:30');
  expect(formatDuration(61)).toBe('0:01:01');
});
