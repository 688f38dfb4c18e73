/** People named in a comment, as `@Ana Ribeiro`. */
import type { Person } from '../wire';

/** A piece of a comment's text. */
export interface Part {
  readonly text: string;
  /** Whether it names a person. */
  readonly mention: boolean;
}

/** The text in pieces, people's names apart from the rest. */
export function partsOf(text: string, people: Person[]): Part[] {
  const names = people.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const parts: Part[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const name = text[at] === '@' ? names.find((one) => text.startsWith(one, at + 1)) : undefined;
    if (name) {
      if (plain) parts.push({ text: plain, mention: false });
      parts.push({ text: `@${name}`, mention: true });
      plain = '';
    } else plain += text[at];
    at += name ? name.length + 1 : 1;
  }
  return plain ? [...parts, { text: plain, mention: false }] : parts;
}

/** A name being written: what follows the last `@` before the caret. */
export interface Query {
  /** Where the `@` is. */
  readonly start: number;
  readonly words: string;
}

/** The name being written at the caret; null when none is. */
export function queryAt(text: string, caret: number): Query | null {
  const found = /(?:^|\s)@([\p{L}\p{M}.' -]{0,40})$/u.exec(text.slice(0, caret));
  return found ? { start: caret - (found[1]?.length ?? 0) - 1, words: found[1] ?? '' } : null;
}

/** The people whose name has a word that begins so. */
export function peopleFor(words: string, people: Person[]): Person[] {
  const wanted = fold(words.trim());
  const fits = ({ name }: Person) =>
    fold(name).startsWith(wanted) ||
    fold(name)
      .split(/\s+/)
      .some((word) => word.startsWith(wanted));
  return people.filter(fits).slice(0, 6);
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
