/** What bars and rings are made of. */
import { colorOf } from '../value/tone';

export interface Slice {
  readonly key: unknown;
  readonly label: string;
  readonly value: number;
  /** The value for people. */
  readonly text: string;
  readonly color: string;
  /** Whether there is a list behind it. */
  readonly opens: boolean;
}

const palette = ['accent', 'info', 'warn', 'ok', 'danger', ''];

/** Colors for some tones: their own when all differ, else one after the other, so that neighbors do not look alike. */
export function colorsOf(tones: (string | null)[]): string[] {
  const known = tones.filter((tone) => tone !== null);
  if (known.length === tones.length && new Set(known).size === known.length) return tones.map(colorOf);
  return tones.map((_, index) => colorOf(palette[index % palette.length]));
}
