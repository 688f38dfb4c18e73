import { expect, test } from 'vitest';
import { attributeRows, changedAttributes } from './attributes';

const before = { territory: 'north', level: 3, old: 'x' };

test('attributes become rows of texts', () => {
  expect(attributeRows(before)).toEqual([
    { key: 'territory', value: 'north' },
    { key: 'level', value: '3' },
    { key: 'old', value: 'x' },
  ]);
});

test('only what changed is sent, and what was emptied or removed is taken away', () => {
  const rows = [
    { key: ' territory ', value: ' south ' },
    { key: 'level', value: '3' },
    { key: 'old', value: '' },
    { key: 'team', value: 'A' },
    { key: '', value: 'nothing' },
  ];
  expect(changedAttributes(before, rows)).toEqual({ territory: 'south', team: 'A', old: null });
});
