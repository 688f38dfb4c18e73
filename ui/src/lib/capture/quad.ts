import type { FoundPage } from '../wire';

/** Four corners, clockwise from the top left, as parts of the picture's width and height. */
export type Corners = FoundPage['corners'];
export type Corner = Corners[number];

/** The corners of a whole picture. */
export const whole: Corners = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** The largest distance between corresponding corners, as a part of the picture's side. */
export function distance(a: Corners, b: Corners): number {
  return Math.max(...a.map(([x, y], index) => Math.hypot(x - (b[index]?.[0] ?? 0), y - (b[index]?.[1] ?? 0))));
}

/** The corners with one of them moved to a place inside the picture. */
export function moved(corners: Corners, index: number, [x, y]: Corner): Corners {
  const inside = (part: number) => Math.min(1, Math.max(0, part));
  return corners.map((corner, at) => (at === index ? [inside(x), inside(y)] : corner)) as Corners;
}

/** Whether the corners go around something: every one turns clockwise. */
export function isPage(corners: Corners): boolean {
  return corners.every((p, index) => {
    const q = corners[(index + 1) % 4] ?? p;
    const r = corners[(index + 2) % 4] ?? p;
    return (q[0] - p[0]) * (r[1] - q[1]) - (q[1] - p[1]) * (r[0] - q[0]) > 1e-4;
  });
}

/** The outline for an SVG whose sides are 1. */
export const outline = (corners: Corners): string => corners.map(([x, y]) => `${x},${y}`).join(' ');
