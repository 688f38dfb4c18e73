//! The device's encrypted SQLite: documents, edits, projections, outbox.
//!
//! The truth is in two places: the *confirmed* documents, which say what the server's log says, and the *edits*
//! made here. A *current* document is the confirmed one with the edits on top that are not in the log yet; it and
//! the projections can be rebuilt at any time. Every write commits edit, document, projection and search row in one
//! transaction, so a process killed at any moment leaves a whole state.
//!
//! Several processes may have one home open: each write starts with an IMMEDIATE transaction and reads what it
//! changes inside it.

mod accounting;
mod apply;
mod blobs;
mod documents;
mod drafts;
mod edits;
mod epoch;
mod erasure;
mod error;
mod history;
mod idle;
mod imports;
mod meeting;
mod membership;
mod notices;
mod outbox;
mod project;
mod query;
mod rebuild;
mod receipts;
mod recordings;
mod records;
mod renewal;
mod salvage;
mod store;
mod typing;
mod verdicts;
mod write;

pub use accounting::{Counts, StoredEdit};
pub use blobs::{BlobError, BlobFiles, BlobReader, BlobRow, BlobWriter, CHUNK_BYTES, StoredBlob};
pub use drafts::StoredDraft;
pub use edits::{EditKind, EditStatus};
pub use error::StoreError;
pub use history::HistoryItem;
pub use imports::{ImportedRecord, StoredImport};
pub use meeting::Lease;
pub use membership::Membership;
pub use rebuild::Taken;
pub use recordings::{StoredRecording, StoredStretch};
pub use records::RecordState;
pub use renewal::Renewal;
pub use salvage::Salvage;
pub use store::{Store, Tx};
pub use write::Stamp;
