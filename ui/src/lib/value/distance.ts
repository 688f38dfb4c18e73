/** How far apart two places are. */

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** The mean radius of the Earth in meters. */
const earth = 6_371_000;

/** Meters along the surface between two places (haversine). */
export function metersBetween(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const lat = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2;
  const lon = Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * earth * Math.asin(Math.sqrt(lat + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * lon));
}

/** The place in a value, when it is one. */
export function placeIn(value: unknown): Place | null {
  const { lat, lon } = Object(value) as { lat?: unknown; lon?: unknown };
  return typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null;
}
