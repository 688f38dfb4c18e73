// Made by `cargo xtask gen` from crates/campo-wire. Do not edit.

export type CheckRecord = { 
/**
 * The type of the record.
 */
record_type: string, 
/**
 * The record, when it exists.
 */
id?: string, 
/**
 * The fields changed so far.
 */
fields: Record<string, unknown>, };

export type Comparison = "equal" | "not_equal" | "one_of" | "at_least" | "at_most" | "contains" | "empty" | "filled";

export type Condition = { 
/**
 * The field.
 */
field: string, 
/**
 * How its value is compared.
 */
is: Comparison, 
/**
 * What it is compared with: a value, or a list for `one_of`, or absent for `empty` and `filled`.
 */
value?: unknown, };

export type Conflict = { 
/**
 * The record.
 */
record: string, 
/**
 * Its type.
 */
record_type: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The field; `items/<line id>/<field>` inside lines; `$deleted` when a deletion met an edit.
 */
field: string, 
/**
 * The values, the one shown now last.
 */
values: Array<ConflictValue>, };

export type ConflictValue = { 
/**
 * The value.
 */
value: unknown, 
/**
 * Who wrote it.
 */
user: string, 
/**
 * On which device.
 */
device: string, 
/**
 * When, by that device's clock, RFC 3339.
 */
time: string, 
/**
 * Whether it was written on this device.
 */
mine: boolean, };

export type CreateRecord = { 
/**
 * Its type, `module.type`.
 */
record_type: string, 
/**
 * Its fields.
 */
fields: Record<string, unknown>, };

export type Cursor = { 
/**
 * The log's epoch: rises when the server was restored from a backup.
 */
epoch: number, 
/**
 * Everything up to this entry has been applied.
 */
seq: number, };

export type EditRef = { 
/**
 * The edit's id, `device:number`.
 */
edit: string, };

export type EditState = "local" | "sent" | "accepted" | "accepted_with_conflict" | "refused" | "quarantined";

export type Empty = Record<string, never>;

export type ErrorCode = "bad_request" | "signed_out" | "wrong_credentials" | "forbidden" | "not_found" | "unknown_type" | "unknown_field" | "invalid" | "deleted" | "offline" | "protocol" | "disk_full" | "storage" | "no_keystore" | "internal";

export type Event = { "event": "records", 
/**
 * Record types (`module.type`).
 */
types: Array<string>, 
/**
 * The records, or empty when there are more than fifty.
 */
records: Array<string>, } | { "event": "sync" } & SyncStatus | { "event": "session" } | { "event": "workspace" };

export type FieldChange = { 
/**
 * The field's key.
 */
field: string, 
/**
 * The value before, null when empty.
 */
before: unknown, 
/**
 * The value after, null when cleared.
 */
after: unknown, };

export type FieldInfo = { 
/**
 * Its permanent key.
 */
key: string, 
/**
 * Its kind, as in manifests: `text`, `money`, `lines` ...
 */
kind: string, 
/**
 * The kind of what a computed field or a rollup shows; the field's own kind otherwise.
 */
shown: string, 
/**
 * Its name.
 */
label: { [key in string]: string }, 
/**
 * A hint below the field.
 */
help: { [key in string]: string } | null, 
/**
 * Whether it must always be filled.
 */
required: boolean, 
/**
 * Whether nobody types it: computed, rollup, sequence.
 */
derived: boolean, 
/**
 * Whether lists can sort and filter by it quickly.
 */
indexed: boolean, 
/**
 * Whether search looks into it.
 */
searchable: boolean, 
/**
 * The choices of select and multiselect fields.
 */
options: Array<OptionInfo>, 
/**
 * Whether a multiselect takes other words than its options.
 */
free: boolean, 
/**
 * The record type a ref points to.
 */
to: string | null, 
/**
 * The unit shown after the number.
 */
unit: string | null, 
/**
 * ISO 4217 code of a money field.
 */
currency: string | null, 
/**
 * Decimal places of decimal, money and percent fields.
 */
scale: number | null, 
/**
 * The highest value of a rating.
 */
max: number | null, 
/**
 * Whether several files are allowed.
 */
many: boolean, 
/**
 * The fields of one line, for `lines`.
 */
fields: Array<FieldInfo>, };

