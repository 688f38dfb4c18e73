// Made by `cargo xtask gen` from crates/campo-wire. Do not edit.

export type AggregateGroup = { 
/**
 * What its records share, in the order of `group_by`; a span of time by its first day, null for empty.
 */
keys: unknown[], 
/**
 * The numbers, in the order of `measures`; null over nothing. Least and greatest are machine values of the field.
 */
values: unknown[], };

export type AggregateRecords = { 
/**
 * The records: all that the list has. Its order, columns and page do not count.
 */
records: ListRecords, 
/**
 * What makes the groups; one group with everything when empty.
 */
group_by: Array<GroupBy>, 
/**
 * The numbers wanted of each group.
 */
measures: Array<MeasureOf>, 
/**
 * How many groups to return, at most 1000, which is also the usual number.
 */
limit?: number, };

export type AggregateTable = { 
/**
 * The groups; without `group_by` exactly one.
 */
groups: Array<AggregateGroup>, 
/**
 * Titles of the records and people that groups stand for, by id.
 */
titles: { [key in string]: string }, };

export type AllowTracks = { 
/**
 * Whether they do.
 */
allowed: boolean, };

export type AppendTrack = { 
/**
 * At most 5000 positions.
 */
points: Array<TrackPoint>, };

export type Attachment = { 
/**
 * The BLAKE3 hash of the bytes.
 */
hash: string, 
/**
 * What its person calls it.
 */
name: string, 
/**
 * How many bytes.
 */
size: number, 
/**
 * The media type, told from the bytes.
 */
mime: string, 
/**
 * The hash of a small JPEG of it, for pictures.
 */
thumb?: string, 
/**
 * The width as seen, for pictures.
 */
width?: number, 
/**
 * The height as seen, for pictures.
 */
height?: number, 
/**
 * The words that were read on its pages, each once, at most 8 KB: what it is found by on every device.
 */
words?: string, };

export type AuditEvent = { 
/**
 * Its number, counted from 1 without gaps.
 */
seq: number, 
/**
 * When, RFC 3339.
 */
time: string, 
/**
 * The id of who did it; none for whoever runs the server.
 */
user_id?: string, 
/**
 * The name of who did it, where they still are.
 */
user?: string, 
/**
 * What was done.
 */
action: string, 
/**
 * The kind of thing it was done to.
 */
resource_type: string, 
/**
 * Which one.
 */
resource: string, 
/**
 * More of it.
 */
detail: unknown, };

export type AuditPage = { 
/**
 * The rows.
 */
events: Array<AuditEvent>, };

export type AuditSearch = { 
/**
 * Done by the person with this id.
 */
user_id?: string, 
/**
 * This was done, as `user.create`.
 */
action?: string, 
/**
 * To this kind of thing.
 */
resource_type?: string, 
/**
 * From this day or moment on.
 */
start_date?: string, 
/**
 * Before this day or moment.
 */
end_date?: string, 
/**
 * Older than the row with this number.
 */
before?: number, 
/**
 * How many at most; 1,000 is the most.
 */
limit?: number, };

export type BindPages = { 
/**
 * The pages, at most 100, in order.
 */
pages: Array<PageRecipe>, 
/**
 * What the person calls the file.
 */
name: string, };

export type BlobCounts = { 
/**
 * Files to be sent.
 */
pending_up: number, 
/**
 * Their bytes.
 */
bytes_up: number, 
/**
 * Files to be fetched by themselves.
 */
pending_down: number, 
/**
 * Their bytes.
 */
bytes_down: number, 
/**
 * Files the server did not take, kept here.
 */
refused: number, };

export type BlobDraft = { 
/**
 * Names the file until it is finished.
 */
draft: string, };

export type BlobInfo = { 
/**
 * The blob.
 */
hash: string, 
/**
 * How many bytes; 0 while nobody has said.
 */
size: number, 
/**
 * Whether all of it is on this device.
 */
here: boolean, 
/**
 * Whether it still has to reach the server.
 */
waiting: boolean, 
/**
 * Whether it stays on this device however large it is.
 */
pinned: boolean, 
/**
 * Why the server did not take it; it stays on this device.
 */
reason: string | null, };

export type BlobMode = "auto" | "pinned" | "never";

export type BlobNetwork = "any" | "wifi";

export type BlobPiece = { 
/**
 * The file.
 */
draft: string, 
/**
 * At most 1 MiB of it, in base64.
 */
data: string, };

export type BlobPolicy = { 
/**
 * Which files come by themselves.
 */
mode: BlobMode, 
/**
 * The largest file that comes by itself, in bytes.
 */
auto_bytes: number, 
/**
 * Which networks carry them.
 */
network: BlobNetwork, };

export type BlobRefs = { 
/**
 * The hashes; none for all that this device knows of.
 */
hashes: Array<string>, };

export type BoundPages = { 
/**
 * The PDF.
 */
file: Attachment, 
/**
 * Whether its words can be searched; else no program that reads them is on this device.
 */
searchable: boolean, };

export type Bounds = { 
/**
 * The least latitude.
 */
south: number, 
/**
 * The longitude of the left edge.
 */
west: number, 
/**
 * The greatest latitude.
 */
north: number, 
/**
 * The longitude of the right edge.
 */
east: number, };

