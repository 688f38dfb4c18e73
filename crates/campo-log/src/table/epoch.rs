//! The epochs of the log that began with a restore, and what came back of what each lost.

use campo_model::id::DeviceTag;
use rusqlite::{Connection, Row, params};

use super::{Sql, id};
use crate::error::Result;

/// An epoch that began when a backup was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Epoch {
    pub(crate) number: u32,
    /// The last entry it has in common with the epoch before.
    pub(crate) shared: u64,
    pub(crate) began_ms: i64,
    /// The last entry of an earlier epoch that any device knew of.
    pub(crate) known: u64,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Epoch> {
    Ok(Epoch {
        number: row.get("number")?,
        shared: id(row, "shared")?,
        began_ms: row.get("began_ms")?,
        known: id(row, "known")?,
    })
}

pub(crate) fn insert(connection: &Connection, epoch: &Epoch) -> Result<()> {
    let sql = "INSERT INTO epoch (number, shared, began_ms, known) VALUES (?1, ?2, ?3, ?4)";
    connection.prepare_cached(sql)?.execute(params![
        epoch.number,
        Sql(epoch.shared),
        epoch.began_ms,
        Sql(epoch.known)
    ])?;
    Ok(())
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<Epoch>> {
    let sql = "SELECT number, shared, began_ms, known FROM epoch ORDER BY number";
    let mut statement = connection.prepare_cached(sql)?;
    let epochs = statement.query_map([], read)?;
    Ok(epochs.collect::<rusqlite::Result<_>>()?)
}

/// The last entry that the present log certainly shares with the one of epoch `then`: none, when that began with the
/// restore of a backup that is no ancestor of this log.
pub(crate) fn shared_since(connection: &Connection, then: u32) -> Result<u64> {
    let sql = "SELECT iif(?1 = 1 OR EXISTS (SELECT 1 FROM epoch WHERE number = ?1), coalesce(min(shared), 0), 0)
               FROM epoch WHERE number > ?1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([then], |row| id(row, 0))?)
}

/// Notes that a device knew of an entry of an earlier epoch.
pub(crate) fn note_known(connection: &Connection, number: u32, seq: u64) -> Result<()> {
    connection
        .prepare_cached("UPDATE epoch SET known = max(known, ?2) WHERE number = ?1")?
        .execute(params![number, Sql(seq)])?;
    Ok(())
}

/// Notes that a device offers a lost entry again.
pub(crate) fn note_returned(
    connection: &Connection,
    number: u32,
    seq: u64,
    device: DeviceTag,
) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO returned (epoch, seq, device) VALUES (?1, ?2, ?3)";
    connection
        .prepare_cached(sql)?
        .execute(params![number, Sql(seq), Sql(device)])?;
    Ok(())
}

/// The lost entries that were offered again, ascending.
pub(crate) fn returned(connection: &Connection, number: u32) -> Result<Vec<u64>> {
    let mut statement =
        connection.prepare_cached("SELECT seq FROM returned WHERE epoch = ?1 ORDER BY seq")?;
    let returned = statement.query_map([number], |row| id(row, 0))?;
    Ok(returned.collect::<rusqlite::Result<_>>()?)
}
