//! Records as the UI reads and writes them. Field values are JSON in the machine form of the field's kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// A record's fields by key; an absent key is an empty field.
pub type Fields = serde_json::Map<String, Value>;

/// Asks for one page of the records of a type.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ListRecords {
    /// The record type, `module.type`.
    pub record_type: String,
    /// A filter in CEL over `self` and `user`.
    pub filter: Option<String>,
    /// Simple conditions, all of which must hold; the UI's filter chips.
    pub conditions: Vec<Condition>,
    /// Words to find in searchable fields; accents and case do not count.
    pub search: Option<String>,
    /// Fields to order by, `-` before a field for descending. The newest records first when empty.
    pub sort: Vec<String>,
    /// Only records whose place is near a point, nearest first.
    pub near: Option<Near>,
    /// Only records whose place is in a box.
    pub within: Option<crate::aggregate::Bounds>,
    /// The `geo` field that `near` and `within` look at; the type's first when absent.
    pub place: Option<String>,
    /// Show deleted records instead of living ones.
    pub deleted: bool,
    /// Only records this person may take out as a file; refused when that is none.
    pub export: Option<bool>,
    /// The columns wanted; empty for all.
    pub columns: Vec<String>,
    /// How many records to skip.
    pub offset: u32,
    /// How many records to return, at most 500; 100 when absent.
    pub limit: Option<u32>,
}

/// A condition on one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// How its value is compared.
    pub is: Comparison,
    /// What it is compared with: a value, or a list for `one_of`, or absent for `empty` and `filled`.
    #[serde(default)]
    #[ts(optional, type = "unknown")]
    pub value: Option<Value>,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Equal to the value.
    Equal,
    /// Different from the value, or empty.
    NotEqual,
    /// One of a list of values; for sets, holding any of them.
    OneOf,
    /// At least the value.
    AtLeast,
    /// At most the value.
    AtMost,
    /// Text containing the value, accents and case ignored.
    Contains,
    /// Without a value.
    Empty,
    /// With a value.
    Filled,
}

/// A point and how far around it to look.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Near {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in meters.
    pub meters: f64,
}

/// One page of records, values in the order of `columns`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordPage {
    /// The field keys of the values.
    pub columns: Vec<String>,
    /// The records.
    pub rows: Vec<RecordRow>,
    /// How many records there are in all pages.
    pub total: u32,
    /// Titles of the records and people referred to in this page, by id.
    pub titles: BTreeMap<String, String>,
}

/// One record in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordRow {
    /// The record's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether an edit of this device waits for the server.
    pub pending: bool,
    /// Whether it has a conflict.
    pub conflict: bool,
    /// Values in the order of the page's columns, null for empty.
    #[ts(type = "unknown[]")]
    pub values: Vec<Value>,
}

/// One record, whole. Named `RecordDetail` in TypeScript, where `Record` is a built-in type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RecordDetail")]
pub struct Record {
    /// The record's id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub record_type: String,
    /// Its title.
    pub title: String,
    /// Its fields, those this person may read, computed ones included.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Fields,
    /// Whether it is deleted.
    pub deleted: bool,
    /// Whether edits of this device wait for the server.
    pub pending: bool,
    /// Its conflicts.
    pub conflicts: Vec<Conflict>,
    /// Titles of the records and people it refers to, by id; a reference to something this person may not
    /// see is absent.
    pub titles: BTreeMap<String, String>,
    /// Whether this person may change it.
    pub can_update: bool,
    /// Whether this person may delete it.
    pub can_delete: bool,
    /// Fields this person may not change.
    pub read_only: Vec<String>,
}

/// One field (or the deletion) of a record on which two people disagree without having seen each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Conflict {
    /// The record.
    pub record: String,
    /// Its type.
    pub record_type: String,
    /// Its title.
    pub title: String,
    /// The field; `items/<line id>/<field>` inside lines; `$deleted` when a deletion met an edit.
    pub field: String,
    /// The values, the one shown now last.
    pub values: Vec<ConflictValue>,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConflictValue {
    /// The value.
    #[ts(type = "unknown")]
    pub value: Value,
    /// Who wrote it.
    pub user: String,
    /// On which device.
    pub device: String,
    /// When, by that device's clock, RFC 3339.
    pub time: String,
    /// Whether it was written on this device.
    pub mine: bool,
}

/// How a conflict is settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The value written on this device.
    Mine,
    /// The value written elsewhere.
    Theirs,
    /// This value, whoever wrote it.
    Value(#[ts(type = "unknown")] Value),
}

/// One step in a record's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    /// Who did it.
    pub user: String,
    /// On which device.
    pub device: String,
    /// When, by that device's clock, RFC 3339.
    pub time: String,
    /// `create`, `update`, `delete` or `restore`.
    pub kind: String,
    /// Whether the server has it yet.
    pub pending: bool,
    /// Whether it was done on this device.
    pub mine: bool,
    /// What changed.
    pub changes: Vec<FieldChange>,
}

/// One field's change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FieldChange {
    /// The field's key.
    pub field: String,
    /// The value before, null when empty.
    #[ts(type = "unknown")]
    pub before: Value,
    /// The value after, null when cleared.
    #[ts(type = "unknown")]
    pub after: Value,
}

/// What a form shows for the values typed so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct FormState {
    /// Everything wrong with the values.
    pub problems: Vec<crate::error::Problem>,
    /// Fields whose condition hides them now.
    pub hidden: Vec<String>,
    /// Fields that must be filled now.
    pub required: Vec<String>,
    /// Fields this person may not change.
    pub read_only: Vec<String>,
    /// Values of computed fields.
    #[ts(type = "Record<string, unknown>")]
    pub computed: Fields,
    /// What a new record starts with; empty for one that exists.
    #[ts(type = "Record<string, unknown>")]
    pub defaults: Fields,
}

/// A record found by a search over all types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hit {
    /// The record's id.
    pub id: String,
    /// Its type.
    pub record_type: String,
    /// Its title.
    pub title: String,
}
