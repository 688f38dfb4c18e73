//! The home: the folder on this device that holds everything Campo keeps.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A home folder.
#[derive(Debug, Clone)]
pub struct Home {
    dir: PathBuf,
}

/// What sign-in remembers in clear: nothing secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LastSignIn {
    /// The server's address.
    pub server: Option<String>,
    /// The tenant's key.
    pub tenant: Option<String>,
}

impl Home {
    /// The home at `dir`, made when it is missing.
    pub fn at(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    /// The encrypted database.
    pub fn database(&self) -> PathBuf {
        self.dir.join("campo.sqlite")
    }

    /// Where the wrapped database key, or the name of its keyring entry, is kept.
    pub fn vault(&self) -> PathBuf {
        self.dir.join("vault.json")
    }

    /// What the sign-in form starts with.
    pub fn last_sign_in(&self) -> LastSignIn {
        let text = fs::read_to_string(self.dir.join("last-sign-in.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Remembers what the sign-in form starts with next time.
    pub fn remember_sign_in(&self, last: &LastSignIn) -> io::Result<()> {
        fs::write(
            self.dir.join("last-sign-in.json"),
            serde_json::to_string(last)?,
        )
    }

    /// Whether a database was made here.
    pub fn is_made(&self) -> bool {
        self.vault().exists() && self.database().exists()
    }

    /// The right to synchronize this home: one process at a time. `None` while another one has it.
    pub fn sync_lock(&self) -> io::Result<Option<SyncLock>> {
        let path = self.dir.join("sync.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SyncLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Held while this process synchronizes; the system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub struct SyncLock {
    _file: File,
}
