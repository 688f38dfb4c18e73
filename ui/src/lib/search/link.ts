import type { App } from '../app/app.svelte';
import { HostError } from '../host/types';
import { hitEntries } from './entries';

/** Opens the record that a link of another program names, as a label's code does. */
export async function openLink(app: App, link: string): Promise<void> {
  const { t } = app.i18n;
  try {
    const [found] = hitEntries(app, await app.host.call('find_code', { text: link }));
    if (found) app.router.go(found.path);
    else app.toasts.show(t('capture.unknown'), undefined, 'danger');
  } catch (problem) {
    const failure = HostError.from(problem);
    if (failure.code === 'not_found') app.toasts.show(t('capture.other_tenant'), undefined, 'danger');
    else app.toasts.fail(failure);
  }
}
