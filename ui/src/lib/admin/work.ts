import type { SetAsideEdit } from '../wire';

/** The waiting edits of one device, which are decided on together. */
export interface Work {
  readonly key: string;
  readonly person: string;
  readonly reason: string;
  readonly edits: SetAsideEdit[];
}

/** The waiting edits by device and reason, in the order they came. */
export function workOf(waiting: readonly SetAsideEdit[]): Work[] {
  const groups = new Map<string, Work>();
  for (const edit of waiting) {
    const key = `${edit.device} ${edit.reason}`;
    const group = groups.get(key);
    if (group) group.edits.push(edit);
    else groups.set(key, { key, person: edit.person, reason: edit.reason, edits: [edit] });
  }
  return [...groups.values()];
}
