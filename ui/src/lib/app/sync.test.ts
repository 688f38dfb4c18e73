import { expect, test } from 'vitest';
import type { SyncStatus } from '../wire';
import { type ChipState, chipState } from './sync.svelte';

const calm: SyncStatus = {
  server: '',
  tenant: '',
  user: '',
  device: '',
  cursor: { epoch: 0, seq: 0 },
  pending: 0,
  sent: 0,
  accepted: 0,
  refused: 0,
  quarantined: 0,
  conflicts: 0,
  last_sync: null,
  activity: 'idle',
  first_sync: null,
  blobs: { pending_up: 0, bytes_up: 0, pending_down: 0, bytes_down: 0, refused: 0 },
  trouble: null,
};

test.each<[Partial<SyncStatus>, ChipState]>([
  [{}, 'synced'],
  [{ pending: 2 }, 'pending'],
  [{ sent: 1, activity: 'syncing' }, 'syncing'],
  [{ pending: 2, activity: 'offline' }, 'offline'],
  [{ refused: 1, activity: 'offline' }, 'attention'],
  [{ activity: 'attention' }, 'attention'],
  [{ conflicts: 3 }, 'synced'],
])('%j is shown as %s', (status, state) => {
  expect(chipState({ ...calm, ...status })).toBe(state);
});
