import { expect, test } from 'vitest';
import { boundsOf, crossingsIn, lineIn } from './path';

const line = {
  type: 'LineString',
  coordinates: [
    [-46.6, -23.5],
    [-46.7, -23.4],
  ],
};

test('a line of GeoJSON is drawn, and nothing else', () => {
  expect(lineIn(line)).toEqual(line);
  for (const other of [null, 'x', {}, { type: 'Point', coordinates: [1, 2] }, { ...line, coordinates: [[1, 2]] }])
    expect(lineIn(other)).toBeNull();
  expect(
    lineIn({
      ...line,
      coordinates: [
        [1, 2],
        [Number.NaN, 2],
      ],
    }),
  ).toBeNull();
});

test('arrivals are told from other lists', () => {
  const arrival = { record: 'a', kind: 'enter', time: '2026-11-23T10:00:00.000Z', lat: 1, lon: 2, accuracy: null };
  expect(crossingsIn([arrival])).toEqual([arrival]);
  for (const other of [null, [], {}, [{ ...arrival, kind: 'x' }], [arrival, 3]]) expect(crossingsIn(other)).toBeNull();
});

test('the box goes around the line', () => {
  const found = lineIn(line);
  expect(found && boundsOf(found)).toEqual({ south: -23.5, north: -23.4, west: -46.7, east: -46.6 });
});
