import { expect, test } from 'vitest';
import { lengthText, nameOf } from './length';

test('lengths are minutes and seconds', () => {
  expect([0, 9, 65.9, 300].map(lengthText)).toEqual(['0:00', '0:09', '1:05', '5:00']);
});

test('a note is named after its moment, its length and its kind', () => {
  const begun = new Date(2026, 10, 23, 14, 3);
  expect(nameOf('Nota', begun, 83, 'audio/webm;codecs=opus')).toBe('Nota 2026-11-23 14.03 (1min23).webm');
  expect(nameOf('Nota', begun, 5, 'audio/mp4')).toBe('Nota 2026-11-23 14.03 (0min05).m4a');
});
