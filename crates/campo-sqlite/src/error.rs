//! What goes wrong with a database file, sorted by what the person can do about it.

use rusqlite::ErrorCode;

/// A failure of SQLite. The transaction it happened in is undone.
#[derive(Debug, thiserror::Error)]
pub enum SqliteError {
    /// The key is not the one the file was made with, or the file is no database of ours.
    #[error("the database cannot be opened: the key is wrong or the file is not a database")]
    WrongKey {
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The disk is full; nothing was saved.
    #[error("the disk is full: free some space and try again; nothing was saved")]
    DiskFull {
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is damaged.
    #[error(
        "the database is damaged: a device makes it anew when Campo is opened again; a server is restored from a backup"
    )]
    Corrupt {
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// Another process held the file for too long.
    #[error("the database is in use by another process: try again")]
    Busy {
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The file was written by a newer version.
    #[error("the database has version {found} and this program knows {known}: update the program")]
    TooNew {
        /// The version of the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The file cannot be read or written.
    #[error("the database file cannot be read or written")]
    Io {
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The SQLite linked is older than the oldest without known faults in the write-ahead log.
    #[error("SQLite {found} is too old, 3.51.3 or later is needed: rebuild with the bundled one")]
    OldSqlite {
        /// The version linked.
        found: &'static str,
    },
    /// A record type cannot be made a table.
    #[error(transparent)]
    Table(#[from] campo_query::table::TableError),
    /// A list cannot be made from what was asked for.
    #[error(transparent)]
    List(#[from] campo_query::list::ListError),
    /// No type of the registry has this key.
    #[error("no installed module has the record type {0}")]
    UnknownType(campo_model::id::TypeKey),
    /// A statement failed for another reason.
    #[error("the database refused a statement")]
    Statement {
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
}

impl SqliteError {
    /// Whether the file itself is at fault: damaged, or not readable under its key at all.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Corrupt { .. } | Self::WrongKey { .. })
    }
}

impl From<rusqlite::Error> for SqliteError {
    fn from(source: rusqlite::Error) -> Self {
        // A full disk shows first where the shared memory of the log cannot grow.
        let shared_memory = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
        let extended = source.sqlite_error().map(|error| error.extended_code);
        match source.sqlite_error_code() {
            _ if extended == Some(shared_memory) => Self::DiskFull { source },
            Some(ErrorCode::NotADatabase) => Self::WrongKey { source },
            Some(ErrorCode::DiskFull) => Self::DiskFull { source },
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt { source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { source },
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => Self::Io { source },
            _ => Self::Statement { source },
        }
    }
}