export type BulkEdit = { 
/**
 * What to do, at most 500 edits.
 */
edits: Array<RecordEdit>, };

export type BulkOutcome = { 
/**
 * How many records are different now.
 */
changed: number, 
/**
 * The edits that take this back, last first. A step of a life cycle that has no way back is refused when tried.
 */
undo: Array<RecordEdit>, 
/**
 * The edits that were refused.
 */
refused: Array<RefusedEdit>, };

export type ChangePassword = { 
/**
 * The password until now.
 */
old: string, 
/**
 * The password from now on.
 */
new: string, };

export type ChangePerson = { 
/**
 * The person's name.
 */
name: string, 
/**
 * What changes.
 */
change: PersonChange, };

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

export type CodeFormat = "qr_code" | "code_128";

export type ColumnTarget = { 
/**
 * The column's name.
 */
column: string, 
/**
 * The field, or part as `place.lat`; none leaves the column out.
 */
field: string | null, };

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

export type Damage = { 
/**
 * When it was noticed, RFC 3339.
 */
at: string, 
/**
 * What was damaged.
 */
part: DamagedPart, 
/**
 * The folder with what was set aside.
 */
folder: string, 
/**
 * Edits not at the server that were taken over.
 */
recovered: number, 
/**
 * Edits not at the server that could not be read; absent where not even their number could.
 */
unreadable: number | null, 
/**
 * Attached files set aside because nothing says any more what they are.
 */
files: number, };

export type DamagedPart = "log" | "database";

export type DashboardInfo = { 
/**
 * Its key, unique in the module.
 */
key: string, 
/**
 * Its name; empty when it has none of its own.
 */
label: { [key in string]: string }, 
/**
 * What it shows, in order.
 */
tiles: Array<TileInfo>, };

export type DecideSetAside = { 
/**
 * Their numbers.
 */
edits: Array<number>, 
/**
 * Whether they become part of the records.
 */
accept: boolean, 
/**
 * Why not, for their author; needed to reject.
 */
reason: string, };

export type DecidedEdit = { 
/**
 * Its number.
 */
n: number, 
/**
 * Whether it is settled; one that cannot be accepted as things are goes on waiting.
 */
settled: boolean, 
/**
 * Why it goes on waiting.
 */
reason: string, };

export type DecimalSign = "comma" | "point";

export type DeviceAccess = "full" | "revoked" | "wipe_ordered" | "wiped";

export type DeviceOrder = "revoke" | "reinstate" | "wipe";

export type DraftRef = { 
/**
 * What it is a draft of.
 */
key: string, };

export type EditRef = { 
/**
 * The edit's id, `device:number`.
 */
edit: string, };

export type EditState = "local" | "sent" | "accepted" | "accepted_with_conflict" | "refused" | "quarantined";

export type Empty = Record<string, never>;

export type EndDevice = { 
/**
 * Its tag.
 */
device: string, 
/**
 * Whether it is to destroy what it holds as well.
 */
wipe: boolean, };

export type EndSession = { 
/**
 * Its id.
 */
session: string, };

export type Enroll = { 
/**
 * What was scanned or pasted.
 */
link: string, };

export type EnrollmentOffer = { 
/**
 * The link that the code says, `campo://enroll?server=..&token=..&authority=..`.
 */
link: string, 
/**
 * Until when it is good, RFC 3339.
 */
expires: string, };

export type ErrorCode = "bad_request" | "signed_out" | "locked" | "wrong_pin" | "wrong_credentials" | "code_needed" | "wrong_code" | "enrollment_unknown" | "enrollment_used" | "enrollment_expired" | "weak_password" | "forbidden" | "revoked" | "not_found" | "unknown_type" | "unknown_field" | "invalid" | "deleted" | "referenced" | "offline" | "busy" | "protocol" | "file_too_large" | "not_a_picture" | "picture_too_large" | "picture_damaged" | "quota_exceeded" | "disk_full" | "storage" | "no_keystore" | "internal";

export type Event = { "event": "records", 
/**
 * Record types (`module.type`).
 */
types: Array<string>, 
/**
 * The records, or empty when there are more than fifty.
 */
records: Array<string>, } | { "event": "sync" } & SyncStatus | { "event": "blobs", 
/**
 * Their hashes.
 */
hashes: Array<string>, } | { "event": "session" } | { "event": "workspace" };

export type Every = "day" | "week" | "month" | "quarter" | "year";

export type ExplainedRight = { 
/**
 * `read`, `update`, `delete` or `export`.
 */
right: string, 
/**
 * Whether the person has it.
 */
allowed: boolean, 
/**
 * What the roles say; a role that never gives it is not named.
 */
because: Array<RoleReason>, };

export type FactorCode = { 
/**
 * As it was typed.
 */
code: string, };

export type FactorOffer = { 
/**
 * The secret in base 32, to be typed.
 */
secret: string, 
/**
 * The same as an `otpauth://` address, to be scanned.
 */
address: string, };

export type FactorState = { 
/**
 * Whether it does.
 */
in_force: boolean, };

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
fields: Array<FieldInfo>, 
/**
 * How it is captured on the spot, as `gps`; absent where anything goes.
 */
capture: string | null, };

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

