//! Who is signed in on which device, and by which tokens.

use campo_model::id::{DeviceTag, UserId};
use campo_wire::renewal::DeviceKey;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sql, id};
use crate::error::Result;

/// Names a session: 128 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionId(pub [u8; 16]);

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for SessionId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        // One digit more makes a text of another length fail to parse.
        let digits = if text.len() == 32 { text } else { "" };
        u128::from_str_radix(digits, 16).map(|number| Self(number.to_be_bytes()))
    }
}

/// A session of a person on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The person.
    pub user: UserId,
    /// The incarnation of the device that signed in.
    pub device: DeviceTag,
    /// When they signed in, ms since 1970 UTC.
    pub created_ms: i64,
    /// When it was last used, to about a minute.
    pub seen_ms: i64,
    /// When it ends if it is not used.
    pub expires_ms: i64,
}

/// What renews a session.
pub(crate) struct Renewal {
    /// What requests are signed by.
    pub(crate) key: DeviceKey,
    /// SHA-256 of the refresh token.
    pub(crate) refresh_hash: [u8; 32],
    /// Of the one before it.
    pub(crate) former_hash: Option<[u8; 32]>,
    pub(crate) salt: [u8; 32],
    pub(crate) renewed_ms: i64,
    /// SHA-256 of the newest access token.
    pub(crate) access_hash: [u8; 32],
    /// Whether the newest tokens were ever used.
    pub(crate) confirmed: bool,
}

const COLUMNS: &str = "id, user, device, created_ms, seen_ms, expires_ms";

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: SessionId(row.get("id")?),
        user: id(row, "user")?,
        device: id(row, "device")?,
        created_ms: row.get("created_ms")?,
        seen_ms: row.get("seen_ms")?,
        expires_ms: row.get("expires_ms")?,
    })
}

pub(crate) fn insert(connection: &Connection, session: &Session) -> Result<()> {
    let sql = "INSERT INTO session (id, user, device, created_ms, seen_ms, expires_ms, renewed_ms)
               VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?4)";
    connection.prepare_cached(sql)?.execute(params![
        session.id.0,
        Sql(session.user),
        Sql(session.device),
        session.created_ms,
        session.expires_ms
    ])?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, session: SessionId) -> Result<Option<Session>> {
    let sql = format!("SELECT {COLUMNS} FROM session WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([session.0], read).optional()?)
}

/// Every session, the last used first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Session>> {
    let sql = format!("SELECT {COLUMNS} FROM session ORDER BY seen_ms DESC, created_ms DESC, id");
    let mut statement = connection.prepare_cached(&sql)?;
    let sessions = statement.query_map([], read)?;
    Ok(sessions.collect::<rusqlite::Result<_>>()?)
}

/// The session of an access token that has not expired by `now_ms`.
pub(crate) fn of_token(
    connection: &Connection,
    hash: &[u8; 32],
    now_ms: i64,
) -> Result<Option<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM session WHERE expires_ms > ?2 AND id =
         (SELECT session FROM access_token WHERE hash = ?1 AND (expires_ms IS NULL OR expires_ms > ?2))"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement
        .query_row(params![hash, now_ms], read)
        .optional()?)
}

/// Writes that a session is in use, and how long it lasts.
pub(crate) fn seen(connection: &Connection, session: &Session) -> Result<()> {
    let sql = "UPDATE session SET seen_ms = ?2, expires_ms = ?3 WHERE id = ?1";
    let row = params![session.id.0, session.seen_ms, session.expires_ms];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// What renews a session; `None` when nothing does.
pub(crate) fn renewal(connection: &Connection, session: SessionId) -> Result<Option<Renewal>> {
    let sql = "SELECT key, refresh_hash, former_hash, salt, renewed_ms, access_hash, confirmed
               FROM session WHERE id = ?1 AND key IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        Ok(Renewal {
            key: row.get("key")?,
            refresh_hash: row.get("refresh_hash")?,
            former_hash: row.get("former_hash")?,
            salt: row.get("salt")?,
            renewed_ms: row.get("renewed_ms")?,
            access_hash: row.get("access_hash")?,
            confirmed: row.get("confirmed")?,
        })
    };
    Ok(statement.query_row([session.0], read).optional()?)
}

pub(crate) fn set_renewal(
    connection: &Connection,
    session: SessionId,
    renewal: &Renewal,
) -> Result<()> {
    let sql = "UPDATE session SET key = ?2, refresh_hash = ?3, former_hash = ?4, salt = ?5, renewed_ms = ?6,
               access_hash = ?7, confirmed = ?8 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![
        session.0,
        renewal.key,
        renewal.refresh_hash,
        renewal.former_hash,
        renewal.salt,
        renewal.renewed_ms,
        renewal.access_hash,
        renewal.confirmed
    ])?;
    Ok(())
}

