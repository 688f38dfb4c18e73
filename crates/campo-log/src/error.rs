//! What goes wrong in the server's storage.

use campo_document::AuthorError;
use campo_document::document::DecodeError;
use campo_model::manifest::ManifestError;
use campo_model::problem::Problem;
use campo_sqlite::SqliteError;
use campo_wire::error::ErrorCode;

/// Why something was not done. Nothing is half-done: the transaction it happened in is undone.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The database refused or failed.
    #[error(transparent)]
    Sqlite(#[from] SqliteError),
    /// A file or directory cannot be made or read.
    #[error("{path} cannot be used")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A stored document cannot be read.
    #[error("a stored document cannot be read; run `campo-server doctor`")]
    Document(#[from] DecodeError),
    /// A stored entry or verdict cannot be read or written.
    #[error("a stored entry cannot be read; run `campo-server doctor`")]
    Entry(#[from] postcard::Error),
    /// The server's own edit of a record cannot be made.
    #[error("a running number cannot be given")]
    Number(#[source] AuthorError),
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
    /// The device was revoked.
    #[error("this device was revoked: ask an administrator")]
    Revoked,
    /// The caller's roles do not allow it.
    #[error("your role does not allow {0}; ask a manager")]
    Forbidden(&'static str),
    /// The request names another device than the session's.
    #[error("the request is not from the signed-in device: sign in again")]
    ForeignDevice,
    /// The edits are not numbered one after the other.
    #[error("the edits of the request are not numbered one after the other")]
    Malformed,
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
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

impl LogError {
    /// Something asked for by name that is not there.
    pub(crate) fn missing(what: &'static str, name: impl ToString) -> Self {
        Self::Missing {
            what,
            name: name.to_string(),
        }
    }

    /// How a client is told of a failing disk or file; `None` when it is something else.
    pub fn storage_code(&self) -> Option<ErrorCode> {
        match self {
            Self::Sqlite(SqliteError::DiskFull { .. }) => Some(ErrorCode::DiskFull),
            Self::Sqlite(SqliteError::Corrupt { .. } | SqliteError::WrongKey { .. }) => {
                Some(ErrorCode::Storage)
            }
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for LogError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.into())
    }
}

impl From<getrandom::Error> for LogError {
    fn from(error: getrandom::Error) -> Self {
        Self::Random(error)
    }
}

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, LogError>;