export type FilterInfo = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its text.
 */
label: { [key in string]: string }, 
/**
 * The CEL it stands for.
 */
filter: string, };

export type FormState = { 
/**
 * Everything wrong with the values.
 */
problems: Array<Problem>, 
/**
 * Fields whose condition hides them now.
 */
hidden: Array<string>, 
/**
 * Fields that must be filled now.
 */
required: Array<string>, 
/**
 * Fields this person may not change.
 */
read_only: Array<string>, 
/**
 * Values of computed fields.
 */
computed: Record<string, unknown>, 
/**
 * What a new record starts with; empty for one that exists.
 */
defaults: Record<string, unknown>, };

export type HistoryEntry = { 
/**
 * Who did it.
 */
user: string, 
/**
 * On which device.
 */
device: string, 
/**
 * When, by that device's clock, RFC 3339.
 */
time: string, 
/**
 * `create`, `update`, `delete` or `restore`.
 */
kind: string, 
/**
 * Whether the server has it yet.
 */
pending: boolean, 
/**
 * What changed.
 */
changes: Array<FieldChange>, };

export type Hit = { 
/**
 * The record's id.
 */
id: string, 
/**
 * Its type.
 */
record_type: string, 
/**
 * Its title.
 */
title: string, };

export type ListRecords = { 
/**
 * The record type, `module.type`.
 */
record_type: string, 
/**
 * A filter in CEL over `self` and `user`.
 */
filter?: string, 
/**
 * Simple conditions, all of which must hold; the UI's filter chips.
 */
conditions: Array<Condition>, 
/**
 * Words to find in searchable fields; accents and case do not count.
 */
search?: string, 
/**
 * Fields to order by, `-` before a field for descending. The newest records first when empty.
 */
sort: Array<string>, 
/**
 * Only records whose place is near a point, nearest first.
 */
near?: Near, 
/**
 * Show deleted records instead of living ones.
 */
deleted: boolean, 
/**
 * The columns wanted; empty for all.
 */
columns: Array<string>, 
/**
 * How many records to skip.
 */
offset: number, 
/**
 * How many records to return, at most 500; 100 when absent.
 */
limit?: number, };

export type MenuItem = { 
/**
 * The record type it lists.
 */
record_type: string, 
/**
 * The view it opens.
 */
view: string, 
/**
 * Its text.
 */
label: { [key in string]: string }, 
/**
 * Its icon's name.
 */
icon: string, };

export type ModuleInfo = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its name.
 */
label: { [key in string]: string }, 
/**
 * Its icon's name.
 */
icon: string, 
/**
 * The views the menu offers, by key.
 */
menu: Array<MenuItem>, };

export type Near = { 
/**
 * Latitude in degrees.
 */
lat: number, 
/**
 * Longitude in degrees.
 */
lon: number, 
/**
 * Radius in meters.
 */
meters: number, };

export type OptionInfo = { 
/**
 * Its permanent key.
 */
key: string, 
/**
 * Its text.
 */
label: { [key in string]: string }, 
/**
 * Whether it is no longer offered (old records keep it).
 */
retired: boolean, 
/**
 * A color name: `neutral`, `info`, `ok`, `warn`, `danger` or `accent`.
 */
color: string | null, };

export type OutboxItem = { 
/**
 * The edit's id, `device:number`.
 */
edit: string, 
/**
 * The record edited.
 */
record: string, 
/**
 * Its type.
 */
record_type: string, 
/**
 * Its title as shown now.
 */
title: string, 
/**
 * `create`, `update`, `delete` or `restore`.
 */
kind: string, 
/**
 * The fields touched.
 */
fields: Array<string>, 
/**
 * Where it is.
 */
state: EditState, 
/**
 * Why it was refused or set aside.
 */
reason: string | null, 
/**
 * When it was made on this device, RFC 3339.
 */
at: string, };

