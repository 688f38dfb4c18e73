//! What goes wrong in the server's storage.

use campo_document::DecodeError;
use campo_model::manifest::ManifestError;
use campo_model::problem::Problem;

/// Why something was not done. Nothing is half-done: the transaction it happened in is undone.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// No space left; reading still works.
    #[error("the server's disk is full; nothing was changed: free some space")]
    DiskFull(#[source] rusqlite::Error),
    /// The file is not a sound database any more.
    #[error("the server's database is damaged; run `campo-server doctor` and restore a backup")]
    Corrupt(#[source] rusqlite::Error),
    /// Any other failure of the database.
    #[error("the server's database failed")]
    Database(#[source] rusqlite::Error),
    /// A file or directory cannot be made or read.
    #[error("{path} cannot be used")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The shared part of the storage failed.
    #[error(transparent)]
    Storage(campo_sqlite::Error),
    /// A stored document cannot be read.
    #[error("a stored document cannot be read; run `campo-server doctor`")]
    Document(#[from] DecodeError),
    /// A stored entry or verdict cannot be read or written.
    #[error("a stored entry cannot be read; run `campo-server doctor`")]
    Entry(#[from] postcard::Error),
    /// Stored JSON cannot be read.
    #[error("stored JSON cannot be read; run `campo-server doctor`")]
    Json(#[from] serde_json::Error),
    /// A stored module cannot be read.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The modules do not fit together.
    #[error("the module cannot be installed: {}", problem_list(.0))]
    Modules(Vec<Problem>),
    /// The password cannot be hashed.
    #[error("the password cannot be used: {0}")]
    Password(argon2::password_hash::Error),
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    Random(getrandom::Error),
    /// What was asked for is not there.
    #[error("there is no {what} `{name}`")]
    Missing {
        /// The kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// What should be made is there already.
    #[error("the {what} `{name}` exists already")]
    Exists {
        /// The kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A name or value that cannot be taken.
    #[error("`{value}` cannot be {what}")]
    Unfit {
        /// What it should have been.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// User, password or tenant is wrong; which of them is not said.
    #[error("user, password or tenant is wrong")]
    WrongCredentials,
    /// The token is unknown, has expired or was revoked.
    #[error("the session has ended: sign in again")]
    SignedOut,
    /// The request names another device than the session's.
    #[error("the request is not from the signed-in device: sign in again")]
    ForeignDevice,
    /// The request is too large to be honest.
    #[error("the request has {found} edits, at most {limit} are taken at once")]
    TooLarge {
        /// How many it has.
        found: usize,
        /// How many are taken.
        limit: usize,
    },
}

fn problem_list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl LogError {
    /// Something asked for by name that is not there.
    pub(crate) fn missing(what: &'static str, name: impl ToString) -> Self {
        Self::Missing { what, name: name.to_string() }
    }
}

impl From<rusqlite::Error> for LogError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull(error),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error),
            _ => Self::Database(error),
        }
    }
}

impl From<getrandom::Error> for LogError {
    fn from(error: getrandom::Error) -> Self {
        Self::Random(error)
    }
}

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, LogError>;
