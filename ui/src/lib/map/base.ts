/** What lies below the records: land, borders, a grid, and where people live. Drawn from a file of our own, so without a network. */
import source from '../../assets/basemap.json?url';
import { type Camera, toWorld, type World } from './camera.svelte';

/** The file `scripts/basemap.mjs` writes; lines are whole numbers of `unit` degrees, each after the first as a difference. */
interface Source {
  readonly unit: number;
  readonly arcs: number[][];
  readonly land: number[][];
  readonly borders: number[];
  readonly places: number[];
  readonly names: [string, number, number][];
}

interface Shape {
  readonly path: Path2D;
  readonly min: World;
  readonly max: World;
}

interface Base {
  readonly land: Shape[];
  readonly borders: Shape[];
  readonly places: World[];
  readonly names: { text: string; at: World }[];
}

export interface Colors {
  readonly water: string;
  readonly land: string;
  readonly line: string;
  readonly text: string;
  readonly place: string;
}

let loading: Promise<Base> | undefined;

/** Loads the base once. */
export function loadBase(): Promise<Base> {
  loading ??= fetch(source)
    .then((response) => response.json())
    .then((file: Source) => decode(file));
  return loading;
}

function decode({ unit, arcs, land, borders, places, names }: Source): Base {
  const lines = arcs.map((arc) => decodeLine(arc, unit));
  const line = (index: number) => (index < 0 ? (lines[~index]?.toReversed() ?? []) : (lines[index] ?? []));
  return {
    land: land.map((ring) => shapeOf(ring.flatMap(line))),
    borders: borders.map((index) => shapeOf(line(index))),
    places: decodeLine(places, unit),
    names: names.map(([text, lon, lat]) => ({ text, at: toWorld(lat, lon) })),
  };
}

function decodeLine(deltas: number[], unit: number): World[] {
  const points: World[] = [];
  let [x, y] = [0, 0];
  for (let index = 0; index + 1 < deltas.length; index += 2) {
    x += deltas[index] ?? 0;
    y += deltas[index + 1] ?? 0;
    points.push(toWorld(y * unit, x * unit));
  }
  return points;
}

function shapeOf(points: World[]): Shape {
  const path = new Path2D();
  let [min, max] = [
    { x: 1, y: 1 },
    { x: 0, y: 0 },
  ];
  points.forEach(({ x, y }, index) => {
    // What goes over the date line goes on at the other side.
    const breaks = Math.abs(x - (points[index - 1]?.x ?? x)) > 0.5;
    if (index === 0 || breaks) path.moveTo(x, y);
    else path.lineTo(x, y);
    min = { x: Math.min(min.x, x), y: Math.min(min.y, y) };
    max = { x: Math.max(max.x, x), y: Math.max(max.y, y) };
  });
  return { path, min, max };
}

/** Draws the base for where the camera looks; what has not been loaded is left out. */
export function drawBase(canvas: HTMLCanvasElement, camera: Camera, base: Base | null, colors: Colors): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = devicePixelRatio || 1;
  const { width, height, size, center } = camera;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colors.water;
  context.fillRect(0, 0, width, height);
  if (base) {
    const [left, top] = [width / 2 - center.x * size, height / 2 - center.y * size];
    const isSeen = ({ min, max }: Shape) =>
      max.x * size + left > 0 && min.x * size + left < width && max.y * size + top > 0 && min.y * size + top < height;
    context.setTransform(size * ratio, 0, 0, size * ratio, left * ratio, top * ratio);
    context.lineWidth = 1 / size;
    context.fillStyle = colors.land;
    context.strokeStyle = colors.line;
    for (const { path } of base.land.filter(isSeen)) {
      context.fill(path);
      context.stroke(path);
    }
    for (const { path } of base.borders.filter(isSeen)) context.stroke(path);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawPlaces(context, camera, base, colors);
  }
  drawGrid(context, camera, colors);
}

function drawPlaces(context: CanvasRenderingContext2D, camera: Camera, base: Base, colors: Colors): void {
  const { width, height, size, center, zoom } = camera;
  if (zoom < 4) return;
  const side = zoom < 6 ? 1.5 : 2.5;
  const onScreen = ({ x, y }: World) => ({
    x: (x - center.x) * size + width / 2,
    y: (y - center.y) * size + height / 2,
  });
  context.fillStyle = colors.place;
  for (const place of base.places) {
    const { x, y } = onScreen(place);
    if (x > 0 && x < width && y > 0 && y < height) context.fillRect(x - side / 2, y - side / 2, side, side);
  }
  if (zoom > 8) return;
  context.fillStyle = colors.text;
  context.font = '600 11px Inter, system-ui, sans-serif';
  context.textAlign = 'center';
  for (const { text, at } of base.names) {
    const { x, y } = onScreen(at);
    context.fillText(text, x, y);
  }
}

const steps = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

function drawGrid(context: CanvasRenderingContext2D, camera: Camera, colors: Colors): void {
  const { width, height, size } = camera;
  const step = steps.findLast((one) => (one * size) / 360 > 110) ?? 30;
  const { west, east, north, south } = camera.bounds();
  const places = Math.max(0, -Math.floor(Math.log10(step)));
  context.strokeStyle = colors.line;
  context.fillStyle = colors.text;
  context.lineWidth = 0.5;
  context.font = '10px Inter, system-ui, sans-serif';
  context.textAlign = 'left';
  context.beginPath();
  for (let lon = Math.ceil(west / step) * step; lon < east; lon += step) {
    const { x } = camera.toScreen(0, lon);
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.fillText(`${lon.toFixed(places)}°`, x + 3, height - 6);
  }
  for (let lat = Math.ceil(south / step) * step; lat < north; lat += step) {
    const { y } = camera.toScreen(lat, 0);
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.fillText(`${lat.toFixed(places)}°`, 4, y - 3);
  }
  context.stroke();
}
