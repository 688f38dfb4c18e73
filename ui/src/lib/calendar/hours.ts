/** The height of an hour of the week, in px; the style of Week.svelte draws its lines as far apart. */
export const hourHeight = 48;

/** The time of day, in steps of a quarter of an hour, at a height of a day's column. */
export function timeAt(y: number): string {
  const minutes = Math.max(0, Math.min(23.75 * 60, Math.round(y / (hourHeight / 4)) * 15));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
