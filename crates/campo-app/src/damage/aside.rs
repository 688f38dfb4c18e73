//! The folder with a copy of a damaged database, and how the database is made anew from it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use campo_sqlite::wal;
use campo_store::{BlobFiles, Salvage, Store, StoreError, Taken};
use campo_wire::sync_status::{Damage, DamagedPart};
use serde::{Deserialize, Serialize};

use super::failure;
use crate::app::now_ms;
use crate::error::AppError;
use crate::home::{Home, replace, sync_folder};
use crate::json::rfc3339;
use crate::vault;

const REPORT: &str = "report.json";
const NAME: &str = "damaged-";
const DATABASE: &str = "campo.sqlite";

/// A folder with a copy of a damaged database.
pub(super) struct Aside {
    folder: PathBuf,
    report: Report,
}

/// What is noted of it there.
#[derive(Serialize, Deserialize)]
struct Report {
    /// Whether what can be read is in the database that is used now.
    done: bool,
    damage: Damage,
}

impl Aside {
    /// Copies the database and its log, and notes that it was not made anew yet.
    pub(super) fn make(home: &Home, part: DamagedPart) -> Result<Self, AppError> {
        let at = rfc3339(now_ms());
        let folder = home
            .folder()
            .join(format!("{NAME}{}", at.replace(':', "-")));
        let making = folder.with_extension("part");
        copy_database(&home.database(), &making).map_err(failure(&making))?;
        let damage = Damage {
            at,
            part,
            folder: folder.display().to_string(),
            recovered: 0,
            unreadable: None,
            files: 0,
        };
        let done = false;
        let aside = Self {
            folder,
            report: Report { done, damage },
        };
        aside.note(&making)?;
        fs::rename(&making, &aside.folder)
            .and_then(|()| sync_folder(home.folder()))
            .map_err(failure(&aside.folder))?;
        Ok(aside)
    }

    /// One whose database was not made anew because the process was killed.
    pub(super) fn unfinished(home: &Home) -> Option<Self> {
        let aside = all(home).pop()?;
        (!aside.report.done).then_some(aside)
    }

    /// What became of the database, once that is decided.
    pub(super) fn damage(self) -> Option<Damage> {
        self.report.done.then_some(self.report.damage)
    }

    /// Removes it, unless its database was not made anew yet.
    pub(super) fn forget(self) {
        if self.report.done
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            tracing::warn!(%error, "what was set aside cannot be removed");
        }
    }

    fn note(&self, folder: &Path) -> Result<(), AppError> {
        let text = serde_json::to_string(&self.report).unwrap_or_default();
        replace(&folder.join(REPORT), &text).map_err(failure(folder))
    }

    /// Puts what can be read into the database that goes on, or into a new one.
    pub(super) fn finish(mut self, home: &Home, key: &[u8; 32]) -> Result<Damage, AppError> {
        let salvage = self.read(key).map_err(failure(&self.folder))?;
        let taken = match self.report.damage.part {
            DamagedPart::Log => self.go_on(home, key, &salvage),
            DamagedPart::Database => self.replace(home, key, &salvage),
        };
        let (taken, files) = match taken {
            // What was before the damage of the log is damaged itself.
            Err(AppError::Store(error)) if error.is_damage() => {
                self.report.damage.part = DamagedPart::Database;
                self.replace(home, key, &salvage)?
            }
            taken => taken?,
        };
        let damage = &mut self.report.damage;
        (damage.recovered, damage.unreadable, damage.files) =
            (taken.edits, taken.unreadable, files);
        self.report.done = true;
        self.note(&self.folder)?;
        home.trust();
        tracing::warn!(folder = %self.folder.display(), "the database was damaged");
        Ok(self.report.damage)
    }

    /// Reads a copy of the copy: reading leaves marks.
    fn read(&self, key: &[u8; 32]) -> io::Result<Salvage> {
        let reading = self.folder.join("reading");
        copy_database(&self.folder.join(DATABASE), &reading)?;
        let copy = reading.join(DATABASE);
        if let Some(damage) = wal::find_damage(&copy)? {
            wal::reseal(&copy, damage)?;
        }
        let salvage = Salvage::read(&copy, key);
        fs::remove_dir_all(reading)?;
        Ok(salvage)
    }

    fn go_on(
        &self,
        home: &Home,
        key: &[u8; 32],
        salvage: &Salvage,
    ) -> Result<(Taken, u64), AppError> {
        self.take(home, &mut Store::open(&home.database(), key)?, key, salvage)
    }

    /// Makes a database beside the damaged one and puts it in its place.
    fn replace(
        &self,
        home: &Home,
        key: &[u8; 32],
        salvage: &Salvage,
    ) -> Result<(Taken, u64), AppError> {
        let database = home.database();
        let new = database.with_extension("new");
        let failed = || failure(&new);
        remove_logs(&new).map_err(failed())?;
        remove(&new).map_err(failed())?;
        let mut store = Store::open(&new, key)?;
        let taken = self.take(home, &mut store, key, salvage)?;
        drop(store);
        File::open(&new)
            .and_then(|file| file.sync_all())
            .map_err(failed())?;
        // Its log would be taken for one of the new database. What was in it is in the folder.
        remove_logs(&database).map_err(failed())?;
        fs::rename(&new, &database)
            .and_then(|()| sync_folder(home.folder()))
            .map_err(failed())?;
        Ok(taken)
    }

    fn take(
        &self,
        home: &Home,
        store: &mut Store,
        key: &[u8; 32],
        salvage: &Salvage,
    ) -> Result<(Taken, u64), AppError> {
        let random = vault::random().map_err(vault::VaultError::Random)?;
        let taken = store.take_in(salvage, *random)?;
        let blobs = BlobFiles::open(&home.blobs(), key).map_err(StoreError::from)?;
        let files = blobs.set_aside(store, &self.folder.join("blobs"))?;
        Ok((taken, files))
    }
}

/// Every folder with a damaged database, the oldest first.
pub(super) fn all(home: &Home) -> Vec<Aside> {
    let listing = fs::read_dir(home.folder());
    let folders = listing
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let is_aside = |folder: &PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(NAME) && !name.ends_with(".part")
    };
    let mut found: Vec<Aside> = folders.filter(is_aside).filter_map(read).collect();
    found.sort_by(|one, other| one.folder.cmp(&other.folder));
    found
}

fn read(folder: PathBuf) -> Option<Aside> {
    let text = fs::read_to_string(folder.join(REPORT)).ok()?;
    let report = serde_json::from_str(&text).ok()?;
    Some(Aside { folder, report })
}

/// Copies a database with its log into a folder, for good.
fn copy_database(database: &Path, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let copy = folder.join(DATABASE);
    for (from, to) in [
        (database.to_owned(), copy.clone()),
        (wal::log_of(database), wal::log_of(&copy)),
    ] {
        if from.exists() {
            fs::copy(&from, &to)?;
            File::open(&to)?.sync_all()?;
        }
    }
    sync_folder(folder)
}

/// Removes the files that SQLite keeps beside a database.
fn remove_logs(database: &Path) -> io::Result<()> {
    remove(&wal::log_of(database))?;
    let mut shared_memory = database.as_os_str().to_owned();
    shared_memory.push("-shm");
    remove(Path::new(&shared_memory))
}

/// Removes a file, if it is there.
fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
