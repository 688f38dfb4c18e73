import type { Host } from '../host/types';
import type { SyncStatus } from '../wire';

/** What the sync chip says. */
export type ChipState = 'synced' | 'pending' | 'syncing' | 'offline' | 'attention';

/** The state of synchronization, kept current by events. */
export class SyncState {
  status: SyncStatus | null = $state.raw(null);
  /** Whether the outbox sheet is open. */
  open: boolean = $state(false);
  /** Whether the person chose to work while the first synchronization goes on. */
  meanwhile: boolean = $state(false);
  waiting: number = $derived((this.status?.pending ?? 0) + (this.status?.sent ?? 0));
  refused: number = $derived((this.status?.refused ?? 0) + (this.status?.quarantined ?? 0));
  conflicts: number = $derived(this.status?.conflicts ?? 0);
  chip: ChipState = $derived(chipState(this.status));
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async load(): Promise<void> {
    this.status = await this.#host.call('sync_status', {});
  }

  async now(): Promise<void> {
    this.status = await this.#host.call('sync_now', {});
  }
}

/** The one state that matters most: a person's turn, then no connection, then work on its way. */
export function chipState(status: SyncStatus | null): ChipState {
  if (!status) return 'syncing';
  if (status.activity === 'attention' || status.refused + status.quarantined > 0) return 'attention';
  if (status.activity === 'offline') return 'offline';
  if (status.activity === 'syncing') return 'syncing';
  return status.pending + status.sent > 0 ? 'pending' : 'synced';
}
