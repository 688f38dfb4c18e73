import { expect, test } from 'vitest';
import { Camera, fromWorld, toWorld } from './camera.svelte';

function camera(): Camera {
  const made = new Camera();
  [made.width, made.height] = [800, 600];
  return made;
}

test.each([
  [-8.05, -34.9],
  [0, 0],
  [37.88, -122.23],
  [-85, 179.9],
])('%d, %d goes to the square and back', (lat, lon) => {
  const back = fromWorld(toWorld(lat, lon));
  expect(back.lat).toBeCloseTo(lat, 6);
  expect(back.lon).toBeCloseTo(lon, 6);
});

test('a box that is fitted is on the screen', () => {
  const map = camera();
  const box = { south: 32.5, west: -124.3, north: 42, east: -114.3 };
  map.fit(box);
  const seen = map.bounds();
  expect(seen.south).toBeLessThan(box.south);
  expect(seen.north).toBeGreaterThan(box.north);
  expect(seen.west).toBeLessThan(box.west);
  expect(seen.east).toBeGreaterThan(box.east);
});

test('zooming keeps the place under the pointer', () => {
  const map = camera();
  const before = map.at(100, 450);
  map.zoomAt(100, 450, 2);
  const after = map.at(100, 450);
  expect(after.lat).toBeCloseTo(before.lat, 8);
  expect(after.lon).toBeCloseTo(before.lon, 8);
  expect(map.toScreen(after.lat, after.lon).x).toBeCloseTo(100, 6);
});

test('one place alone is not zoomed into for ever', () => {
  const map = camera();
  map.fit({ south: -8, west: -34, north: -8, east: -34 });
  expect(map.zoom).toBe(16);
});
