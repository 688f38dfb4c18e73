//! The fixed tables of a database: numbered SQL scripts, each applied once and in order.
//!
//! Invariant: the file's `user_version` is the number of scripts it has gone through, each wholly.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::SqliteError;

/// Applies the scripts the file has not gone through, each in one transaction; the script at index 0 leads to version 1.
///
/// A file that has gone through more scripts than there are is refused untouched.
pub fn migrate(connection: &mut Connection, scripts: &[&str]) -> Result<(), SqliteError> {
    let known = i64::try_from(scripts.len()).unwrap_or(i64::MAX);
    let found = version_of(connection)?;
    if found > known {
        return Err(SqliteError::TooNew { found, known });
    }
    for (version, script) in (1_i64..)
        .zip(scripts)
        .filter(|(version, _)| *version > found)
    {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have applied it while this one waited.
        if version_of(&transaction)? < version {
            transaction.execute_batch(script)?;
            transaction.pragma_update(None, "user_version", version)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn version_of(connection: &Connection) -> Result<i64, SqliteError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::open;

    #[test]
    fn scripts_run_once_and_a_newer_file_is_refused() {
        let folder = TempDir::new().unwrap();
        let mut connection = open(&folder.path().join("db"), None).unwrap();
        let scripts = ["CREATE TABLE a (x)", "CREATE TABLE b (x)"];
        migrate(&mut connection, &scripts[..1]).unwrap();
        migrate(&mut connection, &scripts).unwrap();
        migrate(&mut connection, &scripts).unwrap();
        assert!(matches!(
            migrate(&mut connection, &scripts[..1]),
            Err(SqliteError::TooNew { found: 2, known: 1 })
        ));
        let broken = ["", "", "CREATE TABLE c (x); CREATE TABLE a (x)"];
        assert!(matches!(
            migrate(&mut connection, &broken),
            Err(SqliteError::Statement { .. })
        ));
        migrate(
            &mut connection,
            &[scripts[0], scripts[1], "CREATE TABLE c (x)"],
        )
        .unwrap();
    }
}
