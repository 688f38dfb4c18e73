//! The records: their types, times and tombstones.

use campo_model::id::{RecordId, TypeKey};
use campo_wire::sync::Tombstone;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sql, id, unreadable};
use crate::error::Result;

/// A record, without its documents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordRow {
    /// The handle other tables use.
    pub(crate) n: i64,
    pub(crate) id: RecordId,
    pub(crate) record_type: TypeKey,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) tombstone: Option<Tombstone>,
    /// All of it was erased.
    pub(crate) erased: bool,
}

const COLUMNS: &str =
    "n, id, type, created_ms, updated_ms, deleted_device, deleted_ms, deleted_conflict, erased";

fn read(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    Ok(RecordRow {
        n: row.get("n")?,
        id: id(row, "id")?,
        record_type: row.get::<_, String>("type")?.parse().map_err(unreadable)?,
        created_ms: row.get("created_ms")?,
        updated_ms: row.get("updated_ms")?,
        tombstone: read_tombstone(row)?,
        erased: row.get("erased")?,
    })
}

fn read_tombstone(row: &Row<'_>) -> rusqlite::Result<Option<Tombstone>> {
    let Some(Sql(device)) = row.get("deleted_device")? else {
        return Ok(None);
    };
    Ok(Some(Tombstone {
        device,
        at_ms: row.get("deleted_ms")?,
        conflict: row.get("deleted_conflict")?,
    }))
}

pub(crate) fn get(connection: &Connection, record: RecordId) -> Result<Option<RecordRow>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE id = ?1"))?;
    Ok(statement.query_row([Sql(record)], read).optional()?)
}

/// The record with this handle.
pub(crate) fn by_handle(connection: &Connection, n: i64) -> Result<Option<RecordRow>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE n = ?1"))?;
    Ok(statement.query_row([n], read).optional()?)
}

/// The records after `after` in id order, at most `limit`.
pub(crate) fn after(
    connection: &Connection,
    after: Option<RecordId>,
    limit: usize,
) -> Result<Vec<RecordRow>> {
    let sql = format!("SELECT {COLUMNS} FROM record WHERE id > ?1 ORDER BY id LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let from = after.map_or(Vec::new(), |record| record.0.as_bytes().to_vec());
    let rows = statement.query_map(params![from, Sql(limit as u64)], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn count(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM record")?;
    Ok(statement.query_row([], |row| id(row, 0))?)
}

/// The handle of the newest record: handles count from 1, and no record is ever taken out.
pub(crate) fn last_handle(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(n), 0) FROM record")?;
    Ok(statement.query_row([], |row| id(row, 0))?)
}

/// Adds a record; gives its handle.
pub(crate) fn insert(
    connection: &Connection,
    record: RecordId,
    record_type: &TypeKey,
    at_ms: i64,
) -> Result<i64> {
    let sql = "INSERT INTO record (id, type, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?3)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(record), record_type.as_str(), at_ms])?;
    Ok(connection.last_insert_rowid())
}

/// Writes the time of the last edit and the tombstone.
pub(crate) fn update(connection: &Connection, row: &RecordRow) -> Result<()> {
    let sql = "UPDATE record SET updated_ms = ?2, deleted_device = ?3, deleted_ms = ?4, deleted_conflict = ?5
               WHERE n = ?1";
    let tombstone = row.tombstone.as_ref();
    let device = tombstone.map(|stone| Sql(stone.device));
    let at_ms = tombstone.map(|stone| stone.at_ms);
    let conflict = tombstone.map(|stone| stone.conflict);
    connection.prepare_cached(sql)?.execute(params![
        row.n,
        row.updated_ms,
        device,
        at_ms,
        conflict
    ])?;
    Ok(())
}