export type FindCode = { 
/**
 * What the code says.
 */
text: string, };

export type FinishBlob = { 
/**
 * The file.
 */
draft: string, 
/**
 * What its person calls it.
 */
name: string, };

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

export type FoundCode = { 
/**
 * Its kind: `qr_code`, `data_matrix`, `pdf417`, `ean_13`, `ean_8`, `upc_a`, `upc_e`, `code_128`, `code_39` or `itf`.
 */
format: string, 
/**
 * What it says.
 */
text: string, 
/**
 * Where it is.
 */
corners: [[number, number], [number, number], [number, number], [number, number]], };

export type FoundPage = { 
/**
 * Its corners; those of the whole picture when no page was found.
 */
corners: [[number, number], [number, number], [number, number], [number, number]], 
/**
 * Whether a page was found.
 */
found: boolean, 
/**
 * The upright picture's width in pixels.
 */
width: number, 
/**
 * The upright picture's height in pixels.
 */
height: number, };

export type Gate = "pin" | "passphrase";

export type GroupBy = { 
/**
 * A field, or a part as `address.city`.
 */
field: string, 
/**
 * For a date or moment: the span of time a group covers.
 */
every?: Every, 
/**
 * How many minutes local time is ahead of UTC; moments are grouped by local days. 0 when absent.
 */
offset_minutes?: number, };

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
 * Whether it was done on this device.
 */
mine: boolean, 
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

export type IdleLimit = { 
/**
 * Minutes without its person, 1 to 60.
 */
minutes: number, };

export type ImportColumn = { 
/**
 * Its header, unique in the file.
 */
name: string, 
/**
 * Some of its cells that are not empty.
 */
samples: Array<string>, 
/**
 * The field it goes to, or part as `place.lat`; none when it is left out.
 */
field: string | null, };

export type ImportFormat = { 
/**
 * How a text file writes letters.
 */
encoding?: TextEncoding, 
/**
 * What stands between a text file's cells: `,`, `;`, `|` or a tab.
 */
separator?: string, 
/**
 * The sign before the decimal places; absent when each cell tells by itself.
 */
decimal?: DecimalSign, 
/**
 * The sheet of a spreadsheet.
 */
sheet?: string, };

export type ImportRows = { 
/**
 * The import.
 */
import: string, 
/**
 * Where columns go; others as guessed.
 */
map: Array<ColumnTarget>, 
/**
 * The fields that recognize a record; absent for those of the opened file.
 */
matching?: Array<string>, 
/**
 * The first row, counted from 0.
 */
from: number, 
/**
 * Check the rows and change nothing.
 */
dry_run: boolean, };

export type ImportRun = { 
/**
 * Its name.
 */
import: string, 
/**
 * The type of the records.
 */
record_type: string, 
/**
 * The file's name.
 */
name: string, 
/**
 * When it began, RFC 3339.
 */
at: string, 
/**
 * Records made.
 */
created: number, 
/**
 * Records changed.
 */
updated: number, 
/**
 * Whether it was taken back.
 */
undone: boolean, };

export type ImportStep = { 
/**
 * The first row that was not looked at.
 */
next: number, 
/**
 * Records made.
 */
created: number, 
/**
 * Records changed.
 */
updated: number, 
/**
 * Records that already said the same.
 */
unchanged: number, 
/**
 * Rows that were not imported.
 */
problems: Array<RowProblem>, };

export type ImportTable = { 
/**
 * Names the import from here on.
 */
import: string, 
/**
 * How many rows it has, without the header.
 */
rows: number, 
/**
 * Its columns, in order, with a guess where each goes.
 */
columns: Array<ImportColumn>, 
/**
 * How it was read; no encoding and no separator for a spreadsheet.
 */
format: ImportFormat, 
/**
 * The sheets of a spreadsheet.
 */
sheets: Array<string>, 
/**
 * The fields that recognize a record for these columns; none when the file's lines do.
 */
matching: Array<string>, };

export type InboxNotice = { 
/**
 * Tells it from all others; the same each time it is asked for.
 */
id: string, 
/**
 * What happened.
 */
kind: NoticeKind, 
/**
 * The record it is about.
 */
record: string, 
/**
 * The type of that record.
 */
record_type: string, 
/**
 * The title of that record.
 */
title: string, 
/**
 * The field it is about, or empty.
 */
field: string, 
/**
 * The id of who did it; empty when that is nobody.
 */
by: string, 
/**
 * What was written, or why; empty when there is nothing to say.
 */
text: string, 
/**
 * When, RFC 3339.
 */
at: string, };

export type KeepDraft = { 
/**
 * What it is a draft of, at most 200 bytes.
 */
key: string, 
/**
 * The page's own text, at most 1 MiB.
 */
content: string, };

export type KeptDraft = { 
/**
 * What it is a draft of.
 */
key: string, 
/**
 * As the page wrote it.
 */
content: string, 
/**
 * When, RFC 3339.
 */
time: string, };

