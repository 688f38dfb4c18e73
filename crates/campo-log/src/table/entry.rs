//! The log: what happened to the tenant's data, rights and modules, in one order.

use campo_document::Edit;
use campo_model::id::{RecordId, UserId};
use rusqlite::{Connection, Row, params};

use super::{Sql, id};
use crate::error::Result;

pub(crate) const EDIT: &str = "edit";
pub(crate) const MODULE: &str = "module";
pub(crate) const PERSON: &str = "person";
pub(crate) const DEVICE: &str = "device";

/// An edit in the log.
pub(crate) struct EditEntry {
    pub(crate) seq: u64,
    pub(crate) user: UserId,
    pub(crate) edit: Edit,
}

/// The number of the last entry, 0 for an empty log.
pub(crate) fn head(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM entry")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Appends an edit; gives its number.
pub(crate) fn append_edit(connection: &Connection, edit: &Edit, user: UserId, now_ms: i64) -> Result<u64> {
    let seq = head(connection)? + 1;
    let sql = "INSERT INTO entry (seq, kind, record, user, device, number, at_ms, received_ms, payload)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let payload = postcard::to_stdvec(edit)?;
    let (record, device) = (Sql(edit.record), Sql(edit.id.device));
    let row = params![seq, EDIT, record, Sql(user), device, edit.id.seq, edit.at.device_ms, now_ms, payload];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(seq)
}

/// Appends what is no edit, with the person it is about; gives its number.
pub(crate) fn append_other(
    connection: &Connection,
    kind: &str,
    about: Option<UserId>,
    json: &serde_json::Value,
    now_ms: i64,
) -> Result<u64> {
    let seq = head(connection)? + 1;
    let sql = "INSERT INTO entry (seq, kind, user, at_ms, received_ms, payload) VALUES (?1, ?2, ?3, ?4, ?4, ?5)";
    let row = params![seq, kind, about.map(Sql), now_ms, serde_json::to_vec(json)?];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(seq)
}

/// Notes that `record` may enter or leave scopes by the entry `seq`, which is about another record.
pub(crate) fn add_dependent(connection: &Connection, seq: u64, record: RecordId) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO dependent (seq, record) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![seq, Sql(record)])?;
    Ok(())
}

/// Every edit of a record, in order.
pub(crate) fn of_record(connection: &Connection, record: RecordId) -> Result<Vec<EditEntry>> {
    let sql = "SELECT seq, user, payload FROM entry WHERE record = ?1 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    collect(statement.query([Sql(record)])?)
}

/// Every edit after `after` up to `end`, in order.
pub(crate) fn edits(connection: &Connection, after: u64, end: u64) -> Result<Vec<EditEntry>> {
    let sql = "SELECT seq, user, payload FROM entry WHERE seq > ?1 AND seq <= ?2 AND kind = 'edit' ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    collect(statement.query([after, end])?)
}

fn collect(mut rows: rusqlite::Rows<'_>) -> Result<Vec<EditEntry>> {
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row)?);
    }
    Ok(entries)
}

fn read(row: &Row<'_>) -> Result<EditEntry> {
    let payload = row.get_ref("payload")?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(EditEntry { seq: row.get("seq")?, user: id(row, "user")?, edit: postcard::from_bytes(payload)? })
}

/// The records that entries after `after` up to `end` are about, or that depend on such a record.
pub(crate) fn touched(connection: &Connection, after: u64, end: u64) -> Result<Vec<RecordId>> {
    let sql = "SELECT record FROM entry WHERE seq > ?1 AND seq <= ?2 AND kind = 'edit'
               UNION SELECT record FROM dependent WHERE seq > ?1 AND seq <= ?2 ORDER BY record";
    let mut statement = connection.prepare_cached(sql)?;
    let records = statement.query_map([after, end], |row| id(row, "record"))?;
    Ok(records.collect::<rusqlite::Result<_>>()?)
}

/// Where a page that begins after `after` ends: at the head, or where it holds `count` entries or `bytes`.
///
/// At least one entry fits, however large.
pub(crate) fn page_end(connection: &Connection, after: u64, count: usize, bytes: usize) -> Result<u64> {
    let sql = "SELECT seq, length(payload) FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![after, count as u64])?;
    let (mut end, mut sum) = (after, 0);
    while let Some(row) = rows.next()? {
        sum += row.get::<_, u64>(1)?;
        if end > after && sum > bytes as u64 {
            break;
        }
        end = row.get(0)?;
    }
    Ok(end)
}

/// Whether the modules or the rights of `user` changed after `after`.
pub(crate) fn rights_changed(connection: &Connection, after: u64, user: UserId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ?1
               AND (kind = 'module' OR (kind = 'person' AND user = ?2)))";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![after, Sql(user)], |row| row.get(0))?)
}

/// The people that entries of this kind after `after` up to `end` are about.
pub(crate) fn people_of(connection: &Connection, kind: &str, after: u64, end: u64) -> Result<Vec<UserId>> {
    let sql = "SELECT DISTINCT user FROM entry WHERE seq > ?1 AND seq <= ?2 AND kind = ?3 AND user IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let people = statement.query_map(params![after, end, kind], |row| id(row, "user"))?;
    Ok(people.collect::<rusqlite::Result<_>>()?)
}
