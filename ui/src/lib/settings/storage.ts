/** How much room attached files take. */
import type { BlobInfo } from '../wire';

/** Some files together. */
export interface Sum {
  readonly count: number;
  readonly bytes: number;
}

export interface Sums {
  /** Files on this device. */
  readonly here: Sum;
  /** Those of them that stay whatever their size. */
  readonly pinned: Sum;
  /** Those of them that the server does not have yet. */
  readonly waiting: Sum;
  /** Files that are only at the server. */
  readonly away: Sum;
  /** Files the server did not take. */
  readonly refused: BlobInfo[];
}

export function sumsOf(files: BlobInfo[]): Sums {
  return {
    here: sumOf(files.filter(({ here }) => here)),
    pinned: sumOf(files.filter(({ here, pinned }) => here && pinned)),
    waiting: sumOf(files.filter(({ waiting }) => waiting)),
    away: sumOf(files.filter(({ here }) => !here)),
    refused: files.filter(({ reason }) => reason !== null),
  };
}

const sumOf = (files: BlobInfo[]): Sum => ({
  count: files.length,
  bytes: files.reduce((total, { size }) => total + size, 0),
});