export type Person = { 
/**
 * The user's id.
 */
id: string, 
/**
 * The name shown to others.
 */
name: string, 
/**
 * Keys of the roles held.
 */
roles: Array<string>, };

export type Problem = { 
/**
 * The field's key; `items/<line id>/<field>` inside lines; empty for the record as a whole.
 */
field: string, 
/**
 * Stable name of the rule that failed, e.g. `required`, `option_unknown`.
 */
code: string, 
/**
 * What is wrong, in the person's language.
 */
message: string, 
/**
 * Whether the record can be saved all the same.
 */
warning: boolean, };

export type RecordDetail = { 
/**
 * The record's id.
 */
id: string, 
/**
 * Its type.
 */
type: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its fields, those this person may read, computed ones included.
 */
fields: Record<string, unknown>, 
/**
 * Whether it is deleted.
 */
deleted: boolean, 
/**
 * Whether edits of this device wait for the server.
 */
pending: boolean, 
/**
 * Its conflicts.
 */
conflicts: Array<Conflict>, 
/**
 * Titles of the records and people it refers to, by id; a reference to something this person may not
 * see is absent.
 */
titles: { [key in string]: string }, 
/**
 * Whether this person may change it.
 */
can_update: boolean, 
/**
 * Whether this person may delete it.
 */
can_delete: boolean, 
/**
 * Fields this person may not change.
 */
read_only: Array<string>, };

export type RecordPage = { 
/**
 * The field keys of the values.
 */
columns: Array<string>, 
/**
 * The records.
 */
rows: Array<RecordRow>, 
/**
 * How many records there are in all pages.
 */
total: number, 
/**
 * Titles of the records and people referred to in this page, by id.
 */
titles: { [key in string]: string }, };

export type RecordRef = { 
/**
 * The record's id.
 */
id: string, };

export type RecordRow = { 
/**
 * The record's id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Whether an edit of this device waits for the server.
 */
pending: boolean, 
/**
 * Whether it has a conflict.
 */
conflict: boolean, 
/**
 * Values in the order of the page's columns, null for empty.
 */
values: unknown[], };

export type ResolveConflict = { 
/**
 * The record.
 */
id: string, 
/**
 * The field, as the conflict names it.
 */
field: string, 
/**
 * What to keep.
 */
take: Settlement, };

export type Search = { 
/**
 * Words, accents and case ignored; the last may be unfinished.
 */
text: string, 
/**
 * How many to return, at most 50.
 */
limit: number, };

export type SectionInfo = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its text.
 */
label: { [key in string]: string }, 
/**
 * The fields in it.
 */
fields: Array<string>, };

export type Session = { "state": "signed_out", 
/**
 * The server last used on this device, to fill the form.
 */
server: string | null, 
/**
 * The tenant last used.
 */
tenant: string | null, } | { "state": "signed_in", 
/**
 * The server's address.
 */
server: string, 
/**
 * The tenant's key.
 */
tenant: string, 
/**
 * The tenant's name.
 */
tenant_name: string, 
/**
 * The signed-in person.
 */
user: Person, 
/**
 * This device's tag, 16 hexadecimal digits.
 */
device: string, };

export type Settlement = "mine" | "theirs" | { "value": unknown };

export type SignIn = { 
/**
 * Where the server is, e.g. `https://campo.example.org`.
 */
server: string, 
/**
 * The tenant's key.
 */
tenant: string, 
/**
 * The person's name at sign-in.
 */
user: string, 
/**
 * The password; never stored.
 */
password: string, };

export type StatesInfo = { 
/**
 * The select field that holds the state.
 */
field: string, 
/**
 * The steps allowed.
 */
transitions: Array<TransitionInfo>, };

export type SyncActivity = "idle" | "syncing" | "offline" | "attention";

