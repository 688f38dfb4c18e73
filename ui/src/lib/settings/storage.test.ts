import { expect, test } from 'vitest';
import type { BlobInfo } from '../wire';
import { sumsOf } from './storage';

const file = (hash: string, more: Partial<BlobInfo>): BlobInfo => ({
  hash,
  size: 10,
  here: true,
  waiting: false,
  pinned: false,
  reason: null,
  ...more,
});

test('files are counted by where they are', () => {
  const sums = sumsOf([
    file('a', {}),
    file('b', { pinned: true, size: 5 }),
    file('c', { waiting: true }),
    file('d', { here: false, pinned: true, size: 100 }),
    file('e', { waiting: true, reason: 'too large' }),
  ]);
  expect(sums.here).toEqual({ count: 4, bytes: 35 });
  expect(sums.pinned).toEqual({ count: 1, bytes: 5 });
  expect(sums.waiting).toEqual({ count: 2, bytes: 20 });
  expect(sums.away).toEqual({ count: 1, bytes: 100 });
  expect(sums.refused.map(({ hash }) => hash)).toEqual(['e']);
});
