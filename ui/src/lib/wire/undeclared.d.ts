/**
 * Types that bindings.ts names and does not declare: ts-rs leaves out what stands only inside a `Vec` response.
 * This file goes when the generator visits generics; a declaration in bindings.ts already wins over it.
 */
interface Hit {
  id: string;
  record_type: string;
  title: string;
}

interface HistoryEntry {
  user: string;
  device: string;
  time: string;
  kind: string;
  pending: boolean;
  changes: import('./bindings').FieldChange[];
}

interface OutboxItem {
  edit: string;
  record: string;
  record_type: string;
  title: string;
  kind: string;
  fields: string[];
  state: import('./bindings').EditState;
  reason: string | null;
  at: string;
}
