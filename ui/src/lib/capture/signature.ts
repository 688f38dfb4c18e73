import { pathOf, type Spot } from './strokes.svelte';

/** The picture's size in pixels; the pad has the same shape. */
export const width = 1200;
export const height = 480;

const ink = '#10203a';
/** Where the line to sign on is, from the top. */
const line = 360;

/** Who signs when, and how. */
export interface Signing {
  readonly strokes: Spot[][];
  /** The name to write instead of strokes. */
  readonly typed: string;
  /** What stands below the line. */
  readonly caption: string;
}

/** The signature as a PNG with its caption burned in. */
export function drawn(signing: Signing): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext('2d');
  if (pen) draw(pen, signing);
  return new Promise((resolve, reject) =>
    canvas.toBlob((png) => (png ? resolve(png) : reject(new Error('the picture could not be encoded'))), 'image/png'),
  );
}

function draw(pen: CanvasRenderingContext2D, { strokes, typed, caption }: Signing): void {
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#808884';
  pen.fillRect(60, line, width - 120, 2);
  pen.fillStyle = ink;
  pen.strokeStyle = ink;
  pen.lineWidth = 6;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const stroke of strokes) pen.stroke(new Path2D(pathOf(stroke)));
  pen.textAlign = 'center';
  if (typed) {
    pen.font = 'italic 110px "Segoe Script", "Snell Roundhand", "URW Chancery L", cursive';
    pen.fillText(typed, width / 2, line - 40, width - 160);
  }
  pen.font = '34px "Inter", sans-serif';
  pen.fillText(caption, width / 2, line + 70, width - 120);
}