export type LayoutInfo = { 
/**
 * kanban: the select field whose options are the columns.
 */
columns_by: string | null, 
/**
 * kanban: the fields on a card.
 */
card: Array<string>, 
/**
 * kanban: the most cards a column should hold, by option.
 */
limit: { [key in string]: number }, 
/**
 * map: the `geo` field.
 */
point: string | null, 
/**
 * map, calendar: the select field that gives the color.
 */
color_by: string | null, 
/**
 * gallery: the image field.
 */
image: string | null, 
/**
 * gallery: the field of the first line under the picture.
 */
title: string | null, 
/**
 * gallery: the field of the second line.
 */
subtitle: string | null, 
/**
 * calendar, timeline: the date or moment a record starts.
 */
start: string | null, 
/**
 * calendar: the date or moment it ends.
 */
end: string | null, 
/**
 * calendar: the `int` field with the length in minutes.
 */
minutes: string | null, 
/**
 * calendar: the field that makes a lane.
 */
group_by: string | null, };

export type LeftRecord = { 
/**
 * The record.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Why.
 */
why: LeftWhy, 
/**
 * The refusal, where there was one.
 */
message: string, };

export type LeftWhy = "changed" | "gone" | "refused";

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
 * Only records whose place is in a box.
 */
within?: Bounds, 
/**
 * The `geo` field that `near` and `within` look at; the type's first when absent.
 */
place?: string, 
/**
 * Show deleted records instead of living ones.
 */
deleted: boolean, 
/**
 * Only records this person may take out as a file; refused when that is none.
 */
export?: boolean, 
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

export type LockState = { 
/**
 * What opens it; absent when it cannot be locked yet, for want of a PIN.
 */
gate?: Gate, 
/**
 * Whether a PIN can be set: not before the server has what opens the device when the PIN is forgotten.
 */
may_set_pin: boolean, 
/**
 * After how many minutes without its person it locks itself.
 */
idle_minutes: number, };

export type LookAt = { 
/**
 * The picture.
 */
picture: Picture, };

export type MadeCode = { 
/**
 * What it says.
 */
text: string, 
/**
 * The drawing, an SVG document.
 */
svg: string, };

export type MakeCode = { 
/**
 * What it says.
 */
text: string, 
/**
 * Its kind.
 */
format: CodeFormat, };

export type MapCluster = { 
/**
 * How many records.
 */
count: number, 
/**
 * The mean of their latitudes.
 */
lat: number, 
/**
 * The mean of their longitudes.
 */
lon: number, 
/**
 * The box around them.
 */
bounds: Bounds, 
/**
 * One record's id; the record's own when it stands alone.
 */
id: string, 
/**
 * One record's title; the record's own when it stands alone.
 */
title: string, 
/**
 * The value asked for, when the record stands alone.
 */
value: unknown, };

export type MapRecords = { 
/**
 * The records: all that the list has, usually `within` what is on the screen. Its order, columns and page do not count.
 */
records: ListRecords, 
/**
 * The `geo` field; the type's first when absent.
 */
point?: string, 
/**
 * The field whose value is returned for a record that stands alone.
 */
value?: string, 
/**
 * The height in degrees of the cell whose records are one cluster; above 0.
 */
cell_lat: number, 
/**
 * Its width in degrees; above 0.
 */
cell_lon: number, };

export type MarkNotices = { 
/**
 * Their ids, at most 1000.
 */
ids: Array<string>, 
/**
 * Whether they are read from now on.
 */
read: boolean, };

export type MarkPicture = { 
/**
 * The photograph: the hash of its file.
 */
photo: string, 
/**
 * The marks: the hash of a PNG that was handed over, clear where nothing is drawn. It is stretched over the upright
 * photograph, whatever its size.
 */
marks: string, 
/**
 * What the person calls the new picture.
 */
name: string, };

export type MeasureInfo = { 
/**
 * `module.measure`.
 */
key: string, 
/**
 * Its name.
 */
label: { [key in string]: string }, 
/**
 * How it combines.
 */
op: MeasureOp, 
/**
 * The field it combines; none when it counts.
 */
field: string | null, 
/**
 * Which records count, in CEL.
 */
filter: string | null, 
/**
 * The date or moment that places a record in time.
 */
time: string | null, };

export type MeasureOf = { 
/**
 * How the values combine.
 */
op: MeasureOp, 
/**
 * The field they are of; not needed to count.
 */
field?: string, };

export type MeasureOp = "count" | "sum" | "avg" | "min" | "max";

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
menu: Array<MenuItem>, 
/**
 * The dashboards it declares, those with something that this person may see.
 */
dashboards: Array<DashboardInfo>, };

export type MyDevice = { 
/**
 * Its tag, 16 hexadecimal digits.
 */
device: string, 
/**
 * What it is called.
 */
name: string, 
/**
 * When it was last heard of, RFC 3339, to about a minute.
 */
last_seen: string, 
/**
 * The version of its program, empty when it never said.
 */
version: string, 
/**
 * How many of its edits had no verdict when it last reported.
 */
pending: number, 
/**
 * Whether it is the one that asks.
 */
this: boolean, 
/**
 * What it may do.
 */
access: DeviceAccess, };

export type MySession = { 
/**
 * Its id, 32 hexadecimal digits.
 */
session: string, 
/**
 * The device it is on.
 */
device: string, 
/**
 * What that is called.
 */
device_name: string, 
/**
 * When it began, RFC 3339.
 */
created: string, 
/**
 * When it was last used, RFC 3339, to about a minute.
 */
last_seen: string, 
/**
 * When it ends if it is not used, RFC 3339.
 */
expires: string, 
/**
 * Whether it is the one that asks.
 */
this: boolean, };

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

