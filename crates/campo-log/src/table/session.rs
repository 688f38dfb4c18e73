//! Who is signed in on which device.

use campo_model::id::{DeviceTag, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sql, id};
use crate::error::Result;

pub(crate) struct SessionRow {
    pub(crate) user: UserId,
    pub(crate) device: DeviceTag,
    pub(crate) expires_ms: i64,
}

pub(crate) fn insert(
    connection: &Connection,
    hash: &[u8; 32],
    row: &SessionRow,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO session (token_hash, user, device, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    let row = params![hash, Sql(row.user), Sql(row.device), now_ms, row.expires_ms];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, hash: &[u8; 32]) -> Result<Option<SessionRow>> {
    let sql = "SELECT user, device, expires_ms FROM session WHERE token_hash = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(SessionRow {
            user: id(row, "user")?,
            device: id(row, "device")?,
            expires_ms: row.get("expires_ms")?,
        })
    };
    Ok(statement.query_row([hash], read).optional()?)
}

pub(crate) fn extend(connection: &Connection, hash: &[u8; 32], expires_ms: i64) -> Result<()> {
    let sql = "UPDATE session SET expires_ms = ?2 WHERE token_hash = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![hash, expires_ms])?;
    Ok(())
}

/// Lets the sessions of a device last until `expires_ms`.
pub(crate) fn extend_of_device(
    connection: &Connection,
    device: DeviceTag,
    expires_ms: i64,
) -> Result<()> {
    let sql = "UPDATE session SET expires_ms = ?2 WHERE device = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(device), expires_ms])?;
    Ok(())
}

/// Lets the sessions of a person last until `expires_ms`.
pub(crate) fn extend_of_user(connection: &Connection, user: UserId, expires_ms: i64) -> Result<()> {
    let sql = "UPDATE session SET expires_ms = ?2 WHERE user = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(user), expires_ms])?;
    Ok(())
}

/// Forgets the sessions that have ended by `now_ms`.
pub(crate) fn forget_ended(connection: &Connection, now_ms: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE expires_ms <= ?1")?
        .execute([now_ms])?;
    Ok(())
}

pub(crate) fn end_of_device(connection: &Connection, device: DeviceTag) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE device = ?1")?
        .execute([Sql(device)])?;
    Ok(())
}

/// Ends the sessions of a person, but for the one with this hash and those that are only kept for handing in work.
pub(crate) fn end_of_user(
    connection: &Connection,
    user: UserId,
    keep: Option<&[u8; 32]>,
) -> Result<()> {
    let sql = "DELETE FROM session WHERE user = ?1 AND token_hash IS NOT ?2
               AND device NOT IN (SELECT tag FROM device WHERE revoked)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(user), keep])?;
    Ok(())
}
