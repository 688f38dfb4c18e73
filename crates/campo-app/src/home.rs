//! The home: the folder on this device that holds everything Campo keeps.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use campo_store::Renewal;
use campo_wire::session::Notice;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::vault::{self, LockedFor};

/// A home folder.
#[derive(Debug, Clone)]
pub struct Home {
    dir: PathBuf,
}

/// What is left of a destroyed home until the server was told.
#[derive(Default, Serialize, Deserialize)]
struct Receipt {
    /// Whom to report to.
    to: Option<Report>,
}

/// Whom a destruction is reported to. The session is only good for that: its device was revoked.
#[derive(Clone, Serialize, Deserialize)]
pub struct Report {
    /// The server's address.
    pub server: String,
    /// The access token.
    pub token: String,
    /// What gets another one.
    pub renewal: Option<Renewal>,
}

/// What sign-in remembers in clear: nothing secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LastSignIn {
    /// The server's address.
    pub server: Option<String>,
    /// The tenant's key.
    pub tenant: Option<String>,
    /// The person's name, for the lock screen.
    #[serde(default)]
    pub name: Option<String>,
}

impl Home {
    /// The home at `dir`, made when it is missing.
    pub fn at(dir: &Path) -> io::Result<Self> {
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        // Not all in it is encrypted: who signed in where is nobody else's to read.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(dir)?;
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
    pub fn destroy(&self, to: Option<Report>) -> Result<(), AppError> {
        let failed = |source| AppError::File {
            path: self.dir.display().to_string(),
            source,
        };
        if self.vault().exists() {
            vault::forget(&self.vault())?;
        }
        self.keep_receipt(to).map_err(failed)?;
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
        match vault::locked_for(&self.vault()) {
            Some(LockedFor::LeaseOver) => return Some(Notice::LeaseOver),
            Some(LockedFor::PinTries) => return Some(Notice::PinTries),
            None => {}
        }
        (self.wiped().exists() && !self.is_made()).then_some(Notice::Wiped)
    }

    /// Keeps whom a destruction must still be reported to; that it happened stays to be shown in any case.
    pub fn keep_receipt(&self, to: Option<Report>) -> io::Result<()> {
        fs::write(self.wiped(), serde_json::to_string(&Receipt { to })?)
    }

    /// Whom a destruction must still be reported to.
    pub fn receipt(&self) -> Option<Report> {
        let text = fs::read_to_string(self.wiped()).ok()?;
        serde_json::from_str::<Receipt>(&text).ok()?.to
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

    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.dir
    }

    /// Whether a database was made here.
    pub fn is_made(&self) -> bool {
        self.vault().exists() && self.database().exists()
    }

    /// The right to synchronize this home: one process at a time. `None` while another one has it.
    pub fn sync_lock(&self) -> io::Result<Option<SyncLock>> {
        self.lock("sync.lock")
    }

    /// The right to renew the session of this home: each refresh token is good once.
    pub fn session_lock(&self) -> io::Result<Option<SyncLock>> {
        self.lock("session.lock")
    }

    /// The right to move files between this home and the server, apart from synchronizing: files take longer.
    pub fn blob_lock(&self) -> io::Result<Option<SyncLock>> {
        self.lock("blobs.lock")
    }

    fn lock(&self, name: &str) -> io::Result<Option<SyncLock>> {
        let file = self.lock_file(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SyncLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.dir.join(name))
    }
}

/// Held while this process has the database open, so that nobody exchanges the file meanwhile.
#[derive(Debug)]
pub struct Occupied {
    file: File,
    alone: bool,
}

impl Home {
    /// Waits while another process exchanges the database, and keeps others from it.
    pub fn occupy(&self) -> io::Result<Occupied> {
        let file = self.lock_file("open.lock")?;
        let alone = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => {
                file.lock_shared()?;
                false
            }
            Err(TryLockError::Error(error)) => return Err(error),
        };
        Ok(Occupied { file, alone })
    }
}

impl Occupied {
    /// Whether no other process has the database open, nor can, until it is shared.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// Lets other processes open the database too.
    pub fn share(&mut self) -> io::Result<()> {
        if self.alone {
            self.file.unlock()?;
            self.file.lock_shared()?;
            self.alone = false;
        }
        Ok(())
    }
}

/// Puts a text in the place of a file: after a power cut there is the old one or the new one, whole.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path.parent().unwrap_or(path))
}

/// Makes the names in a folder last.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(folder)?.sync_all(),
        false => Ok(()),
    }
}

/// Held while this process synchronizes; the system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub struct SyncLock {
    _file: File,
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nobody_else_looks_into_a_new_home() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("deep/home");
        Home::at(&home).unwrap();
        let mode = fs::metadata(&home).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
