//! What can go wrong in the device's database.

use campo_document::PartError;
use campo_document::fields::PlanError;
use campo_model::id::{RecordId, TypeKey};
use campo_sqlite::SqliteError;

use crate::blobs::BlobError;

/// A failure of the device's store. Whatever it is, the transaction is rolled back and nothing is half-done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error(transparent)]
    Sqlite(#[from] SqliteError),
    /// This device holds no such record.
    #[error("there is no record {0} on this device")]
    NoRecord(RecordId),
    /// A record with this id exists already.
    #[error("record {0} exists already")]
    Exists(RecordId),
    /// No installed module declares the type.
    #[error("no installed module has the record type {0}")]
    UnknownType(TypeKey),
    /// The fields cannot be turned into operations.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A change cannot be made on its document.
    #[error(transparent)]
    Author(Box<PartError>),
    /// A change does not fit the document it is for.
    #[error(transparent)]
    Apply(Box<PartError>),
    /// A stored or received value is not readable.
    #[error("{what} is not readable: the device's copy is damaged, sign in again to fetch it anew")]
    Damaged {
        /// What was being read.
        what: &'static str,
        /// Why, as far as known.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The files of blobs.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The device has no membership: nobody has signed in.
    #[error("nobody has signed in on this device")]
    SignedOut,
    /// The edit is not in a state that allows this.
    #[error("edit {0} is not waiting for a decision")]
    NotOpen(i64),
    /// What the edit writes was erased.
    #[error("what edit {0} writes was erased at the office: it can only be given up")]
    Erased(i64),
}

impl StoreError {
    /// Whether the database itself is at fault: damaged, or not readable under its key.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.is_damage())
    }

    pub(crate) fn damaged(what: &'static str) -> impl FnOnce(postcard::Error) -> Self {
        move |source| Self::Damaged {
            what,
            source: Some(Box::new(source)),
        }
    }

    /// A change that cannot be made on its document.
    pub(crate) fn author(source: impl Into<PartError>) -> Self {
        Self::Author(Box::new(source.into()))
    }

    /// A change that does not fit its document.
    pub(crate) fn apply(source: PartError) -> Self {
        Self::Apply(Box::new(source))
    }

    /// A stored or received document that cannot be read.
    pub(crate) fn unreadable(source: PartError) -> Self {
        Self::Damaged {
            what: "a document",
            source: Some(Box::new(source)),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.into())
    }
}
