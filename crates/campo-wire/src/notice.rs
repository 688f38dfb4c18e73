//! What concerns the signed-in person, gathered from what is on the device.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All notices of the last weeks, and which were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Notices {
    /// The newest first.
    pub notices: Vec<InboxNotice>,
    /// The ids of those that were read on this device, also of others than these.
    pub read: Vec<String>,
}

/// Something that concerns a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InboxNotice {
    /// Tells it from all others; the same each time it is asked for.
    pub id: String,
    /// What happened.
    pub kind: NoticeKind,
    /// The record it is about.
    pub record: String,
    /// The type of that record.
    pub record_type: String,
    /// The title of that record.
    pub title: String,
    /// The field it is about, or empty.
    pub field: String,
    /// The id of who did it; empty when that is nobody.
    pub by: String,
    /// What was written, or why; empty when there is nothing to say.
    pub text: String,
    /// When, RFC 3339.
    pub at: String,
}

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Somebody named this person in a field of a record.
    Assigned,
    /// Somebody named this person in a comment.
    Mention,
    /// Somebody commented on a record of this person, or after them.
    Comment,
    /// Somebody wrote this person a message.
    Message,
    /// The server did not take an edit of this device.
    Refused,
    /// Somebody else changed what this person changed too.
    Conflict,
}

/// Marks notices as read, or as not read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MarkNotices {
    /// Their ids, at most 1000.
    pub ids: Vec<String>,
    /// Whether they are read from now on.
    pub read: bool,
}