export type NetworkState = { 
/**
 * Whether it is paid by volume.
 */
metered: boolean, };

export type NewPerson = { 
/**
 * The name at sign-in.
 */
name: string, 
/**
 * The first password.
 */
password: string, 
/**
 * The roles held.
 */
roles: Array<string>, 
/**
 * What else rules read of them.
 */
attributes: Record<string, unknown>, };

export type Notice = "lease_over" | "pin_tries" | "wiped";

export type NoticeKind = "assigned" | "mention" | "comment" | "message" | "refused" | "conflict";

export type Notices = { 
/**
 * The newest first.
 */
notices: Array<InboxNotice>, 
/**
 * The ids of those that were read on this device, also of others than these.
 */
read: Array<string>, };

export type OfferEnrollment = { 
/**
 * The person's name at sign-in.
 */
user: string, };

export type OpenImport = { 
/**
 * The type of the records, `module.type`.
 */
record_type: string, 
/**
 * The hash of the file.
 */
file: string, 
/**
 * The file's name, part of the identity of rows without a natural key.
 */
name: string, 
/**
 * How to read it; what is absent is found by looking.
 */
format: ImportFormat, };

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

export type OrderDevice = { 
/**
 * Its tag.
 */
device: string, 
/**
 * What is to become of it.
 */
order: DeviceOrder, };

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
 * The stable code of a refusal, as `forbidden`.
 */
code: string | null, 
/**
 * Why it was refused or set aside, in the server's words.
 */
reason: string | null, 
/**
 * When it was made on this device, RFC 3339.
 */
at: string, };

export type PageMode = "color" | "gray" | "bilevel";

export type PageRecipe = { 
/**
 * The photograph: the hash of a file that was handed over.
 */
photo: string, 
/**
 * The page's corners; each lies at most one picture's size outside of it.
 */
corners: [[number, number], [number, number], [number, number], [number, number]], 
/**
 * How it shall look.
 */
mode: PageMode, 
/**
 * Quarters of a turn, clockwise.
 */
turn: number, };

export type PauseTrack = { 
/**
 * Whether it pauses.
 */
paused: boolean, };

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

export type PersonChange = { 
/**
 * The roles from now on.
 */
roles?: Array<string>, 
/**
 * Attributes to set; null takes one away.
 */
attributes: Record<string, unknown>, 
/**
 * Whether they may not sign in from now on.
 */
disabled?: boolean, 
/**
 * Another password; their devices must sign in anew.
 */
password?: string, 
/**
 * Whether their second factor is taken away.
 */
reset_factor: boolean, };

export type PersonRights = { 
/**
 * The person's name.
 */
person: string, 
/**
 * The roles held.
 */
roles: Array<string>, 
/**
 * Whether their devices hold the record.
 */
on_devices: boolean, 
/**
 * What a record of this type must meet to be on their devices.
 */
scope?: RuleCondition, 
/**
 * Each right.
 */
rights: Array<ExplainedRight>, 
/**
 * The facets hidden from them.
 */
hidden: Array<string>, };

export type Picture = { "file": string } | { "frame": string };

export type PinBlob = { 
/**
 * The blob.
 */
hash: string, 
/**
 * Whether it stays.
 */
pinned: boolean, };

export type Presence = { 
/**
 * Whether the window can be seen.
 */
visible: boolean, };

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
 * What is wrong and what to do, in each language it is known in.
 */
message: { [key in string]: string }, 
/**
 * Whether the record can be saved all the same.
 */
warning: boolean, };

export type Receipts = { 
/**
 * Edits with a verdict; each is in exactly one of the others.
 */
received: number, 
/**
 * In the log, without a conflict.
 */
accepted: number, 
/**
 * In the log, and met a concurrent edit.
 */
accepted_with_conflict: number, 
/**
 * Refused, those sent again later included.
 */
refused: number, 
/**
 * Set aside for the office.
 */
quarantined: number, 
/**
 * Made anew under another number.
 */
rebased: number, 
/**
 * The chain over them, in hexadecimal digits.
 */
chain: string, };

export type RecordAt = { 
/**
 * The record's id.
 */
id: string, 
/**
 * The moment, RFC 3339 in UTC.
 */
at: string, };

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

export type RecordEdit = { "kind": "update", 
/**
 * The record.
 */
id: string, 
/**
 * The fields to change.
 */
fields: Record<string, unknown>, } | { "kind": "delete", 
/**
 * The record.
 */
id: string, } | { "kind": "restore", 
/**
 * The record.
 */
id: string, };

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

export type RecoveryCodes = { 
/**
 * The codes.
 */
codes: Array<string>, };

export type RefusedEdit = { 
/**
 * The record.
 */
id: string, 
/**
 * Its title; empty when it is not on this device.
 */
title: string, 
/**
 * What happened and what to do.
 */
message: string, 
/**
 * The fields concerned, if any.
 */
problems: Array<Problem>, };

export type RemovePin = { 
/**
 * The PIN until now.
 */
pin: string, };

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

