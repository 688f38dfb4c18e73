/** Drawing marks on a canvas: the same on the screen and in the file. */
import { colors, type Mark, type Spot } from './marks.svelte';

type Point = { x: number; y: number };

/** Draws marks on a clear canvas. */
export function paint(canvas: HTMLCanvasElement, marks: readonly Mark[]): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  const line = Math.max(width, height) / 160;
  context.clearRect(0, 0, width, height);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const at = ([x, y]: Spot): Point => ({ x: x * width, y: y * height });
  for (const mark of marks) {
    const dark = mark.color === 'black';
    // A thin rim of the opposite lightness, so that a mark is seen on any photo.
    pass(context, mark, mark.spots.map(at), dark ? '#ffffffb0' : '#000000b0', line * 1.6, line);
    pass(context, mark, mark.spots.map(at), colors[mark.color], line, line);
  }
}

function pass(
  context: CanvasRenderingContext2D,
  mark: Mark,
  points: Point[],
  color: string,
  width: number,
  line: number,
): void {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = width;
  context.beginPath();
  if (mark.tool === 'text') write(context, mark.text, first, width, line);
  else if (mark.tool === 'box') context.rect(first.x, first.y, last.x - first.x, last.y - first.y);
  else for (const { x, y } of [first, ...points]) context.lineTo(x, y);
  if (mark.tool === 'arrow') head(context, first, last, line * 5);
  context.stroke();
}

function head(context: CanvasRenderingContext2D, from: Point, to: Point, size: number): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  for (const turn of [0.5, -0.5]) {
    context.moveTo(to.x, to.y);
    context.lineTo(to.x - size * Math.cos(angle + turn), to.y - size * Math.sin(angle + turn));
  }
}

function write(context: CanvasRenderingContext2D, text: string, at: Point, width: number, line: number): void {
  context.font = `700 ${line * 7}px Inter, system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.lineWidth = line;
  if (width > line) context.strokeText(text, at.x, at.y);
  else context.fillText(text, at.x, at.y);
}

/** The marks alone as a PNG whose longer side is `longest` px, for a picture of this shape. */
export function drawn(marks: readonly Mark[], aspect: number, longest: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(aspect >= 1 ? longest : longest * aspect);
  canvas.height = Math.round(aspect >= 1 ? longest / aspect : longest);
  paint(canvas, marks);
  return new Promise((resolve, reject) =>
    canvas.toBlob((file) => (file ? resolve(file) : reject(new Error('the marks could not be drawn'))), 'image/png'),
  );
}
