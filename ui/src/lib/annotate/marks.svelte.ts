/** A place as parts of the picture, 0 to 1 from its top left. */
export type Spot = readonly [x: number, y: number];

export const tools = ['pen', 'arrow', 'box', 'text'] as const;
export type Tool = (typeof tools)[number];

/** The colors of marks: they stand on photos, so they are the same in every theme. */
export const colors = {
  red: '#e02020',
  yellow: '#ffd400',
  green: '#12a150',
  blue: '#1a6dff',
  white: '#ffffff',
  black: '#101010',
} as const;
export type Color = keyof typeof colors;

/** Something drawn: all places of a pen, both ends of an arrow or box, where a text begins. */
export interface Mark {
  readonly tool: Tool;
  readonly color: Color;
  readonly spots: readonly Spot[];
  readonly text: string;
}

/** What was drawn on a photo, mark by mark. */
export class Marks {
  all: Mark[] = $state.raw([]);
  tool: Tool = $state('pen');
  color: Color = $state('red');
  text: string = $state('');

  /** Begins a mark; a text is whole at once, and nothing without words. */
  begin(spot: Spot): void {
    const text = this.text.trim();
    if (this.tool === 'text' && !text) return;
    this.all = [...this.all, { tool: this.tool, color: this.color, spots: [spot], text }];
  }

  /** Goes on with the last mark: a pen adds a place, the others have a new end. */
  extend(spot: Spot): void {
    this.#change((mark) => {
      if (mark.tool === 'text') return [spot];
      return mark.tool === 'pen' ? [...mark.spots, spot] : [...mark.spots.slice(0, 1), spot];
    });
  }

  /** Puts a mark in the middle, for who has no pointer; a pen is an arrow then. */
  place(): void {
    if (this.tool === 'pen') this.tool = 'arrow';
    this.begin([0.4, 0.5]);
    if (this.tool !== 'text') this.extend([0.6, 0.6]);
  }

  move(dx: number, dy: number): void {
    this.#change(({ spots }) => spots.map(([x, y]) => [within(x + dx), within(y + dy)]));
  }

  undo(): void {
    this.all = this.all.slice(0, -1);
  }

  #change(moved: (mark: Mark) => readonly Spot[]): void {
    const last = this.all.at(-1);
    if (last) this.all = [...this.all.slice(0, -1), { ...last, spots: moved(last) }];
  }
}

const within = (part: number) => Math.max(0, Math.min(1, part));
