/** What is done to a whole record, each with a way back. */
import type { App } from '../app/app.svelte';
import type { RecordDetail, StatesInfo, TransitionInfo } from '../wire';

/** Deletes a record, goes to `back` and offers to restore it. */
export async function deleteRecord(app: App, record: RecordDetail, back: string): Promise<void> {
  const { t } = app.i18n;
  await app.host.call('delete_record', { id: record.id });
  app.forget(record.id);
  app.router.go(back, true);
  app.toasts.show(t('record.deleted_toast', { title: record.title }), {
    label: t('action.undo'),
    undo: true,
    run: () => guarded(app, restoreRecord(app, record)),
  });
}

export async function restoreRecord(app: App, record: RecordDetail): Promise<void> {
  await app.host.call('restore_record', { id: record.id });
  app.toasts.show(app.i18n.t('record.restored', { title: record.title }));
}

/** Takes a step of the record's life cycle and offers to step back. */
export async function takeStep(
  app: App,
  record: RecordDetail,
  states: StatesInfo,
  step: TransitionInfo,
  state: string,
): Promise<void> {
  const { t } = app.i18n;
  const before = record.fields[states.field] ?? null;
  const set = (value: unknown) => app.host.call('update_record', { id: record.id, fields: { [states.field]: value } });
  await set(step.to);
  app.toasts.show(t('record.moved', { state }), {
    label: t('action.undo'),
    undo: true,
    run: () => guarded(app, set(before)),
  });
}

/** Runs an action and shows its failure. */
export function guarded(app: App, action: Promise<unknown>): void {
  action.catch((failure) => app.toasts.fail(failure));
}
