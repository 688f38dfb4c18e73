// Writes src/assets/basemap.json, what the map draws below the records: land and borders (Natural Earth 1:50m, public domain,
// by way of the npm package world-atlas), and the Brazilian municipalities and states as points (kelvins/municipios-brasileiros, MIT).
// node scripts/basemap.mjs <countries-50m.json> <municipios.csv> <estados.csv>
import { readFileSync, writeFileSync } from 'node:fs';

const [atlas, municipalities, states] = process.argv.slice(2);
/** Whole numbers of this many degrees; a kilometer. */
const unit = 0.01;
/** How far a simplified line may be from the real one, in units. */
const tolerance = 2.5;
/** Islands smaller than this on both sides are left out, in units. */
const least = 8;

const topology = JSON.parse(readFileSync(atlas, 'utf8'));
const { scale, translate } = topology.transform;

function decoded(arc) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [Math.round((x * scale[0] + translate[0]) / unit), Math.round((y * scale[1] + translate[1]) / unit)];
  });
}

/** Douglas and Peucker's simplification. */
function simplified(points) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  let [far, at] = [0, 0];
  points.forEach((point, index) => {
    const distance = fromSegment(point, first, last);
    if (distance > far) [far, at] = [distance, index];
  });
  if (far <= tolerance) return [first, last];
  return [...simplified(points.slice(0, at + 1)), ...simplified(points.slice(at)).slice(1)];
}

function fromSegment([x, y], [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

const deltas = (points) =>
  points.flatMap(([x, y], index) => [x - (points[index - 1]?.[0] ?? 0), y - (points[index - 1]?.[1] ?? 0)]);

const arcs = topology.arcs.map((arc) => simplified(decoded(arc)));
const isLarge = (ring) => {
  const points = ring.flatMap((index) => arcs[index < 0 ? ~index : index]);
  const span = (axis) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
  return span(0) > least || span(1) > least;
};
const rings = topology.objects.land.geometries.flatMap(({ arcs }) => arcs.flat()).filter(isLarge);
const borders = new Map();
for (const { type, arcs: parts } of topology.objects.countries.geometries) {
  for (const index of type === 'Polygon' ? parts.flat() : parts.flat(2)) {
    const own = index < 0 ? ~index : index;
    borders.set(own, (borders.get(own) ?? 0) + 1);
  }
}
const coast = new Set(rings.flat().map((index) => (index < 0 ? ~index : index)));
const inner = [...borders].filter(([index, uses]) => uses > 1 && !coast.has(index)).map(([index]) => index);
const used = [...coast, ...inner];
const place = new Map(used.map((index, position) => [index, position]));
const renamed = (index) => (index < 0 ? ~place.get(~index) : place.get(index));

const table = (file) =>
  readFileSync(file, 'utf8')
    .replace(/^\ufeff/, '')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));
const points = table(municipalities).map(([, , lat, lon]) => [Math.round(lon / unit), Math.round(lat / unit)]);
points.sort((a, b) => Math.floor(a[1] / 50) - Math.floor(b[1] / 50) || a[0] - b[0]);

const base = {
  unit,
  arcs: used.map((index) => deltas(arcs[index])),
  land: rings.map((ring) => ring.map(renamed)),
  borders: inner.map(renamed),
  places: deltas(points),
  names: table(states).map(([, name, , lat, lon]) => [name, Number(lon), Number(lat)]),
};
writeFileSync('src/assets/basemap.json', JSON.stringify(base));
console.log(`${used.length} lines, ${rings.length} rings, ${points.length} places`);
