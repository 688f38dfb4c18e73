//! The incarnations of the devices people signed in on.

use campo_model::id::{DeviceTag, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sql, id};
use crate::error::Result;

/// One incarnation of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The tag.
    pub tag: DeviceTag,
    /// The person who signed in on it.
    pub user: UserId,
    /// What its person calls it.
    pub name: String,
    /// When it first signed in, ms since 1970 UTC.
    pub created_ms: i64,
    /// When it was last heard of, to about a minute.
    pub last_seen_ms: i64,
    /// Whether it may no longer sign in.
    pub revoked: bool,
}

const COLUMNS: &str = "tag, user, name, created_ms, last_seen_ms, revoked";

fn read(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        tag: id(row, "tag")?,
        user: id(row, "user")?,
        name: row.get("name")?,
        created_ms: row.get("created_ms")?,
        last_seen_ms: row.get("last_seen_ms")?,
        revoked: row.get("revoked")?,
    })
}

pub(crate) fn get(connection: &Connection, tag: DeviceTag) -> Result<Option<Device>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM device WHERE tag = ?1"))?;
    Ok(statement.query_row([Sql(tag)], read).optional()?)
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<Device>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM device ORDER BY created_ms, tag"
    ))?;
    let devices = statement.query_map([], read)?;
    Ok(devices.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn insert(connection: &Connection, device: &Device) -> Result<()> {
    let sql = "INSERT INTO device (tag, user, name, created_ms, last_seen_ms, revoked) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Device {
        tag,
        user,
        name,
        created_ms,
        last_seen_ms,
        revoked,
    } = device;
    let row = params![
        Sql(*tag),
        Sql(*user),
        name,
        created_ms,
        last_seen_ms,
        revoked
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

pub(crate) fn seen(connection: &Connection, tag: DeviceTag, now_ms: i64) -> Result<()> {
    let sql = "UPDATE device SET last_seen_ms = ?2 WHERE tag = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(tag), now_ms])?;
    Ok(())
}

pub(crate) fn revoke(connection: &Connection, tag: DeviceTag) -> Result<()> {
    connection
        .prepare_cached("UPDATE device SET revoked = 1 WHERE tag = ?1")?
        .execute([Sql(tag)])?;
    Ok(())
}
