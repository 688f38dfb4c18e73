/** A record's changes and comments as one story. */
import type { Comment } from '../comment/thread.svelte';
import type { HistoryStep } from '../wire';

/** Which part of the story is told. */
export type Kind = 'all' | 'comments' | 'changes';

export type Activity =
  | { readonly key: string; readonly time: string; readonly comment: Comment; readonly step?: undefined }
  | { readonly key: string; readonly time: string; readonly step: HistoryStep; readonly comment?: undefined };

/** What happened, the newest first. */
export function activityOf(history: HistoryStep[], comments: Comment[], kind: Kind): Activity[] {
  const inOrder = [...history].sort(earlier);
  const steps = inOrder.map((step, index): Activity => ({ key: `step ${index}`, time: step.time, step }));
  const said = comments.map((comment): Activity => ({ key: comment.id, time: comment.moment, comment }));
  const all = [...(kind === 'comments' ? [] : steps), ...(kind === 'changes' ? [] : said)];
  return all.sort(earlier).reverse();
}

const earlier = (a: { time: string }, b: { time: string }) => new Date(a.time).getTime() - new Date(b.time).getTime();
