import { expect, test } from 'vitest';
import type { Comment } from '../comment/thread.svelte';
import type { HistoryStep } from '../wire';
import { activityOf, type Kind } from './activity';

const step = (kind: string, hour: number): HistoryStep => ({
  user: 'Ana',
  device: '',
  time: `2026-11-23T0${hour}:00:00.000Z`,
  kind,
  pending: false,
  mine: true,
  changes: [],
});
const said: Comment = {
  id: 'c1',
  text: 'Oi',
  author: 'Ana',
  mine: true,
  moment: '2026-11-23T02:00:00.000Z',
  delivery: 'sent',
  seenBy: [],
  fresh: false,
  files: [],
  conflict: false,
};
const history = [step('create', 1), step('update', 3)];

test.each<[Kind, string[]]>([
  ['all', ['update', 'Oi', 'create']],
  ['comments', ['Oi']],
  ['changes', ['update', 'create']],
])('the story of %s is told from its end', (kind, expected) => {
  for (const order of [history, [...history].reverse()]) {
    const told = activityOf(order, [said], kind).map(({ comment, step }) => comment?.text ?? step?.kind);
    expect(told).toEqual(expected);
  }
});

test('a step keeps its key when another one follows', () => {
  const [, first] = activityOf(history, [], 'all');
  expect(activityOf([step('create', 1)], [], 'all')[0]?.key).toBe(first?.key);
});
