//! Copies and checks of the databases of a server.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::blobs::{BlobFolder, sync_folder};
use crate::error::{LogError, Result};
use crate::table::meta;
use crate::tenant::Tenant;
use crate::tenants::{LIST as SERVER_LIST, Tenants};

/// What a check found in one file.
#[derive(Debug)]
pub struct Health {
    /// The file.
    pub file: PathBuf,
    /// What is wrong; empty when it is sound.
    pub problems: Vec<String>,
}

/// Copies every database to the same place under `to`, each as of one moment, and the attached files; gives what was made.
///
/// The list of tenants is copied last: a tenant in the copied list has its file there.
pub fn backup(tenants: &Tenants, to: &Path) -> Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for file in tenants.files()?.iter().rev() {
        let inside = file.strip_prefix(tenants.directory()).unwrap_or(file);
        let copy = to.join(inside);
        if copy.exists() {
            return Err(LogError::Exists {
                what: "file",
                name: copy.display().to_string(),
            });
        }
        let parent = copy.parent().unwrap_or(to);
        std::fs::create_dir_all(parent).map_err(|source| LogError::File {
            path: parent.to_owned(),
            source,
        })?;
        let connection = campo_sqlite::open(file, None)?;
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        mark(&copy)?;
        // After the database: every file that the copy knows of is there by now.
        copies.extend(BlobFolder::beside(file).copy(&BlobFolder::beside(&copy))?);
        copies.push(copy);
    }
    Ok(copies)
}

/// Marks a copy of a tenant as one, so that nobody serves it as if nothing had been lost since.
fn mark(copy: &Path) -> Result<()> {
    let connection = campo_sqlite::open(copy, None)?;
    let has_meta = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'meta')";
    if connection.query_row(has_meta, [], |row| row.get(0))? {
        meta::set(&connection, meta::BACKUP, "1")?;
    }
    Ok(())
}

/// A tenant that was restored, and the epoch its log began.
pub type Restored = (String, u32);

/// Brings a backup into use as the data directory `to`, where there is none yet; gives the tenants.
///
/// Every log begins a new epoch: devices learn of it with their next pull and offer what the backup does not have.
pub fn restore(from: &Path, to: &Path, now_ms: i64) -> Result<Vec<Restored>> {
    let backup = Tenants::open_existing(from)?;
    let target = to.join(SERVER_LIST);
    if target.exists() {
        return Err(LogError::Exists {
            what: "data directory",
            name: to.display().to_string(),
        });
    }
    let mut restored = Vec::new();
    // The list of tenants comes last: a restore that broke off is no server.
    for file in backup.files()?.iter().rev() {
        let copy = to.join(file.strip_prefix(from).unwrap_or(file));
        copy_file(file, &copy)?;
        BlobFolder::beside(file).copy(&BlobFolder::beside(&copy))?;
        if copy != target {
            let key = copy.file_stem().unwrap_or_default().to_string_lossy();
            restored.push((key.into_owned(), Tenant::restore(&copy, now_ms)?));
        }
    }
    restored.sort();
    Ok(restored)
}

fn copy_file(file: &Path, copy: &Path) -> Result<()> {
    let failed = |source| LogError::File {
        path: copy.to_owned(),
        source,
    };
    let folder = copy.parent().unwrap_or(copy);
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::copy(file, copy).map_err(failed)?;
    let written = std::fs::File::open(copy).map_err(failed)?;
    written.sync_all().map_err(failed)?;
    sync_folder(folder).map_err(failed)
}

/// Makes what can be made anew: the projections.
pub fn repair(tenants: &Tenants) -> Result<()> {
    for entry in tenants.list()? {
        tenants.get(&entry.key)?.rebuild_projections()?;
    }
    Ok(())
}

/// Checks every database: pages, indexes and foreign keys, as SQLite sees them; every attached file by its
/// hash; and that chains, documents and lists are what the log says.
pub fn doctor(tenants: &Tenants) -> Result<Vec<Health>> {
    let files = tenants.files()?.into_iter();
    let mut health: Vec<Health> = files
        .map(|file| Health {
            problems: check(&file),
            file,
        })
        .collect();
    for entry in tenants.list()? {
        // A database that does not open is in the list already.
        if let Ok(tenant) = tenants.get(&entry.key) {
            health.extend(tenant.unsound_blobs()?);
            let found = tenant.examine();
            let found = found.unwrap_or_else(|error| vec![error.to_string()]);
            let file = tenants.path(&entry.key);
            let known = health.iter_mut().filter(|known| known.file == file);
            known.for_each(|known| known.problems.extend(found.iter().cloned()));
        }
    }
    Ok(health)
}

fn check(file: &Path) -> Vec<String> {
    let found = campo_sqlite::open(file, None)
        .map_err(LogError::from)
        .and_then(|connection| problems(&connection));
    found.unwrap_or_else(|error| vec![error.to_string()])
}

fn problems(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    let lines = lines.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// The version of SQLite in this program.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

#[cfg(test)]
mod tests;
