import type { App } from '../app/app.svelte';
import { recordPath } from '../router.svelte';
import type { Fields, RecordDetail } from '../wire';
import type { Subject } from './model.svelte';

/** Shows the saved record and offers to take the edit back. */
export function saved(app: App, { type, view, record }: Subject, result: RecordDetail, inverse: Fields): void {
  const { t, label } = app.i18n;
  const text = record ? t('record.saved') : t('record.created', { type: label(type.label, type.key) });
  const undo = async () => {
    if (record) await app.host.call('update_record', { id: result.id, fields: inverse });
    else await app.host.call('delete_record', { id: result.id });
    app.toasts.show(t('record.undone'));
  };
  app.router.go(recordPath(type.key, view, result.id), true);
  if (record && Object.keys(inverse).length === 0) return;
  app.toasts.show(text, {
    label: t('action.undo'),
    undo: true,
    run: () => void undo().catch((failure) => app.toasts.fail(failure)),
  });
}
