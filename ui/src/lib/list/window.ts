/** Which rows of a long list are in the page. */

export interface Span {
  /** The first row kept in the page. */
  readonly first: number;
  /** One past the last. */
  readonly last: number;
}

/** The rows to keep for a scroll position: those in view and half a screen on both sides. */
export function visibleSpan(scroll: number, height: number, row: number, total: number): Span {
  const screen = Math.ceil(height / row);
  const top = Math.floor(Math.max(0, scroll) / row);
  const margin = Math.ceil(screen / 2);
  const last = Math.min(total, top + screen + margin + 1);
  return { first: Math.max(0, Math.min(top - margin, last)), last };
}

/** The span's rows in the order of the page: recycled slots while moving, reading order at rest. */
export function rowOrder({ first, last }: Span, pool: number, moving: boolean): number[] {
  const rows = Array.from({ length: last - first }, (_, index) => first + index);
  return moving ? rows.sort((a, b) => (a % pool) - (b % pool)) : rows;
}

/** The scroll position that brings a row into view, or null when it is. */
export function scrollTo(index: number, scroll: number, height: number, row: number): number | null {
  if (index * row < scroll) return index * row;
  if ((index + 1) * row > scroll + height) return (index + 1) * row - height;
  return null;
}

/** Offsets of the pages of `size` rows that a span touches. */
export function pagesOf({ first, last }: Span, size: number): number[] {
  const pages: number[] = [];
  for (let offset = Math.floor(first / size) * size; offset < last; offset += size) pages.push(offset);
  return pages;
}
