import { type Corners, distance } from './quad';

/** How far corners may move from frame to frame, as a part of the picture's side. */
const tolerance = 0.015;
/** After how many frames at one place the camera is steady. */
const needed = 3;
/** How far a page must be from the one that was taken to be another one. */
const elsewhere = 0.08;
/** After how many frames without a page the one that was taken is gone. */
const gone = 3;

/** Whether a page stays where it is, frame after frame; one that was taken has to leave first. */
export class Steady {
  #last: Corners | null = null;
  #taken: Corners | null = null;
  #count = 0;
  #missed = 0;

  /** Takes the page of the next frame, null when there is none; gives how steady the camera is, 0 to 1. */
  push(page: Corners | null): number {
    const stayed = page !== null && this.#last !== null && distance(page, this.#last) <= tolerance;
    this.#missed = page ? 0 : this.#missed + 1;
    this.#last = page;
    if (this.#isTaken(page)) return 0;
    this.#count = stayed ? this.#count + 1 : 0;
    return Math.min(1, this.#count / needed);
  }

  /** The page seen last was taken. */
  take(): void {
    this.#taken = this.#last;
    this.#count = 0;
  }

  #isTaken(page: Corners | null): boolean {
    const left = page ? this.#taken !== null && distance(page, this.#taken) > elsewhere : this.#missed >= gone;
    if (left) this.#taken = null;
    return this.#taken !== null;
  }
}
