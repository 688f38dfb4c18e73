//! The running numbers the server gives.

use rusqlite::Connection;

use super::id;
use crate::error::Result;

/// Takes the next number of a field for a filled-in prefix, from 1.
pub(crate) fn next(connection: &Connection, field: &str, prefix: &str) -> Result<u64> {
    // Not RETURNING: such a statement is a savepoint, at which FTS5 writes out its index, record by record.
    let sql = "INSERT INTO sequence (field, prefix, last) VALUES (?1, ?2, 1)
               ON CONFLICT (field, prefix) DO UPDATE SET last = last + 1";
    connection.prepare_cached(sql)?.execute([field, prefix])?;
    let sql = "SELECT last FROM sequence WHERE field = ?1 AND prefix = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([field, prefix], |row| id(row, 0))?)
}
