import type { App } from '../app/app.svelte';
import type { ChipState } from '../app/sync.svelte';

/** The icon and color of each state: offline is no error, only a person's turn is red. */
export const chipLooks: Record<ChipState, { icon: string; class: string }> = {
  synced: { icon: 'cloud-check', class: 'text-accent' },
  pending: { icon: 'cloud-upload', class: 'text-warn' },
  syncing: { icon: 'refresh-cw', class: 'text-muted' },
  offline: { icon: 'cloud-off', class: 'text-muted' },
  attention: { icon: 'cloud-alert', class: 'text-danger' },
};

/** What the chip says. */
export function chipText({ sync, i18n: { t } }: App): string {
  if (sync.chip === 'pending') return t('sync.pending', { n: sync.waiting });
  if (sync.chip === 'offline' && sync.waiting > 0) return t('sync.offline_pending', { n: sync.waiting });
  return t(`sync.${sync.chip}`);
}
