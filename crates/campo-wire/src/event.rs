//! What the host tells the UI unasked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::sync_status::SyncStatus;

/// Something changed; whoever shows it asks again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Records of these types changed, here or on another device. `records` names them when they are few.
    Records {
        /// Record types (`module.type`).
        types: Vec<String>,
        /// The records, or empty when there are more than fifty.
        records: Vec<String>,
    },
    /// The state of synchronization changed.
    Sync(Box<SyncStatus>),
    /// These attached files came to this device, or reached the server.
    Blobs {
        /// Their hashes.
        hashes: Vec<String>,
    },
    /// Somebody signed in or out.
    Session,
    /// Modules were installed or changed: types, views and menus may differ.
    Workspace,
}
