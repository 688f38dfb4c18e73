import { HostError } from '../host/types';
import type { RecordPage } from '../wire';
import type { Row } from './columns';
import { pagesOf, type Span } from './window';

export const pageSize = 100;
/** How many rows on both sides of the view are kept; further ones are fetched again when needed. */
export const keptRows = 2000;

interface Source {
  /** Fetches the page that starts at an offset. */
  load(offset: number): Promise<RecordPage>;
  /** Its rows as texts. */
  show(page: RecordPage): Row[];
}

/** The rows of one list, fetched page by page as they come into view. Answers to an old question are dropped. */
export class Rows {
  /** How many records match, or null before the first answer. */
  total: number | null = $state(null);
  failure: HostError | null = $state.raw(null);
  #pages: ReadonlyMap<number, Row[]> = $state.raw(new Map());
  readonly #asked = new Set<number>();
  #question = 0;
  #source: Source | null = null;
  #span: Span = { first: 0, last: 1 };
  /** Whether the pages here answer an older question. */
  #stale = false;

  /** The row at a position, when it has arrived. */
  at(index: number): Row | undefined {
    const offset = index - (index % pageSize);
    return this.#pages.get(offset)?.[index - offset];
  }

  /** Asks a new question; the old rows stay until the answer is here. */
  ask(source: Source): void {
    this.#source = source;
    this.#stale = true;
    this.refresh();
  }

  /** Asks again for what is in view: something changed. */
  refresh(): void {
    this.#question += 1;
    this.#asked.clear();
    this.#fetchMissing();
  }

  /** Fetches what a span needs; an empty one still needs its page, which tells how many rows there are. */
  need({ first, last }: Span): void {
    this.#span = { first, last: Math.max(last, first + 1) };
    this.#fetchMissing();
  }

  /** Where a record is among the rows that have arrived; -1 when it is not. */
  indexOf(id: string): number {
    for (const [offset, rows] of this.#pages) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) return offset + index;
    }
    return -1;
  }

  /** Takes a row out at once, before the host is asked again. */
  remove(id: string): void {
    const index = this.indexOf(id);
    if (index < 0) return;
    this.#pages = new Map([...this.#pages].map(([offset, rows]) => [offset, rows.filter((row) => row.id !== id)]));
    this.total = (this.total ?? 1) - 1;
  }

  /** Puts a row first at once, before the host is asked again. */
  insert(row: Row): void {
    this.#pages = new Map([...this.#pages, [0, [row, ...(this.#pages.get(0) ?? [])]]]);
    this.total = (this.total ?? 0) + 1;
  }

  #fetchMissing(): void {
    for (const offset of pagesOf(this.#span, pageSize)) if (!this.#asked.has(offset)) this.#fetch(offset);
  }

  #fetch(offset: number): void {
    const question = this.#question;
    const source = this.#source;
    if (!source) return;
    this.#asked.add(offset);
    source.load(offset).then(
      (page) => question === this.#question && this.#take(offset, page, source.show(page)),
      (failure) => question === this.#question && this.#fail(offset, failure),
    );
  }

  #take(offset: number, page: RecordPage, rows: Row[]): void {
    const kept = this.#stale ? [] : [...this.#pages].filter(([other]) => this.#isNear(other));
    this.#stale = false;
    this.#pages = new Map([...kept, [offset, rows]]);
    this.total = page.total;
    this.failure = null;
  }

  #isNear(offset: number): boolean {
    const near = offset > this.#span.first - keptRows && offset < this.#span.last + keptRows;
    if (!near) this.#asked.delete(offset);
    return near;
  }

  #fail(offset: number, failure: unknown): void {
    this.#asked.delete(offset);
    this.failure = HostError.from(failure);
  }
}
