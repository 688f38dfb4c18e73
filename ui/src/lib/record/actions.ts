/** What is done to a whole record, each with a way back. */
import type { App } from '../app/app.svelte';
import type { RecordDetail } from '../wire';

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

/** Runs an action and shows its failure. */
export function guarded(app: App, action: Promise<unknown>): void {
  action.catch((failure) => app.toasts.fail(failure));
}
