//! Changing many records at once, and taking it back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::record::Fields;

/// Does several edits in one transaction; one that is refused does not stop the others.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct BulkEdit {
    /// What to do, at most 500 edits.
    pub edits: Vec<RecordEdit>,
}

/// One edit of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordEdit {
    /// Changes some fields, as `update_record` does.
    Update {
        /// The record.
        id: String,
        /// The fields to change.
        #[ts(type = "Record<string, unknown>")]
        fields: Fields,
    },
    /// Deletes the record; it can be restored.
    Delete {
        /// The record.
        id: String,
    },
    /// Brings a deleted record back.
    Restore {
        /// The record.
        id: String,
    },
}

/// What became of several edits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct BulkOutcome {
    /// How many records are different now.
    pub changed: u32,
    /// The edits that take this back, last first. A step of a life cycle that has no way back is refused when tried.
    pub undo: Vec<RecordEdit>,
    /// The edits that were refused.
    pub refused: Vec<RefusedEdit>,
}

/// An edit that was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedEdit {
    /// The record.
    pub id: String,
    /// Its title; empty when it is not on this device.
    pub title: String,
    /// What happened and what to do.
    pub message: String,
    /// The fields concerned, if any.
    pub problems: Vec<crate::error::Problem>,
}
