/** Numbers to places on a drawing. */

/** Round numbers from 0 to at least `most`, few enough for lines behind a chart. */
export function ticks(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const steps = Math.ceil(most / step);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** The length of the arc of a circle of this radius that a share of the whole takes, and where it begins. */
export function arcs(values: number[], radius: number): { length: number; start: number }[] {
  const whole = values.reduce((total, value) => total + value, 0);
  const around = 2 * Math.PI * radius;
  let start = 0;
  return values.map((value) => {
    const length = whole > 0 ? (value / whole) * around : 0;
    const arc = { length, start };
    start += length;
    return arc;
  });
}
