//! Codes that enroll a device.

use campo_model::id::UserId;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sql, id};
use crate::error::Result;

/// A code, by the hash of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enrollment {
    /// SHA-256 of the token.
    pub(crate) hash: [u8; 32],
    /// Whom it signs in.
    pub(crate) user: UserId,
    /// Until when, ms since 1970 UTC.
    pub(crate) expires_ms: i64,
    /// When it was used.
    pub(crate) used_ms: Option<i64>,
}

pub(crate) fn insert(connection: &Connection, made: &Enrollment) -> Result<()> {
    let sql = "INSERT INTO enrollment (hash, user, expires_ms) VALUES (?1, ?2, ?3)";
    let row = params![made.hash, Sql(made.user), made.expires_ms];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, hash: &[u8; 32]) -> Result<Option<Enrollment>> {
    let sql = "SELECT hash, user, expires_ms, used_ms FROM enrollment WHERE hash = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Enrollment {
            hash: row.get("hash")?,
            user: id(row, "user")?,
            expires_ms: row.get("expires_ms")?,
            used_ms: row.get("used_ms")?,
        })
    };
    Ok(statement.query_row([hash], read).optional()?)
}

/// Writes that a code was used.
pub(crate) fn set_used(connection: &Connection, hash: &[u8; 32], now_ms: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE enrollment SET used_ms = ?2 WHERE hash = ?1")?
        .execute(params![hash, now_ms])?;
    Ok(())
}

/// Forgets the codes that were over before.
pub(crate) fn forget_before(connection: &Connection, expires_ms: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM enrollment WHERE expires_ms < ?1")?
        .execute([expires_ms])?;
    Ok(())
}