export type Right = { "for": "none" } | { "for": "all" } | { "for": "some", "conditions": Array<string> };

export type Role = { 
/**
 * Its key.
 */
key: string, 
/**
 * What it is called, by language.
 */
label: { [key in string]: string }, 
/**
 * The other roles folded in.
 */
includes: Array<string>, 
/**
 * Whether its devices keep all it may read.
 */
everything: boolean, 
/**
 * Its rights, by type.
 */
types: Array<TypeRights>, };

export type RoleReason = { 
/**
 * The role.
 */
role: string, 
/**
 * The conditions of which one must hold; none means always.
 */
conditions: Array<RuleCondition>, };

export type RowProblem = { 
/**
 * The line in the file, the header being line 1.
 */
line: number, 
/**
 * What is wrong with it.
 */
reason: string, 
/**
 * The fields concerned, where it is about fields.
 */
problems: Array<Problem>, 
/**
 * The row as the file has it.
 */
cells: Array<string>, };

export type RuleCondition = { 
/**
 * As the module writes it.
 */
expression: string, 
/**
 * Whether it holds for the record and the person.
 */
holds: boolean, };

export type SaveBlob = { 
/**
 * The blob.
 */
hash: string, 
/**
 * The name it should have; never a path.
 */
name: string, };

export type SavedBlob = { 
/**
 * The file.
 */
path: string, };

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
tenant: string | null, 
/**
 * Why, when there is something to say: the lease is over, or the office had the device erased.
 */
notice?: Notice, } | { "state": "locked", 
/**
 * Who was signed in last, when that is known without opening anything.
 */
name: string | null, 
/**
 * Where the server is.
 */
server: string | null, 
/**
 * The tenant's key.
 */
tenant: string | null, 
/**
 * What opens it.
 */
gate: Gate, 
/**
 * How many more times a wrong PIN can be entered.
 */
tries_left?: number, 
/**
 * How long to wait before the next try, ms.
 */
wait_ms: number, } | { "state": "signed_in", 
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

export type SetAsideEdit = { 
/**
 * Its number.
 */
n: number, 
/**
 * Who made it.
 */
person: string, 
/**
 * On which device.
 */
device: string, 
/**
 * The record.
 */
record: string, 
/**
 * Its type.
 */
record_type: string, 
/**
 * `change`, `text`, `delete` or `restore`.
 */
kind: string, 
/**
 * The fields it writes, as they are stored.
 */
fields: Array<string>, 
/**
 * Why it was set aside.
 */
reason: string, 
/**
 * When it was made, RFC 3339, by the device's clock.
 */
made: string, 
/**
 * When it came, RFC 3339.
 */
received: string, };

export type SetPin = { 
/**
 * The PIN from now on: 6 to 16 digits that are not easily guessed.
 */
pin: string, 
/**
 * The PIN until now, where there is one.
 */
old?: string, };

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
password: string, 
/**
 * A code of the authenticator app, or a recovery code, for people with a second factor.
 */
code?: string, };

export type StartTrack = { 
/**
 * What the person calls it.
 */
purpose: string, 
/**
 * The record it is about.
 */
about: string | null, 
/**
 * Records whose surroundings are watched, at most 50: coming, staying and leaving are told.
 */
watch: Array<string>, 
/**
 * How far a surrounding reaches, in meters; 100 when absent.
 */
radius: number | null, };

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
 * Files that wait to be sent or fetched.
 */
blobs: BlobCounts, 
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
trouble: string | null, 
/**
 * What became of a database that was damaged, until somebody has seen it.
 */
damage?: Damage, 
/**
 * The verdicts so far.
 */
receipts?: Receipts, };

export type TenantChange = { 
/**
 * How long devices may go on without the server, in seconds.
 */
lease_seconds?: number, };

export type TenantDevice = { 
/**
 * Its tag, 16 hexadecimal digits.
 */
device: string, 
/**
 * The name of its person.
 */
person: string, 
/**
 * What it is called.
 */
name: string, 
/**
 * When it was last heard of, RFC 3339, to about a minute.
 */
last_seen: string, 
/**
 * The version of its program, empty when it never said.
 */
version: string, 
/**
 * How many of its edits had no verdict when it last reported.
 */
pending: number, 
/**
 * What it may do.
 */
access: DeviceAccess, };

export type TenantPerson = { 
/**
 * The person's id.
 */
id: string, 
/**
 * The name at sign-in, which is also the one shown.
 */
name: string, 
/**
 * The roles held.
 */
roles: Array<string>, 
/**
 * What else rules read of them.
 */
attributes: Record<string, unknown>, 
/**
 * Whether they may not sign in.
 */
disabled: boolean, 
/**
 * Whether they sign in with a second factor.
 */
factor: boolean, 
/**
 * How many devices they have that were not revoked.
 */
devices: number, 
/**
 * When one of them was last heard of, RFC 3339.
 */
last_seen?: string, };

export type TenantState = { 
/**
 * Its key at sign-in.
 */
key: string, 
/**
 * Its name.
 */
name: string, 
/**
 * People who may sign in.
 */
people: Usage, 
/**
 * Devices that were not revoked.
 */
devices: Usage, 
/**
 * Records, deleted ones too.
 */
records: Usage, 
/**
 * Bytes of attached files.
 */
storage: Usage, 
/**
 * How long devices may go on without the server, in seconds.
 */
lease_seconds: number, 
/**
 * The installed modules, `key version`.
 */
modules: Array<string>, };

