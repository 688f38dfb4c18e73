/** What a track keeps: lines of GeoJSON (RFC 7946), longitude before latitude, and what happened on the way. */
import type { Camera } from '../map/camera.svelte';
import type { Bounds, TrackCrossing } from '../wire';

export interface Line {
  readonly type: 'LineString';
  readonly coordinates: [number, number][];
}

/** The line in a value, when it is one. */
export function lineIn(value: unknown): Line | null {
  const line = Object(value) as Partial<Line>;
  const isPlace = (place: unknown) => Array.isArray(place) && place.length >= 2 && place.every(Number.isFinite);
  const holds = line.type === 'LineString' && Array.isArray(line.coordinates) && line.coordinates.length > 1;
  return holds && line.coordinates?.every(isPlace) ? (line as Line) : null;
}

/** The arrivals and departures in a value, when it is such a list. */
export function crossingsIn(value: unknown): TrackCrossing[] | null {
  const isOne = (one: unknown) => {
    const { kind, time } = Object(one) as Partial<TrackCrossing>;
    return ['enter', 'dwell', 'leave'].includes(kind ?? '') && typeof time === 'string';
  };
  return Array.isArray(value) && value.length > 0 && value.every(isOne) ? value : null;
}

/** The box around a line. */
export function boundsOf({ coordinates }: Line): Bounds {
  const box = { south: 90, north: -90, west: 180, east: -180 };
  for (const [lon, lat] of coordinates) {
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
    box.west = Math.min(box.west, lon);
    box.east = Math.max(box.east, lon);
  }
  return box;
}

/** Draws a line over the base, with a ring where it begins and a dot where it ends. */
export function drawPath(canvas: HTMLCanvasElement, camera: Camera, { coordinates }: Line, color: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const points = coordinates.map(([lon, lat]) => camera.toScreen(lat, lon));
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  context.stroke();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return;
  context.beginPath();
  context.arc(first.x, first.y, 6, 0, 2 * Math.PI);
  context.stroke();
  context.beginPath();
  context.arc(last.x, last.y, 6, 0, 2 * Math.PI);
  context.fill();
}
