//! The home: the folder on this device that holds everything Campo keeps.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use campo_wire::session::Notice;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::vault;

/// A home folder.
#[derive(Debug, Clone)]
pub struct Home {
    dir: PathBuf,
}

/// What is left of a destroyed home until the server was told.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Receipt {
    /// The server and the token to report with.
    to: Option<(String, String)>,
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

    /// The folder of encrypted files beside it.
    pub fn blobs(&self) -> PathBuf {
        self.dir.join("blobs")
    }

    /// Where the wrapped database key, or the name of its keyring entry, is kept.
    pub fn vault(&self) -> PathBuf {
        self.dir.join("vault.json")
    }

    /// The database key sealed by a key of the server's.
    pub fn deposit(&self) -> PathBuf {
        self.dir.join("deposit.json")
    }

    /// Destroys what this home holds: the key first, then everything else. What is needed to report it stays until then.
    pub fn destroy(&self, to: Option<&(String, String)>) -> Result<(), AppError> {
        let failed = |source| AppError::File {
            path: self.dir.display().to_string(),
            source,
        };
        if self.vault().exists() {
            vault::forget(&self.vault())?;
        }
        let receipt = Receipt { to: to.cloned() };
        let text = serde_json::to_string(&receipt).unwrap_or_default();
        fs::write(self.wiped(), text).map_err(failed)?;
        for entry in fs::read_dir(&self.dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let stays = path == self.wiped() || path.extension().is_some_and(|kind| kind == "lock");
            if path.is_dir() {
                fs::remove_dir_all(&path).map_err(failed)?;
            } else if !stays {
                fs::remove_file(&path).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Why nobody is signed in here, if there is something to say.
    pub fn notice(&self) -> Option<Notice> {
        if vault::locked_device(&self.vault()).is_some() {
            return Some(Notice::LeaseOver);
        }
        (self.wiped().exists() && !self.is_made()).then_some(Notice::Wiped)
    }

    /// Whom a destruction must still be reported to: server and token.
    pub fn receipt(&self) -> Option<(String, String)> {
        let text = fs::read_to_string(self.wiped()).ok()?;
        serde_json::from_str::<Receipt>(&text).ok()?.to
    }

    /// The destruction was reported.
    pub fn forget_receipt(&self) {
        let nothing = serde_json::to_string(&Receipt::default()).unwrap_or_default();
        // The token is of no use any more; that it happened stays to be shown.
        let _ = fs::write(self.wiped(), nothing);
    }

    fn wiped(&self) -> PathBuf {
        self.dir.join("wiped.json")
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
        self.lock("sync.lock")
    }

    /// The right to move files between this home and the server, apart from synchronizing: files take longer.
    pub fn blob_lock(&self) -> io::Result<Option<SyncLock>> {
        self.lock("blobs.lock")
    }

    fn lock(&self, name: &str) -> io::Result<Option<SyncLock>> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.dir.join(name))?;
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
