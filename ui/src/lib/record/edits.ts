/** Edits of one or many records from a view: sent in pieces, each with a way back. */
import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';
import type { BulkOutcome, RecordEdit } from '../wire';

/** Edits of one request: small enough that the progress moves. */
const piece = 100;

/** Does edits piece by piece; `onprogress` hears how many are done and says whether to go on. */
export async function sendEdits(
  app: App,
  edits: RecordEdit[],
  onprogress: (done: number) => boolean = () => true,
): Promise<BulkOutcome> {
  const whole: BulkOutcome = { changed: 0, undo: [], refused: [] };
  for (let start = 0; start < edits.length; start += piece) {
    const part = await app.host.call('bulk_edit', { edits: edits.slice(start, start + piece) });
    whole.changed += part.changed;
    whole.undo = [...part.undo, ...whole.undo];
    whole.refused = [...whole.refused, ...part.refused];
    if (!onprogress(Math.min(edits.length, start + piece))) break;
  }
  return whole;
}

/** Changes one record and offers the way back; throws what the host refused. */
export async function editWithUndo(app: App, edit: RecordEdit, said: string): Promise<void> {
  const { undo, refused } = await sendEdits(app, [edit]);
  const [refusal] = refused;
  if (refusal) throw new HostError('invalid', refusal.message, refusal.problems);
  offerUndo(app, said, undo);
}

/** Says what was done, with a button that takes it back. */
export function offerUndo(app: App, said: string, undo: RecordEdit[]): void {
  const { t } = app.i18n;
  if (undo.length === 0) return;
  const takeBack = async () => {
    const { refused } = await sendEdits(app, undo);
    const [refusal] = refused;
    if (refusal) app.toasts.fail(new HostError('invalid', refusal.message, refusal.problems));
    else app.toasts.show(t('record.undone'));
  };
  app.toasts.show(said, {
    label: t('action.undo'),
    undo: true,
    run: () => void takeBack().catch((failure) => app.toasts.fail(failure)),
  });
}
