import { expect, test } from 'vitest';
import { pagesOf, rowOrder, scrollTo, visibleSpan } from './window';

test.each([
  [0, { first: 0, last: 31 }],
  [3600, { first: 90, last: 131 }],
  [3_600_000 - 720, { first: 99_970, last: 100_000 }],
  [-40, { first: 0, last: 31 }],
  [9e9, { first: 100_000, last: 100_000 }],
])('at scroll %d two screens of rows stay', (scroll, span) => {
  expect(visibleSpan(scroll, 720, 36, 100_000)).toEqual(span);
});

test('a short list is whole', () => {
  expect(visibleSpan(0, 720, 36, 3)).toEqual({ first: 0, last: 3 });
  expect(visibleSpan(0, 720, 36, 0)).toEqual({ first: 0, last: 0 });
});

test('moving rows keep their slot, resting rows are in reading order', () => {
  const span = { first: 3, last: 8 };
  expect(rowOrder(span, 5, false)).toEqual([3, 4, 5, 6, 7]);
  expect(rowOrder(span, 5, true)).toEqual([5, 6, 7, 3, 4]);
});

test('a span asks for every page it touches', () => {
  expect(pagesOf({ first: 95, last: 205 }, 100)).toEqual([0, 100, 200]);
  expect(pagesOf({ first: 0, last: 0 }, 100)).toEqual([]);
});

test('scrolling brings a row just into view', () => {
  expect(scrollTo(0, 100, 360, 36)).toBe(0);
  expect(scrollTo(20, 0, 360, 36)).toBe(396);
  expect(scrollTo(5, 0, 360, 36)).toBeNull();
});
