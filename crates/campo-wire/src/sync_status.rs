//! How much of the work is on the server, and what waits.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::blob::BlobCounts;

/// Where in the tenant's log this device is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS,
)]
pub struct Cursor {
    /// The log's epoch: rises when the server was restored from a backup.
    pub epoch: u32,
    /// Everything up to this entry has been applied.
    #[ts(type = "number")]
    pub seq: u64,
}

/// What the background sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncActivity {
    /// Connected and nothing to do.
    Idle,
    /// Sending or receiving.
    Syncing,
    /// The server cannot be reached; it is tried again by itself.
    Offline,
    /// A person must act: refused work, or sign in again.
    Attention,
}

/// The accounting of this device's edits. Every edit ever made here is in exactly one of `pending`,
/// `sent`, `accepted`, `refused` and `quarantined`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SyncStatus {
    /// The server's address.
    pub server: String,
    /// The tenant's key.
    pub tenant: String,
    /// The signed-in person's name at sign-in.
    pub user: String,
    /// This device's tag.
    pub device: String,
    /// How far this device has applied the tenant's log.
    pub cursor: Cursor,
    /// Edits made here and not yet sent.
    #[ts(type = "number")]
    pub pending: u64,
    /// Edits sent whose verdict is not known yet.
    #[ts(type = "number")]
    pub sent: u64,
    /// Edits on the server.
    #[ts(type = "number")]
    pub accepted: u64,
    /// Edits the server refused, kept here with the reason.
    #[ts(type = "number")]
    pub refused: u64,
    /// Edits set aside for the office to decide on.
    #[ts(type = "number")]
    pub quarantined: u64,
    /// Fields with conflicting values, and deletions that met edits.
    #[ts(type = "number")]
    pub conflicts: u64,
    /// When the server was last fully caught up with, RFC 3339.
    pub last_sync: Option<String>,
    /// Files that wait to be sent or fetched.
    #[serde(default)]
    pub blobs: BlobCounts,
    /// What is going on now.
    pub activity: SyncActivity,
    /// How far the first synchronization is, 0 to 1, while it lasts.
    pub first_sync: Option<f64>,
    /// What went wrong last, for people, while it still matters.
    pub trouble: Option<String>,
    /// What became of a database that was damaged, until somebody has seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub damage: Option<Damage>,
    /// The verdicts so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub receipts: Option<Receipts>,
}

/// A database of this device that was damaged, set aside and made anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Damage {
    /// When it was noticed, RFC 3339.
    pub at: String,
    /// What was damaged.
    pub part: DamagedPart,
    /// The folder with what was set aside.
    pub folder: String,
    /// Edits not at the server that were taken over.
    #[ts(type = "number")]
    pub recovered: u64,
    /// Edits not at the server that could not be read; absent where not even their number could.
    #[ts(type = "number | null")]
    pub unreadable: Option<u64>,
    /// Attached files set aside because nothing says any more what they are.
    #[ts(type = "number")]
    pub files: u64,
}

/// What of a database was damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DamagedPart {
    /// The log of its last transactions: the database went on without the end of it.
    Log,
    /// The database: it was made anew and is filled by the server.
    Database,
}

impl Damage {
    /// For people.
    pub fn message(&self) -> String {
        let what = match self.part {
            DamagedPart::Log => {
                "the end of this device's database was damaged: what was before it is shown, and the next exchange brings the rest"
            }
            DamagedPart::Database => {
                "this device's database was damaged and was made anew: the next exchange brings the records"
            }
        };
        let unreadable = match self.unreadable {
            Some(0) => String::new(),
            Some(count) => format!(", {count} could not be read"),
            None => ", others may not have been readable".to_owned(),
        };
        let files = match self.files {
            0 => String::new(),
            count => format!("; {count} attached files could not be told apart"),
        };
        format!(
            "{what}; edits not at the server: {} taken over{unreadable}{files}; set aside in {}",
            self.recovered, self.folder
        )
    }
}

/// What the server said on each numbered edit of this device, as the device keeps it: the server's books say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Receipts {
    /// Edits with a verdict; each is in exactly one of the others.
    #[ts(type = "number")]
    pub received: u64,
    /// In the log, without a conflict.
    #[ts(type = "number")]
    pub accepted: u64,
    /// In the log, and met a concurrent edit.
    #[ts(type = "number")]
    pub accepted_with_conflict: u64,
    /// Refused, those sent again later included.
    #[ts(type = "number")]
    pub refused: u64,
    /// Set aside for the office.
    #[ts(type = "number")]
    pub quarantined: u64,
    /// Made anew under another number.
    #[ts(type = "number")]
    pub rebased: u64,
    /// The chain over them, in hexadecimal digits.
    pub chain: String,
}

/// One local edit that is not plainly on the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OutboxItem {
    /// The edit's id, `device:number`.
    pub edit: String,
    /// The record edited.
    pub record: String,
    /// Its type.
    pub record_type: String,
    /// Its title as shown now.
    pub title: String,
    /// `create`, `update`, `delete` or `restore`.
    pub kind: String,
    /// The fields touched.
    pub fields: Vec<String>,
    /// Where it is.
    pub state: EditState,
    /// The stable code of a refusal, as `forbidden`.
    pub code: Option<String>,
    /// Why it was refused or set aside, in the server's words.
    pub reason: Option<String>,
    /// When it was made on this device, RFC 3339.
    pub at: String,
}

/// The one state an edit of this device is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EditState {
    /// Made here, not yet sent.
    Local,
    /// Sent, verdict unknown.
    Sent,
    /// On the server.
    Accepted,
    /// On the server, and in conflict with somebody else's edit.
    AcceptedWithConflict,
    /// Refused by the server; kept here.
    Refused,
    /// Set aside at the server for the office to decide on.
    Quarantined,
}
