//! Copies and checks of the databases of a server.

mod backup;
pub(crate) mod damage;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::Result;
use crate::tenants::Tenants;

pub use backup::{Restored, backup, restore};
pub use damage::cut;

/// What a check found in one file.
#[derive(Debug)]
pub struct Health {
    /// The file.
    pub file: PathBuf,
    /// What is wrong; empty when it is sound.
    pub problems: Vec<String>,
}

/// Makes what can be made anew: the projections.
pub fn repair(tenants: &Tenants) -> Result<()> {
    for entry in tenants.list()? {
        tenants.get(&entry.key)?.rebuild_projections()?;
    }
    Ok(())
}

/// Checks every database: the sums of pages, indexes and foreign keys, as SQLite sees them; every attached file by its
/// hash; and that chains, documents and lists are what the log says.
pub fn doctor(tenants: &Tenants) -> Result<Vec<Health>> {
    let files = tenants.files()?.into_iter();
    let mut health: Vec<Health> = files
        .map(|file| Health {
            problems: check(tenants, &file),
            file,
        })
        .collect();
    for entry in tenants.list()? {
        // A database that does not open is in the list already.
        if let Ok(tenant) = tenants.get(&entry.key) {
            health.extend(tenant.unsound_blobs()?);
            let found = tenant.examine();
            let found = found.unwrap_or_else(|error| vec![error.to_string()]);
            let file = tenants.place().tenant(&entry.key);
            let known = health.iter_mut().filter(|known| known.file == file);
            known.for_each(|known| known.problems.extend(found.iter().cloned()));
        }
    }
    Ok(health)
}

fn check(tenants: &Tenants, file: &Path) -> Vec<String> {
    // Opening would take away what lies behind the damage of a log.
    let opened = damage::refuse(file).and_then(|()| tenants.keys().open(file));
    let found = opened.and_then(|connection| problems(&connection));
    found.unwrap_or_else(|error| vec![error.to_string()])
}

fn problems(connection: &Connection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    // The sum of every page, also of those in no table; then what the pages say.
    for check in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let mut statement = connection.prepare(check)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        found.extend(lines.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    found.retain(|line| line != "ok");
    Ok(found)
}

/// The version of SQLite in this program.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

#[cfg(test)]
mod tests;
