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
    /// The tag of the first incarnation; its own when it is that.
    pub origin: DeviceTag,
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
    /// The version of its program, as it last reported.
    pub version: String,
    /// How many of its edits had no verdict then.
    pub pending: u64,
    /// When its destruction was ordered.
    pub wipe_ms: Option<i64>,
    /// When it reported that it is done.
    pub wiped_ms: Option<i64>,
}

const COLUMNS: &str = "tag, coalesce(origin, tag) AS origin, user, name, created_ms, last_seen_ms, revoked, version, pending, wipe_ms, wiped_ms";

impl Device {
    /// A device that has just signed in for the first time.
    pub(crate) fn new(tag: DeviceTag, user: UserId, name: String, now_ms: i64) -> Self {
        Self {
            tag,
            origin: tag,
            user,
            name,
            created_ms: now_ms,
            last_seen_ms: now_ms,
            revoked: false,
            version: String::new(),
            pending: 0,
            wipe_ms: None,
            wiped_ms: None,
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        tag: id(row, "tag")?,
        origin: id(row, "origin")?,
        user: id(row, "user")?,
        name: row.get("name")?,
        created_ms: row.get("created_ms")?,
        last_seen_ms: row.get("last_seen_ms")?,
        revoked: row.get("revoked")?,
        version: row.get("version")?,
        pending: id(row, "pending")?,
        wipe_ms: row.get("wipe_ms")?,
        wiped_ms: row.get("wiped_ms")?,
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

/// The incarnations of one device, the first one first.
pub(crate) fn incarnations(connection: &Connection, origin: DeviceTag) -> Result<Vec<Device>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM device WHERE coalesce(origin, tag) = ?1 ORDER BY created_ms, tag"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let devices = statement.query_map([Sql(origin)], read)?;
    Ok(devices.collect::<rusqlite::Result<_>>()?)
}

/// Writes a new incarnation.
pub(crate) fn insert(connection: &Connection, device: &Device) -> Result<()> {
    let sql = "INSERT INTO device (tag, origin, user, name, created_ms, last_seen_ms, revoked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    connection.prepare_cached(sql)?.execute(params![
        Sql(device.tag),
        Sql(device.origin),
        Sql(device.user),
        device.name,
        device.created_ms,
        device.last_seen_ms,
        device.revoked
    ])?;
    Ok(())
}

pub(crate) fn seen(connection: &Connection, tag: DeviceTag, now_ms: i64) -> Result<()> {
    let sql = "UPDATE device SET last_seen_ms = ?2 WHERE tag = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(tag), now_ms])?;
    Ok(())
}

/// Writes what a device reports of itself.
pub(crate) fn reported(
    connection: &Connection,
    tag: DeviceTag,
    (version, pending): (&str, u64),
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE device SET version = ?2, pending = ?3, last_seen_ms = ?4 WHERE tag = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(tag), version, Sql(pending), now_ms])?;
    Ok(())
}

/// Takes access from all incarnations of a device, or gives it back.
pub(crate) fn set_revoked(connection: &Connection, origin: DeviceTag, revoked: bool) -> Result<()> {
    connection
        .prepare_cached("UPDATE device SET revoked = ?2 WHERE coalesce(origin, tag) = ?1")?
        .execute(params![Sql(origin), revoked])?;
    Ok(())
}

/// Orders the destruction of a device, or with `None` takes the order back.
pub(crate) fn set_wipe(
    connection: &Connection,
    origin: DeviceTag,
    at_ms: Option<i64>,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE device SET wipe_ms = ?2 WHERE coalesce(origin, tag) = ?1")?
        .execute(params![Sql(origin), at_ms])?;
    Ok(())
}

/// Writes that a device reported its destruction; what its database could be opened with goes too.
pub(crate) fn wiped(connection: &Connection, origin: DeviceTag, at_ms: i64) -> Result<()> {
    let sql = "UPDATE device SET wiped_ms = ?2, deposit = NULL WHERE coalesce(origin, tag) = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(origin), at_ms])?;
    Ok(())
}

/// What the device's locked database is opened with.
pub(crate) fn deposit(connection: &Connection, origin: DeviceTag) -> Result<Option<[u8; 32]>> {
    let sql = "SELECT deposit FROM device WHERE coalesce(origin, tag) = ?1 AND deposit IS NOT NULL LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row([Sql(origin)], |row| row.get(0))
        .optional()?)
}

/// Keeps what the device's locked database is opened with.
pub(crate) fn set_deposit(
    connection: &Connection,
    origin: DeviceTag,
    key: &[u8; 32],
) -> Result<()> {
    connection
        .prepare_cached("UPDATE device SET deposit = ?2 WHERE coalesce(origin, tag) = ?1")?
        .execute(params![Sql(origin), key])?;
    Ok(())
}
