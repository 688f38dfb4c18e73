//! Copies of a server's data, and bringing one into use.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::blobs::{BlobFolder, sync_folder};
use crate::error::{LogError, Result};
use crate::keys::key_file;
use crate::place::Place;
use crate::table::meta;
use crate::tenant::Tenant;
use crate::tenants::Tenants;

/// Copies every database with its key to the same place under `to`, each as of one moment, and the attached files;
/// gives what was made.
///
/// The master key is copied when it is in the data directory. The list of tenants is copied last: a tenant in the
/// copied list has its file there.
pub fn backup(tenants: &Tenants, to: &Path) -> Result<Vec<PathBuf>> {
    let from = tenants.place();
    let mut copies = Vec::new();
    for file in tenants.files()?.iter().rev() {
        let copy = to.join(inside(file, from.directory()));
        if copy.exists() {
            return Err(LogError::Exists {
                what: "file",
                name: copy.display().to_string(),
            });
        }
        copy_key(&key_file(file), &key_file(&copy))?;
        let key = tenants.keys().key_of(file)?;
        key.open(file)?
            .execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        mark(&key.open(&copy)?)?;
        // After the database: every file that the copy knows of is there by now.
        copies.extend(BlobFolder::beside(file, &key).copy(&BlobFolder::beside(&copy, &key))?);
        copies.extend([key_file(&copy), copy]);
    }
    if from.holds_master_key() {
        let copy = Place::from(to).master_key();
        copy_key(&from.master_key(), &copy)?;
        copies.push(copy);
    }
    Ok(copies)
}

/// Marks a copy of a tenant as one, so that nobody serves it as if nothing had been lost since.
fn mark(copy: &Connection) -> Result<()> {
    let has_meta = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'meta')";
    if copy.query_row(has_meta, [], |row| row.get(0))? {
        meta::set(copy, meta::BACKUP, "1")?;
    }
    Ok(())
}

/// A tenant that was restored, and the epoch its log began.
pub type Restored = (String, u32);

/// Brings a backup into use at `to`, where there is no data yet; gives the tenants.
///
/// Every log begins a new epoch: devices learn of it with their next pull and offer what the backup does not have.
/// A backup without a master key needs the one of `to`.
pub fn restore(from: &Path, to: impl Into<Place>, now_ms: i64) -> Result<Vec<Restored>> {
    let to = to.into();
    let target = to.list();
    if target.exists() {
        return Err(LogError::Exists {
            what: "data directory",
            name: to.directory().display().to_string(),
        });
    }
    let own = Place::from(from);
    if own.holds_master_key() {
        copy_key(&own.master_key(), &to.master_key())?;
    }
    let backup = Tenants::open_existing(to.moved_to(from))?;
    let mut restored = Vec::new();
    // The list of tenants comes last: a restore that broke off is no server.
    for file in backup.files()?.iter().rev() {
        let copy = to.directory().join(inside(file, from));
        copy_key(&key_file(file), &key_file(&copy))?;
        copy_file(file, &copy)?;
        let key = backup.keys().key_of(file)?;
        BlobFolder::beside(file, &key).copy(&BlobFolder::beside(&copy, &key))?;
        if copy != target {
            let tenant = copy.file_stem().unwrap_or_default().to_string_lossy();
            let epoch = Tenant::restore(&Tenant::database(&copy, key)?, now_ms)?;
            restored.push((tenant.into_owned(), epoch));
        }
    }
    restored.sort();
    Ok(restored)
}

fn inside<'a>(file: &'a Path, directory: &Path) -> &'a Path {
    file.strip_prefix(directory).unwrap_or(file)
}

/// Copies a key to where no other one is.
fn copy_key(key: &Path, copy: &Path) -> Result<()> {
    let read = |path: &Path| fs::read(path).map_err(LogError::file(path));
    if copy.exists() {
        return match read(key)? == read(copy)? {
            true => Ok(()),
            false => Err(LogError::Exists {
                what: "key",
                name: copy.display().to_string(),
            }),
        };
    }
    copy_file(key, copy)
}

pub(super) fn copy_file(file: &Path, copy: &Path) -> Result<()> {
    let folder = copy.parent().unwrap_or(copy);
    let copied = fs::create_dir_all(folder)
        .and_then(|()| fs::copy(file, copy))
        .and_then(|_| fs::File::open(copy)?.sync_all())
        .and_then(|()| sync_folder(folder));
    copied.map_err(LogError::file(copy))
}