export type SyncStatus = { 
/**
 * The server's address.
 */
server: string, 
/**
 * The tenant's key.
 */
tenant: string, 
/**
 * The signed-in person's name at sign-in.
 */
user: string, 
/**
 * This device's tag.
 */
device: string, 
/**
 * How far this device has applied the tenant's log.
 */
cursor: Cursor, 
/**
 * Edits made here and not yet sent.
 */
pending: number, 
/**
 * Edits sent whose verdict is not known yet.
 */
sent: number, 
/**
 * Edits on the server.
 */
accepted: number, 
/**
 * Edits the server refused, kept here with the reason.
 */
refused: number, 
/**
 * Edits set aside for the office to decide on.
 */
quarantined: number, 
/**
 * Fields with conflicting values, and deletions that met edits.
 */
conflicts: number, 
/**
 * When the server was last fully caught up with, RFC 3339.
 */
last_sync: string | null, 
/**
 * What is going on now.
 */
activity: SyncActivity, 
/**
 * How far the first synchronization is, 0 to 1, while it lasts.
 */
first_sync: number | null, 
/**
 * What went wrong last, for people, while it still matters.
 */
trouble: string | null, };

export type TransitionInfo = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its text.
 */
label: { [key in string]: string }, 
/**
 * The states it starts from.
 */
from: Array<string>, 
/**
 * The state it leads to.
 */
to: string, };

export type TypeInfo = { 
/**
 * `module.type`.
 */
key: string, 
/**
 * Its name in the singular.
 */
label: { [key in string]: string }, 
/**
 * Its icon's name.
 */
icon: string, 
/**
 * Its fields, in the manifest's order, those this person may read.
 */
fields: Array<FieldInfo>, 
/**
 * Its states, when it has them.
 */
states: StatesInfo | null, 
/**
 * Its views.
 */
views: Array<ViewInfo>, 
/**
 * Whether this person may create records.
 */
can_create: boolean, };

export type UpdateRecord = { 
/**
 * The record.
 */
id: string, 
/**
 * The fields to change. A counter also takes `{"increment": n}`.
 */
fields: Record<string, unknown>, };

export type ViewInfo = { 
/**
 * Its key.
 */
key: string, 
/**
 * `list`, `form`, `kanban`, `calendar`, `map` or `gallery`.
 */
kind: string, 
/**
 * Its text.
 */
label: { [key in string]: string }, 
/**
 * The fields a list shows, in order; `address.city` names a part.
 */
columns: Array<string>, 
/**
 * The order a list starts with.
 */
sort: Array<string>, 
/**
 * Ready-made filters.
 */
filters: Array<FilterInfo>, 
/**
 * A form's sections.
 */
sections: Array<SectionInfo>, };

export type WireError = { 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * What happened, what was kept safe and what to do.
 */
message: string, 
/**
 * The fields concerned, if any.
 */
problems?: Array<Problem>, };

export type Workspace = { 
/**
 * Modules with something to show, in menu order.
 */
modules: Array<ModuleInfo>, 
/**
 * Record types this person may read.
 */
types: Array<TypeInfo>, 
/**
 * The people of the tenant, for user fields.
 */
people: Array<Person>, };

export interface Commands {
  session: { request: Empty; response: Session };
  sign_in: { request: SignIn; response: Session };
  sign_out: { request: Empty; response: Session };
  workspace: { request: Empty; response: Workspace };
  list_records: { request: ListRecords; response: RecordPage };
  search: { request: Search; response: Array<Hit> };
  get_record: { request: RecordRef; response: RecordDetail };
  create_record: { request: CreateRecord; response: RecordDetail };
  update_record: { request: UpdateRecord; response: RecordDetail };
  delete_record: { request: RecordRef; response: RecordDetail };
  restore_record: { request: RecordRef; response: RecordDetail };
  check_record: { request: CheckRecord; response: FormState };
  record_history: { request: RecordRef; response: Array<HistoryEntry> };
  conflicts: { request: Empty; response: Array<Conflict> };
  resolve_conflict: { request: ResolveConflict; response: RecordDetail };
  sync_status: { request: Empty; response: SyncStatus };
  sync_now: { request: Empty; response: SyncStatus };
  outbox: { request: Empty; response: Array<OutboxItem> };
  retry_edit: { request: EditRef; response: Empty };
  discard_edit: { request: EditRef; response: Empty };
}
