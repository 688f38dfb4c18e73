//! What was erased, and which devices have carried it out.

use campo_model::id::{DeviceTag, RecordId, UserId};
use rusqlite::{Connection, Row, params};

use super::{Sql, id};
use crate::admit::SERVER;
use crate::error::Result;

/// An erasure of one record, or of some of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its number.
    pub n: i64,
    /// The entry of the log that says so.
    pub seq: u64,
    /// When, ms since 1970 UTC.
    pub at_ms: i64,
    /// Who ordered it; `None` for whoever runs the server.
    pub user: Option<UserId>,
    /// Why.
    pub reason: String,
    /// The record.
    pub record: RecordId,
    /// The fields; empty for all of the record.
    pub fields: Vec<String>,
}

impl Erasure {
    /// Whether it took the values of this field.
    pub(crate) fn covers(&self, field: &str) -> bool {
        self.fields.is_empty() || self.fields.iter().any(|erased| erased == field)
    }
}

const COLUMNS: &str = "e.n, e.seq, e.at_ms, e.user, e.reason, e.record, e.fields";

fn read(row: &Row<'_>) -> Result<Erasure> {
    Ok(Erasure {
        n: row.get("n")?,
        seq: id(row, "seq")?,
        at_ms: row.get("at_ms")?,
        user: row
            .get::<_, Option<Sql<UserId>>>("user")?
            .map(|Sql(user)| user),
        reason: row.get("reason")?,
        record: id(row, "record")?,
        fields: serde_json::from_str(&row.get::<_, String>("fields")?)?,
    })
}

fn select(
    connection: &Connection,
    rest: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Erasure>> {
    let sql = format!("SELECT {COLUMNS} FROM erasure e {rest} ORDER BY e.n");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Writes an erasure; gives its number. `n` of the argument does not count.
pub(crate) fn insert(connection: &Connection, erasure: &Erasure) -> Result<i64> {
    let sql = "INSERT INTO erasure (seq, at_ms, user, reason, record, fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(sql)?.execute(params![
        Sql(erasure.seq),
        erasure.at_ms,
        erasure.user.map(Sql),
        erasure.reason,
        Sql(erasure.record),
        serde_json::to_string(&erasure.fields)?
    ])?;
    Ok(connection.last_insert_rowid())
}

/// Every erasure, in order.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Erasure>> {
    select(connection, "", [])
}

/// Whether something of the record was ever erased.
pub(crate) fn is_any(connection: &Connection, record: RecordId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM erasure WHERE record = ?1)";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([Sql(record)], |row| row.get(0))?)
}

/// The erasures that a device has not carried out yet, as far as is known.
pub(crate) fn open(connection: &Connection, device: DeviceTag) -> Result<Vec<Erasure>> {
    let rest = "JOIN erasure_device d ON d.erasure = e.n WHERE d.device = ?1 AND d.acknowledged_ms IS NULL";
    select(connection, rest, [Sql(device)])
}

/// What a device is to erase by entries after `after` up to `end`.
pub(crate) fn of_device(
    connection: &Connection,
    device: DeviceTag,
    after: u64,
    end: u64,
) -> Result<Vec<Erasure>> {
    let rest = "JOIN erasure_device d ON d.erasure = e.n WHERE d.device = ?1 AND e.seq > ?2 AND e.seq <= ?3";
    select(connection, rest, params![Sql(device), Sql(after), Sql(end)])
}

/// Every device that may have something of the record is to carry an erasure out: one that was ever given it or edited
/// it, in all its incarnations.
pub(crate) fn expect_of_holders(connection: &Connection, n: i64, record: RecordId) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO erasure_device (erasure, device)
               SELECT ?1, tag FROM device WHERE wiped_ms IS NULL AND coalesce(origin, tag) IN (
                 SELECT coalesce(d.origin, d.tag) FROM device d WHERE d.tag IN (
                   SELECT device FROM held WHERE record = (SELECT n FROM record WHERE id = ?2)
                   UNION SELECT device FROM held_before WHERE record = (SELECT n FROM record WHERE id = ?2)
                   UNION SELECT device FROM entry WHERE record = ?2 AND number IS NOT NULL
                   UNION SELECT device FROM quarantine WHERE record = ?2)) AND user <> ?3";
    connection
        .prepare_cached(sql)?
        .execute(params![n, Sql(record), Sql(SERVER)])?;
    Ok(())
}

/// A new incarnation of a device may come from a copy made before any erasure: it is to carry out again what the device
/// had to.
pub(crate) fn expect_of_incarnation(connection: &Connection, tag: DeviceTag) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO erasure_device (erasure, device)
               SELECT DISTINCT e.erasure, ?1 FROM erasure_device e JOIN device d ON d.tag = e.device
               WHERE coalesce(d.origin, d.tag) = (SELECT coalesce(origin, tag) FROM device WHERE tag = ?1)";
    connection.prepare_cached(sql)?.execute([Sql(tag)])?;
    Ok(())
}

/// A device of which it is not known what it holds is to carry everything out.
pub(crate) fn expect_all(connection: &Connection, tag: DeviceTag) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO erasure_device (erasure, device) SELECT n, ?1 FROM erasure";
    connection.prepare_cached(sql)?.execute([Sql(tag)])?;
    Ok(())
}

/// Notes that a device has applied the log up to `cursor`: what was erased by then is gone there.
pub(crate) fn acknowledge(
    connection: &Connection,
    device: DeviceTag,
    cursor: u64,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE erasure_device SET acknowledged_ms = ?3 WHERE device = ?1 AND acknowledged_ms IS NULL
               AND erasure IN (SELECT n FROM erasure WHERE seq <= ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(device), Sql(cursor), now_ms])?;
    Ok(())
}

/// The devices that are to carry an erasure out, and when each said that it has.
pub(crate) fn devices(connection: &Connection, n: i64) -> Result<Vec<(DeviceTag, Option<i64>)>> {
    let sql =
        "SELECT device, acknowledged_ms FROM erasure_device WHERE erasure = ?1 ORDER BY device";
    let mut statement = connection.prepare_cached(sql)?;
    let devices = statement.query_map([n], |row| Ok((id(row, 0)?, row.get(1)?)))?;
    Ok(devices.collect::<rusqlite::Result<_>>()?)
}

/// Marks a record as erased whole.
pub(crate) fn mark_whole(connection: &Connection, record: RecordId) -> Result<()> {
    connection
        .prepare_cached("UPDATE record SET erased = 1 WHERE id = ?1")?
        .execute([Sql(record)])?;
    Ok(())
}
