/** How good a position is, in words. */
export type Level = 'fine' | 'good' | 'fair' | 'poor';

/** A position at most this far off, in meters, is taken by itself. */
export const taken = 5;
/** A position further off than this, in meters, is warned of. */
export const doubtful = 100;

/** The word for an accuracy in meters. */
export function levelOf(meters: number): Level {
  if (meters <= taken) return 'fine';
  if (meters <= 20) return 'good';
  return meters <= doubtful ? 'fair' : 'poor';
}

/** How long the bar of an accuracy is, 0 to 1: full at what is taken by itself, each tenfold distance half shorter. */
export function barOf(meters: number): number {
  return Math.min(1, Math.max(0.04, 1 - Math.log10(meters / taken) / 2));
}
