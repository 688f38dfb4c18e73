//! Write-ahead logs that are damaged. SQLite would take such a log to end there: numbers that devices know of would be
//! given to other facts. So the database is not opened, until somebody had what can be read of it made a new epoch of.

use std::fs;
use std::path::{Path, PathBuf};

use campo_sqlite::wal;

use super::backup::copy_file;
use crate::epochs;
use crate::error::{LogError, Result};
use crate::keys::Keys;
use crate::place::Place;

/// Refuses a database whose write-ahead log is damaged. To be asked before SQLite opens it.
pub(crate) fn refuse(database: &Path) -> Result<()> {
    match wal::find_damage(database).map_err(LogError::file(database))? {
        None => Ok(()),
        Some(damage) => Err(LogError::DamagedLog {
            path: database.to_owned(),
            transactions: damage.transactions,
        }),
    }
}

/// Goes on with what is before the damage: copies each such database with its log aside, and begins a new epoch in it,
/// as after a restore, so that devices bring back what was behind. Gives the copies. No server may run on the data.
pub fn cut(place: &Place, now_ms: i64) -> Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for database in databases(place)? {
        if refuse(&database).is_ok() {
            continue;
        }
        let name = database.file_name().unwrap_or_default();
        let copy = place
            .directory()
            .join(format!("damaged-{now_ms}"))
            .join(name);
        copy_file(&database, &copy)?;
        copy_file(&wal::log_of(&database), &wal::log_of(&copy))?;
        let mut connection = Keys::read(place)?.open(&database)?;
        if database != place.list() {
            let transaction = connection.transaction()?;
            epochs::begin(&transaction, now_ms)?;
            transaction.commit()?;
        }
        // What lies behind would be found again.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        copies.push(copy);
    }
    Ok(copies)
}

/// The list of tenants, and every file that can be a tenant's.
fn databases(place: &Place) -> Result<Vec<PathBuf>> {
    let folder = place.tenants();
    let mut found = vec![place.list()];
    for entry in fs::read_dir(&folder).map_err(LogError::file(&folder))? {
        let path = entry.map_err(LogError::file(&folder))?.path();
        if path.extension().is_some_and(|kind| kind == "sqlite") {
            found.push(path);
        }
    }
    Ok(found)
}
