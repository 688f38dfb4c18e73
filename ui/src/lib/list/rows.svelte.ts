import { HostError } from '../host/types';
import type { RecordPage } from '../wire';
import type { Row } from './columns';
import { pagesOf, type Span } from './window';

export const pageSize = 100;

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

  /** The row at a position, when it has arrived. */
  at(index: number): Row | undefined {
    const offset = index - (index % pageSize);
    return this.#pages.get(offset)?.[index - offset];
  }

  /** Asks a new question; the old rows stay until the answer is here. */
  ask(source: Source): void {
    this.#source = source;
    this.#span = { first: 0, last: 1 };
    this.refresh();
  }

  /** Asks again for what is in view: something changed. */
  refresh(): void {
    this.#question += 1;
    this.#asked.clear();
    this.#fetchMissing(true);
  }

  /** Fetches what a span needs. */
  need(span: Span): void {
    this.#span = span;
    this.#fetchMissing(false);
  }

  /** Where a record is among the rows that have arrived; -1 when it is not. */
  indexOf(id: string): number {
    for (const [offset, rows] of this.#pages) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) return offset + index;
    }
    return -1;
  }

  #fetchMissing(fresh: boolean): void {
    const wanted = pagesOf(this.#span, pageSize).filter((offset) => !this.#asked.has(offset));
    for (const offset of wanted) this.#fetch(offset, fresh && offset === wanted[0]);
  }

  #fetch(offset: number, first: boolean): void {
    const question = this.#question;
    const source = this.#source;
    if (!source) return;
    this.#asked.add(offset);
    source.load(offset).then(
      (page) => question === this.#question && this.#take(offset, page, source.show(page), first),
      (failure) => question === this.#question && this.#fail(offset, failure),
    );
  }

  #take(offset: number, page: RecordPage, rows: Row[], first: boolean): void {
    this.total = page.total;
    this.failure = null;
    this.#pages = new Map(first ? [[offset, rows]] : [...this.#pages, [offset, rows]]);
  }

  #fail(offset: number, failure: unknown): void {
    this.#asked.delete(offset);
    this.failure = HostError.from(failure);
  }
}
