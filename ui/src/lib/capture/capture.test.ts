import { expect, test } from 'vitest';
import type { FoundCode } from '../wire';
import { barOf, levelOf } from './accuracy';
import { Agreement } from './agree';
import { type Corners, distance, isPage, moved, whole } from './quad';
import { Steady } from './steady';
import { pathOf, Strokes } from './strokes.svelte';

const shifted = (by: number): Corners => whole.map(([x, y]) => [x + by, y]) as Corners;

test('a corner stays inside the picture', () => {
  expect(moved(whole, 2, [1.4, -0.2])[2]).toEqual([1, 0]);
  expect(moved(whole, 2, [0.8, 0.9])).toEqual([whole[0], whole[1], [0.8, 0.9], whole[3]]);
});

test('corners that cross or fall together go around nothing', () => {
  expect(isPage(whole)).toBe(true);
  expect(isPage(moved(whole, 0, [1, 1]))).toBe(false);
  expect(isPage([whole[1], whole[0], whole[2], whole[3]])).toBe(false);
});

test('the camera is steady after several frames at one place', () => {
  const steady = new Steady();
  const seen = [0, 0.005, 0.005].map((by) => steady.push(shifted(by)));
  expect(seen.at(-1)).toBeLessThan(1);
  expect(steady.push(shifted(0.01))).toBe(1);
  expect(steady.push(shifted(0.05))).toBe(0);
  steady.push(shifted(0.05));
  expect(steady.push(null)).toBe(0);
  expect(distance(whole, shifted(0.25))).toBe(0.25);
});

test('a page that was taken has to leave before the next is taken', () => {
  const steady = new Steady();
  const stay = (page: Corners | null, frames: number) => {
    const seen = Array.from({ length: frames }, () => steady.push(page));
    return seen.at(-1);
  };
  expect(stay(whole, 6)).toBe(1);
  steady.take();
  expect(stay(whole, 20)).toBe(0);
  steady.push(null);
  expect(stay(whole, 20)).toBe(0);
  stay(null, 3);
  expect(stay(whole, 6)).toBe(1);
  steady.take();
  expect(stay(shifted(0.2), 6)).toBe(1);
});

test('a code is believed when two frames near each other agree', () => {
  const code = (text: string): FoundCode => ({ format: 'ean_13', text, corners: whole });
  const agreement = new Agreement();
  const push = (...texts: string[]) => agreement.push(texts.map(code)).map(({ text }) => text);
  expect(push('1')).toEqual([]);
  expect(push('2')).toEqual([]);
  expect(push('1')).toEqual(['1']);
  expect(push('2', '3')).toEqual(['2']);
  for (let frame = 0; frame < 4; frame += 1) expect(push()).toEqual([]);
  expect(push('3')).toEqual([]);
});

test('strokes are undone one by one and cleared at once', () => {
  const strokes = new Strokes();
  strokes.begin([1, 1]);
  strokes.extend([5, 5]);
  strokes.begin([9, 1]);
  expect(strokes.all.length).toBe(2);
  strokes.undo();
  expect(strokes.all).toEqual([
    [
      [1, 1],
      [5, 5],
    ],
  ]);
  strokes.clear();
  strokes.extend([2, 2]);
  expect(strokes.all).toEqual([]);
});

test('a stroke is drawn through the middles of its points, a touch as a dot', () => {
  expect(pathOf([[3, 4]])).toBe('M3 4l0 0');
  expect(
    pathOf([
      [0, 0],
      [10, 0],
      [10, 10],
    ]),
  ).toBe('M0 0Q10 0 10 5L10 10');
});

test('an accuracy has a word and a length', () => {
  expect([3, 5, 12, 60, 100, 101].map(levelOf)).toEqual(['fine', 'fine', 'good', 'fair', 'fair', 'poor']);
  expect(barOf(2)).toBe(1);
  expect(barOf(5)).toBe(1);
  expect(barOf(50)).toBeCloseTo(0.5);
  expect(barOf(9000)).toBe(0.04);
});
