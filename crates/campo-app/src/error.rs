//! From every layer's failure to the one error the UI and the command line see.

use std::io::ErrorKind::StorageFull;

use campo_sqlite::SqliteError;
use campo_store::{BlobError, StoreError};
use campo_wire::error::{ErrorCode, Problem, WireError};

use crate::capture::CaptureError;
use crate::remote::RemoteError;
use crate::vault::VaultError;

/// Why a use case was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The device's database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database key.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The server.
    #[error("the server did not do it")]
    Remote(RemoteError),
    /// A picture, a page or a code.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// A refusal of our own, ready to be shown.
    #[error(transparent)]
    Refused(#[from] WireError),
    /// A file that cannot be read or written.
    #[error("{path} cannot be used")]
    File {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl AppError {
    /// A refusal with a code and a text.
    pub fn refused(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::Refused(WireError::new(code, message))
    }

    /// A refusal because of some fields' values.
    pub fn invalid(problems: Vec<Problem>) -> Self {
        let texts: Vec<String> = problems
            .iter()
            .map(|p| format!("{}: {}", p.field, p.text("pt-BR")))
            .collect();
        let message = format!("nothing was saved; {}", texts.join("; "));
        Self::Refused(WireError {
            code: ErrorCode::Invalid,
            message,
            problems,
        })
    }

    /// The error as the UI and the command line see it.
    pub fn into_wire(self) -> WireError {
        match self {
            Self::Refused(error) => error,
            Self::Remote(error) => error.into_wire(),
            Self::Vault(error) => WireError::new(vault_code(&error), with_cause(&error)),
            Self::Capture(error) => WireError::new(error.code(), with_cause(&error)),
            Self::Store(error) => store_error(&error),
            Self::File { .. } => WireError::new(ErrorCode::Storage, with_cause(&self)),
        }
    }
}

fn vault_code(error: &VaultError) -> ErrorCode {
    match error {
        VaultError::NoKeystore(_) => ErrorCode::NoKeystore,
        VaultError::PassphraseNeeded | VaultError::PinNeeded => ErrorCode::Locked,
        VaultError::WrongPassphrase => ErrorCode::WrongCredentials,
        VaultError::WrongPin(_) => ErrorCode::WrongPin,
        VaultError::WeakPin(_) => ErrorCode::WeakPassword,
        VaultError::PinMustWait { .. } => ErrorCode::Busy,
        VaultError::NoPin | VaultError::PinNeedsKeyring => ErrorCode::BadRequest,
        VaultError::NoDeposit => ErrorCode::Offline,
        VaultError::LeaseOver | VaultError::PinTriesOver => ErrorCode::SignedOut,
        VaultError::Keyring(_)
        | VaultError::Damaged
        | VaultError::Io(_)
        | VaultError::Random(_) => ErrorCode::Storage,
    }
}

fn store_error(error: &StoreError) -> WireError {
    let code = match error {
        StoreError::Sqlite(SqliteError::DiskFull { .. }) => ErrorCode::DiskFull,
        StoreError::Blob(BlobError::File { source, .. }) if source.kind() == StorageFull => {
            ErrorCode::DiskFull
        }
        StoreError::Blob(_) => ErrorCode::Storage,
        StoreError::Sqlite(SqliteError::UnknownType(_)) => ErrorCode::UnknownType,
        StoreError::Sqlite(SqliteError::List(_)) => ErrorCode::BadRequest,
        StoreError::Sqlite(_) | StoreError::Damaged { .. } | StoreError::Apply(_) => {
            ErrorCode::Storage
        }
        StoreError::NoRecord(_) => ErrorCode::NotFound,
        StoreError::UnknownType(_) => ErrorCode::UnknownType,
        StoreError::SignedOut => ErrorCode::SignedOut,
        StoreError::Exists(_)
        | StoreError::NotOpen(_)
        | StoreError::Erased(_)
        | StoreError::Plan(_)
        | StoreError::Author(_) => ErrorCode::BadRequest,
    };
    WireError::new(code, with_cause(error))
}

/// The message with what caused it.
fn with_cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
