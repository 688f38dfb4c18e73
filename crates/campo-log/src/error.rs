//! What goes wrong in the server's storage.

use std::path::Path;

use campo_document::AuthorError;
use campo_document::document::DecodeError;
use campo_model::manifest::ManifestError;
use campo_model::problem::Problem;
use campo_sqlite::SqliteError;
use campo_wire::error::ErrorCode;

use crate::enrollment::EnrollmentRefusal;

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
    /// The write-ahead log of a database is damaged: what was committed behind the damage cannot be read.
    #[error(
        "the log of {path} is damaged, and {transactions} transactions or more behind the damage with it: nothing was opened; restore a backup, or run `campo-server doctor --repair` to go on without them: devices bring back what they have"
    )]
    DamagedLog {
        /// The database.
        path: std::path::PathBuf,
        /// How many transactions are seen behind the damage.
        transactions: u64,
    },
    /// The master key of the data is not where it should be.
    #[error(
        "there is no master key at {0}: put back the file that was made with the data, or say with the setting key-file where it is"
    )]
    NoMasterKey(std::path::PathBuf),
    /// A key is damaged, or not of this data.
    #[error(
        "{0} is damaged, or its master key is another: put back the file that belongs to this data"
    )]
    BadKey(std::path::PathBuf),
    /// A stored document cannot be read.
    #[error("a stored document cannot be read; run `campo-server doctor`")]
    Document(#[from] DecodeError),
    /// A stored text document is not readable.
    #[error("a stored text is damaged: restore the tenant from a backup")]
    Text(#[from] campo_document::TextError),
    /// A stored entry or verdict cannot be read or written.
    #[error("a stored entry cannot be read; run `campo-server doctor`")]
    Entry(#[from] postcard::Error),
    /// The server's own edit of a record cannot be made.
    #[error("the server cannot write into a record: run `campo-server doctor`")]
    ServerEdit(#[source] AuthorError),
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
    /// The new password is too short or too easy to guess.
    #[error("the password is too easy to guess: {0}")]
    WeakPassword(String),
    /// User, password or tenant is wrong; which of them is not said.
    #[error("user, password or tenant is wrong")]
    WrongCredentials,
    /// The password is right, and the person signs in with a second factor.
    #[error("a code of the authenticator app is needed")]
    CodeNeeded,
    /// The code is not one of the second factor, or was used before.
    #[error("the code is wrong or was used before: wait for the next one")]
    WrongCode,
    /// A code to enroll a device signs nobody in.
    #[error(transparent)]
    Enrollment(#[from] EnrollmentRefusal),
    /// A secret cannot be made into an address for authenticator apps.
    #[error("the second factor cannot be offered")]
    Totp(#[source] totp_rs::TotpError),
    /// The token is unknown, has expired or was revoked.
    #[error("the session has ended: sign in again")]
    SignedOut,
    /// The device was revoked.
    #[error("this device was revoked: ask an administrator")]
    Revoked,
    /// The device has destroyed what it held.
    #[error("device {0} has destroyed its data: sign in on it anew")]
    Wiped(campo_model::id::DeviceTag),
    /// Too much work of the device waits for a decision.
    #[error(
        "too much work of this device waits for the office: it stays on the device until some of it is decided on"
    )]
    QuarantineFull,
    /// The file is a copy that `campo-server backup` made.
    #[error(
        "this is a backup: bring it into use with `campo-server restore`, so that devices learn of it"
    )]
    IsBackup,
    /// A block of old edits cannot be packed or unpacked.
    #[error("a block of old edits cannot be read: restore the tenant from a backup")]
    Archive(#[source] std::io::Error),
    /// What was tried was only tried.
    #[error("a trial was undone")]
    Undone,
    /// The tenant's signing key cannot be read.
    #[error("the tenant's signing key cannot be read: restore the tenant from a backup")]
    SigningKey,
    /// The caller's roles do not allow it.
    #[error("your role does not allow {0}; ask a manager")]
    Forbidden(&'static str),
    /// The request names another device than the session's.
    #[error("the request is not from the signed-in device: sign in again")]
    ForeignDevice,
    /// The edits are not numbered one after the other.
    #[error("the edits of the request are not numbered one after the other")]
    Malformed,
    /// The tenant has as many of something as it may.
    #[error(
        "there are {limit} {what} already, as many as there may be here: ask whoever runs the server for more"
    )]
    LimitReached {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: u64,
    },
    /// A file is larger than the tenant's files may be.
    #[error(
        "the file has {size} bytes and files here may have {limit}: ask a manager, or attach a smaller one"
    )]
    FileTooLarge {
        /// Its bytes.
        size: u64,
        /// The most a file may have.
        limit: u64,
    },
    /// The tenant's storage for files is used up.
    #[error("the storage for files is used up ({used} of {limit} bytes): ask a manager for more")]
    StorageUsedUp {
        /// Bytes in use.
        used: u64,
        /// The most there may be.
        limit: u64,
    },
    /// The bytes of a file are not those of its hash.
    #[error("the bytes are not those of the file: send them again from the start")]
    WrongBytes,
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
    /// Says of a failure which file it is about.
    pub(crate) fn file(path: &Path) -> impl Fn(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            path: path.clone(),
            source,
        }
    }

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
            Self::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                Some(ErrorCode::DiskFull)
            }
            Self::Sqlite(SqliteError::Corrupt { .. } | SqliteError::WrongKey { .. }) => {
                Some(ErrorCode::Storage)
            }
            Self::DamagedLog { .. } => Some(ErrorCode::Storage),
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
