import type { FoundCode } from '../wire';

/** How many frames a code may be missed in between. */
const patience = 3;

/** Believes a code once two frames agree on it: one frame alone may be misread. */
export class Agreement {
  readonly #seen = new Map<string, number>();
  #frame = 0;

  /** Takes the codes of the next frame and gives those that an earlier one had too. */
  push(codes: FoundCode[]): FoundCode[] {
    this.#frame += 1;
    const agreed = codes.filter((code) => this.#frame - (this.#seen.get(key(code)) ?? -patience) <= patience);
    for (const code of codes) this.#seen.set(key(code), this.#frame);
    return agreed;
  }
}

const key = ({ format, text }: FoundCode) => `${format} ${text}`;
