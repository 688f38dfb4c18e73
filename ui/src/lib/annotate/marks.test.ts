import { expect, test } from 'vitest';
import { Marks } from './marks.svelte';

test('a pen keeps its way, an arrow its ends, and each mark is undone alone', () => {
  const marks = new Marks();
  for (const tool of ['pen', 'arrow'] as const) {
    marks.tool = tool;
    marks.begin([0, 0]);
    marks.extend([0.5, 0.5]);
    marks.extend([1, 1]);
  }
  expect(marks.all.map(({ spots }) => spots.length)).toEqual([3, 2]);
  marks.undo();
  expect(marks.all.map(({ tool }) => tool)).toEqual(['pen']);
});

test('without a pointer marks are placed in the middle and moved within the picture', () => {
  const marks = new Marks();
  marks.place();
  marks.move(0.9, 0);
  expect(marks.all[0]).toMatchObject({
    tool: 'arrow',
    spots: [
      [1, 0.5],
      [1, 0.6],
    ],
  });
});

test('a text without words is no mark', () => {
  const marks = new Marks();
  marks.tool = 'text';
  marks.begin([0.5, 0.5]);
  marks.text = ' Trinca ';
  marks.begin([0.5, 0.5]);
  expect(marks.all.map(({ text }) => text)).toEqual(['Trinca']);
});
