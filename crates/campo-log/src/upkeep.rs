//! Copies and checks of the databases of a server.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{LogError, Result};
use crate::tenants::Tenants;

/// What a check found in one file.
#[derive(Debug)]
pub struct Health {
    /// The file.
    pub file: PathBuf,
    /// What is wrong; empty when it is sound.
    pub problems: Vec<String>,
}

/// Copies every database to the same place under `to`, each as of one moment; gives the files made.
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
        copies.push(copy);
    }
    Ok(copies)
}

/// Checks every database: pages, indexes and foreign keys, as SQLite sees them.
pub fn doctor(tenants: &Tenants) -> Result<Vec<Health>> {
    tenants
        .files()?
        .into_iter()
        .map(|file| {
            Ok(Health {
                problems: check(&file),
                file,
            })
        })
        .collect()
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
