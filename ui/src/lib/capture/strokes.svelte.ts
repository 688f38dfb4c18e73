export type Spot = readonly [x: number, y: number];

/** What a pen drew, stroke by stroke. */
export class Strokes {
  all: Spot[][] = $state.raw([]);

  begin(spot: Spot): void {
    this.all = [...this.all, [spot]];
  }

  /** Adds a place to the last stroke. */
  extend(spot: Spot): void {
    const last = this.all.at(-1);
    if (last) this.all = [...this.all.slice(0, -1), [...last, spot]];
  }

  undo(): void {
    this.all = this.all.slice(0, -1);
  }

  clear(): void {
    this.all = [];
  }
}

/** A stroke as an SVG path: curves through the middles between its places, with the places as handles. */
export function pathOf(stroke: Spot[]): string {
  const [first, ...rest] = stroke;
  if (!first) return '';
  const last = rest.pop();
  if (!last) return `M${first[0]} ${first[1]}l0 0`;
  const curves = rest.map(([x, y], index) => {
    const [nextX, nextY] = rest[index + 1] ?? last;
    return `Q${x} ${y} ${(x + nextX) / 2} ${(y + nextY) / 2}`;
  });
  return `M${first[0]} ${first[1]}${curves.join('')}L${last[0]} ${last[1]}`;
}