export type TextEncoding = "utf8" | "utf16" | "windows1252";

export type TileInfo = { 
/**
 * `stat`, `line`, `bar`, `donut`, `table` or `map`.
 */
kind: string, 
/**
 * Its name; empty when it has none of its own.
 */
label: { [key in string]: string }, 
/**
 * The keys of its measures, all of one type.
 */
measures: Array<string>, 
/**
 * The field whose values make the groups, or the `geo` field of a map.
 */
by: string | null, 
/**
 * The span of time of a group, when the field is a date or moment.
 */
every: Every | null, };

export type TrackCrossing = { 
/**
 * The record.
 */
record: string, 
/**
 * `enter`, `dwell` or `leave`.
 */
kind: string, 
/**
 * When, RFC 3339.
 */
time: string, 
/**
 * Where the device was: degrees north.
 */
lat: number, 
/**
 * Where the device was: degrees east.
 */
lon: number, 
/**
 * How accurate that is, in meters.
 */
accuracy: number | null, };

export type TrackPoint = { 
/**
 * When, ms since 1970 UTC.
 */
time: number, 
/**
 * Degrees north.
 */
lat: number, 
/**
 * Degrees east.
 */
lon: number, 
/**
 * The radius in meters the device is in with about 68 % certainty.
 */
accuracy?: number, 
/**
 * Meters above sea level.
 */
altitude?: number, 
/**
 * Meters a second.
 */
speed?: number, 
/**
 * Whether another app made it up.
 */
mock?: boolean, };

export type TrackRecording = { 
/**
 * When it was begun, RFC 3339.
 */
started: string, 
/**
 * Whether it pauses.
 */
paused: boolean, 
/**
 * What the person calls it.
 */
purpose: string, 
/**
 * The record it is about.
 */
about: string | null, 
/**
 * Positions kept.
 */
points: number, 
/**
 * Meters along them.
 */
meters: number, 
/**
 * Whether another app made a position up.
 */
mock: boolean, 
/**
 * When the last kept position was, RFC 3339.
 */
last: string | null, 
/**
 * How long the sensor may rest before its next position, in milliseconds.
 */
rest_ms: number, 
/**
 * The surroundings entered, dwelt in and left so far.
 */
crossings: Array<TrackCrossing>, };

export type TrackState = { 
/**
 * Whether this person lets their way be recorded.
 */
allowed: boolean, 
/**
 * The recording that is not finished.
 */
recording: TrackRecording | null, };

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
to: string, 
/**
 * Whether this person's roles may take it.
 */
allowed: boolean, 
/**
 * Whether only the server decides it, because it makes a promise.
 */
online: boolean, };

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
 * The numbers declared over its records, those this person may know.
 */
measures: Array<MeasureInfo>, 
/**
 * Whether this person may create records.
 */
can_create: boolean, 
/**
 * Whether this person may change some records.
 */
can_update: boolean, 
/**
 * Whether this person may delete some records.
 */
can_delete: boolean, 
/**
 * Whether this person may take some records out as a file.
 */
can_export: boolean, 
/**
 * Fields this person may not change.
 */
read_only: Array<string>, };

export type TypeRights = { 
/**
 * The type.
 */
record_type: string, 
/**
 * Which records are seen.
 */
read: Right, 
/**
 * Which may be made.
 */
create: Right, 
/**
 * Which may be edited.
 */
update: Right, 
/**
 * Which may be deleted.
 */
delete: Right, 
/**
 * Which may be taken out as a file.
 */
export: Right, 
/**
 * Fields and facets that are hidden.
 */
hidden: Array<string>, 
/**
 * Fields and facets that are shown but not edited.
 */
read_only: Array<string>, };

export type UndoImport = { 
/**
 * The import.
 */
import: string, 
/**
 * Where the step before ended; absent at the start.
 */
after?: string, };

export type UndoStep = { 
/**
 * Where the next step begins; none when this was the last.
 */
next: string | null, 
/**
 * How many records are as they were before the import.
 */
done: number, 
/**
 * The records left as they are.
 */
left: Array<LeftRecord>, };

export type Unlock = { 
/**
 * The PIN or the passphrase.
 */
secret: string, };

export type UpdateRecord = { 
/**
 * The record.
 */
id: string, 
/**
 * The fields to change. A counter also takes `{"increment": n}`.
 */
fields: Record<string, unknown>, };

export type Usage = { 
/**
 * How much there is.
 */
used: number, 
/**
 * How much there may be.
 */
limit?: number, };

