/** The generated contract, and names for the parts of it that have none of their own. */
import type { Commands } from './bindings';

export type * from './bindings';

/** A record found by a search over all types. */
export type SearchHit = Commands['search']['response'][number];
/** One step in a record's history. */
export type HistoryStep = Commands['record_history']['response'][number];
/** One local edit that is not plainly on the server. */
export type OutboxEntry = Commands['outbox']['response'][number];
/** Field values by key, in the machine form of each kind. */
export type Fields = Record<string, unknown>;
/** A text by locale. */
export type Label = { [key in string]: string };