/// Whether this is the newest access token of a session and was never used before.
pub(crate) fn is_unconfirmed(connection: &Connection, hash: &[u8; 32]) -> Result<bool> {
    let sql = "SELECT count(*) FROM session WHERE access_hash = ?1 AND NOT confirmed
               AND id = (SELECT session FROM access_token WHERE hash = ?1)";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([hash], |row| row.get::<_, i64>(0))? > 0)
}

/// Writes that the newest tokens of a session arrived.
pub(crate) fn confirm(connection: &Connection, session: SessionId) -> Result<()> {
    connection
        .prepare_cached("UPDATE session SET confirmed = 1 WHERE id = ?1")?
        .execute([session.0])?;
    Ok(())
}

/// Lets an access token be used until `expires_ms`, or as long as its session.
pub(crate) fn admit(
    connection: &Connection,
    session: SessionId,
    hash: &[u8; 32],
    expires_ms: Option<i64>,
) -> Result<()> {
    let sql = "INSERT INTO access_token (hash, session, expires_ms) VALUES (?1, ?2, ?3)
               ON CONFLICT (hash) DO UPDATE SET expires_ms = excluded.expires_ms";
    connection
        .prepare_cached(sql)?
        .execute(params![hash, session.0, expires_ms])?;
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

/// Lets no session of a device last longer than until `expires_ms`.
pub(crate) fn shorten_of_device(
    connection: &Connection,
    device: DeviceTag,
    expires_ms: i64,
) -> Result<()> {
    let sql = "UPDATE session SET expires_ms = min(expires_ms, ?2) WHERE device = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(device), expires_ms])?;
    Ok(())
}

/// Lets no session of a person last longer than until `expires_ms`.
pub(crate) fn shorten_of_user(
    connection: &Connection,
    user: UserId,
    expires_ms: i64,
) -> Result<()> {
    let sql = "UPDATE session SET expires_ms = min(expires_ms, ?2) WHERE user = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(user), expires_ms])?;
    Ok(())
}

/// Forgets the sessions and tokens that have ended by `now_ms`.
pub(crate) fn forget_ended(connection: &Connection, now_ms: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE expires_ms <= ?1")?
        .execute([now_ms])?;
    connection
        .prepare_cached("DELETE FROM access_token WHERE expires_ms <= ?1")?
        .execute([now_ms])?;
    forget_orphans(connection)
}

/// Ends a session.
pub(crate) fn end(connection: &Connection, session: SessionId) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE id = ?1")?
        .execute([session.0])?;
    forget_orphans(connection)
}

pub(crate) fn end_of_device(connection: &Connection, device: DeviceTag) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM session WHERE device = ?1")?
        .execute([Sql(device)])?;
    forget_orphans(connection)
}

/// Ends the sessions of a person, but for this one and those that are only kept for handing in work.
pub(crate) fn end_of_user(
    connection: &Connection,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<()> {
    let sql = "DELETE FROM session WHERE user = ?1 AND id IS NOT ?2
               AND device NOT IN (SELECT tag FROM device WHERE revoked)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(user), keep.map(|session| session.0)])?;
    forget_orphans(connection)
}

/// Forgets the tokens of sessions that have ended.
fn forget_orphans(connection: &Connection) -> Result<()> {
    let sql = "DELETE FROM access_token WHERE session NOT IN (SELECT id FROM session)";
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_from_before_tokens_had_a_life_goes_on_with_its_token() {
        let connection = Connection::open_in_memory().unwrap();
        let former = include_str!("../schema/tenant.sql");
        connection.execute_batch(former).unwrap();
        let (hash, user, device) = ([7; 32], UserId(uuid::Uuid::nil()), DeviceTag([1; 8]));
        let sql = "INSERT INTO session (token_hash, user, device, created_ms, expires_ms) VALUES (?1, ?2, ?3, 10, 100)";
        let row = params![hash, Sql(user), Sql(device)];
        connection.execute(sql, row).unwrap();
        let tokens = include_str!("../schema/tokens.sql");
        connection.execute_batch(tokens).unwrap();
        let session = of_token(&connection, &hash, 99).unwrap().unwrap();
        assert_eq!((session.user, session.device), (user, device));
        assert!(renewal(&connection, session.id).unwrap().is_none());
        assert_eq!(of_token(&connection, &hash, 100).unwrap(), None);
        end(&connection, session.id).unwrap();
        assert_eq!(of_token(&connection, &hash, 99).unwrap(), None);
    }
}