export type ViewInfo = { 
/**
 * Its key.
 */
key: string, 
/**
 * `list`, `form`, `kanban`, `calendar`, `map`, `gallery` or `timeline`.
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
sections: Array<SectionInfo>, 
/**
 * Which records it shows, in CEL.
 */
filter: string | null, 
/**
 * Keys of the transitions offered for several records at once.
 */
bulk: Array<string>, 
/**
 * What the other layouts are made of.
 */
layout: LayoutInfo, };

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
  lock_app: { request: Empty; response: Session };
  lock_state: { request: Empty; response: LockState };
  set_idle_limit: { request: IdleLimit; response: LockState };
  note_presence: { request: Presence; response: Empty };
  workspace: { request: Empty; response: Workspace };
  roles: { request: Empty; response: Array<Role> };
  list_records: { request: ListRecords; response: RecordPage };
  aggregate_records: { request: AggregateRecords; response: AggregateTable };
  map_records: { request: MapRecords; response: Array<MapCluster> };
  search: { request: Search; response: Array<Hit> };
  get_record: { request: RecordRef; response: RecordDetail };
  create_record: { request: CreateRecord; response: RecordDetail };
  update_record: { request: UpdateRecord; response: RecordDetail };
  delete_record: { request: RecordRef; response: RecordDetail };
  restore_record: { request: RecordRef; response: RecordDetail };
  bulk_edit: { request: BulkEdit; response: BulkOutcome };
  check_record: { request: CheckRecord; response: FormState };
  conflicts: { request: Empty; response: Array<Conflict> };
  resolve_conflict: { request: ResolveConflict; response: RecordDetail };
  sync_status: { request: Empty; response: SyncStatus };
  forget_damage: { request: Empty; response: Empty };
  keep_draft: { request: KeepDraft; response: Empty };
  kept_drafts: { request: Empty; response: Array<KeptDraft> };
  drop_draft: { request: DraftRef; response: Empty };
  outbox: { request: Empty; response: Array<OutboxItem> };
  retry_edit: { request: EditRef; response: Empty };
  discard_edit: { request: EditRef; response: Empty };
  begin_blob: { request: Empty; response: BlobDraft };
  write_blob: { request: BlobPiece; response: Empty };
  finish_blob: { request: FinishBlob; response: Attachment };
  blobs: { request: BlobRefs; response: Array<BlobInfo> };
  pin_blob: { request: PinBlob; response: BlobInfo };
  blob_policy: { request: Empty; response: BlobPolicy };
  set_blob_policy: { request: BlobPolicy; response: BlobPolicy };
  set_network: { request: NetworkState; response: Empty };
  find_code: { request: FindCode; response: Array<Hit> };
  make_code: { request: MakeCode; response: MadeCode };
  record_code: { request: RecordRef; response: MadeCode };
  import_rows: { request: ImportRows; response: ImportStep };
  imports: { request: Empty; response: Array<ImportRun> };
  undo_import: { request: UndoImport; response: UndoStep };
  notices: { request: Empty; response: Notices };
  mark_notices: { request: MarkNotices; response: Empty };
  track_state: { request: Empty; response: TrackState };
  allow_tracks: { request: AllowTracks; response: TrackState };
  start_track: { request: StartTrack; response: TrackState };
  append_track: { request: AppendTrack; response: TrackState };
  pause_track: { request: PauseTrack; response: TrackState };
  finish_track: { request: Empty; response: RecordDetail };
  discard_track: { request: Empty; response: TrackState };
  sign_in: { request: SignIn; response: Session };
  enroll: { request: Enroll; response: Session };
  sign_out: { request: Empty; response: Session };
  unlock: { request: Unlock; response: Session };
  set_pin: { request: SetPin; response: LockState };
  remove_pin: { request: RemovePin; response: LockState };
  change_password: { request: ChangePassword; response: Empty };
  devices: { request: Empty; response: Array<MyDevice> };
  end_device: { request: EndDevice; response: Array<MyDevice> };
  sessions: { request: Empty; response: Array<MySession> };
  end_session: { request: EndSession; response: Array<MySession> };
  factor: { request: Empty; response: FactorState };
  begin_factor: { request: Empty; response: FactorOffer };
  confirm_factor: { request: FactorCode; response: RecoveryCodes };
  end_factor: { request: FactorCode; response: FactorState };
  people: { request: Empty; response: Array<TenantPerson> };
  create_person: { request: NewPerson; response: TenantPerson };
  change_person: { request: ChangePerson; response: TenantPerson };
  offer_enrollment: { request: OfferEnrollment; response: EnrollmentOffer };
  tenant_devices: { request: Empty; response: Array<TenantDevice> };
  order_device: { request: OrderDevice; response: TenantDevice };
  set_aside: { request: Empty; response: Array<SetAsideEdit> };
  decide_set_aside: { request: DecideSetAside; response: Array<DecidedEdit> };
  audit: { request: AuditSearch; response: AuditPage };
  tenant: { request: Empty; response: TenantState };
  change_tenant: { request: TenantChange; response: TenantState };
  record_rights: { request: RecordRef; response: Array<PersonRights> };
  record_history: { request: RecordRef; response: Array<HistoryEntry> };
  record_at: { request: RecordAt; response: RecordDetail };
  sync_now: { request: Empty; response: SyncStatus };
  save_blob: { request: SaveBlob; response: SavedBlob };
  find_page: { request: LookAt; response: FoundPage };
  make_page: { request: PageRecipe; response: Attachment };
  bind_pages: { request: BindPages; response: BoundPages };
  mark_picture: { request: MarkPicture; response: Attachment };
  read_codes: { request: LookAt; response: Array<FoundCode> };
  open_import: { request: OpenImport; response: ImportTable };
}
