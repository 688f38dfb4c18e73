//! What the server did to other records because one was deleted.

use campo_model::id::RecordId;
use rusqlite::{Connection, params};

use super::{Sql, id};
use crate::error::Result;

/// Notes that the entry `seq` was made because `cause` was deleted.
pub(crate) fn insert(connection: &Connection, cause: RecordId, seq: u64) -> Result<()> {
    let sql = "INSERT INTO consequence (cause, seq) VALUES (?1, ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(cause), Sql(seq)])?;
    Ok(())
}

/// Takes out the entries made because `cause` was deleted, the last first.
pub(crate) fn take(connection: &Connection, cause: RecordId) -> Result<Vec<u64>> {
    let sql = "DELETE FROM consequence WHERE cause = ?1 RETURNING seq";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Sql(cause)], |row| id(row, 0))?;
    let mut entries: Vec<u64> = rows.collect::<rusqlite::Result<_>>()?;
    entries.sort_unstable_by(|one, other| other.cmp(one));
    Ok(entries)
}
