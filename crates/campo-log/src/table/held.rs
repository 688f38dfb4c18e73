//! Which device holds which record, as of which cursor.
//!
//! What a page gives or takes counts from the cursor the page ends at, and not before: a device whose answer was
//! lost asks again from where it was, and is judged by what it had there.

use campo_model::id::DeviceTag;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sql, id};
use crate::error::Result;

/// A device's hold on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    /// The first cursor at which the device has it.
    pub(crate) from: u64,
    /// The first cursor at which it no longer has it.
    pub(crate) until: Option<u64>,
}

impl Held {
    /// Whether the device has the record when it has applied the log up to `cursor`.
    pub(crate) fn at(&self, cursor: u64) -> bool {
        self.from <= cursor && self.until.is_none_or(|until| until > cursor)
    }

    /// Whether a device at `cursor` may have the record from an earlier stay.
    ///
    /// A device restored from a copy, or cloned, is behind what is known of its holdings: it is told again to forget.
    pub(crate) fn may_still_be(&self, cursor: u64) -> bool {
        self.until.is_none_or(|until| until > cursor)
    }
}

pub(crate) fn get(connection: &Connection, device: DeviceTag, n: i64) -> Result<Option<Held>> {
    let sql = "SELECT from_seq, until_seq FROM held WHERE device = ?1 AND record = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Held {
            from: id(row, 0)?,
            until: row.get::<_, Option<Sql<u64>>>(1)?.map(|until| until.0),
        })
    };
    Ok(statement
        .query_row(params![Sql(device), n], read)
        .optional()?)
}

/// Writes or, with `None`, forgets a hold; a hold that ends is kept for [`at`].
pub(crate) fn set(
    connection: &Connection,
    device: DeviceTag,
    n: i64,
    held: Option<Held>,
    now_ms: i64,
) -> Result<()> {
    let old = get(connection, device, n)?;
    let ends = |old: &Held| held.is_none_or(|new| new.until.is_some() || new.from != old.from);
    if old.is_some_and(|old| old.until.is_none() && ends(&old)) {
        let sql = "INSERT INTO held_before (device, record, given_ms, taken_ms)
                   SELECT device, record, given_ms, ?3 FROM held WHERE device = ?1 AND record = ?2";
        connection
            .prepare_cached(sql)?
            .execute(params![Sql(device), n, now_ms])?;
    }
    let Some(held) = held else {
        let sql = "DELETE FROM held WHERE device = ?1 AND record = ?2";
        connection
            .prepare_cached(sql)?
            .execute(params![Sql(device), n])?;
        return Ok(());
    };
    let sql = "INSERT INTO held (device, record, from_seq, until_seq, given_ms) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (device, record) DO UPDATE SET
                 given_ms = iif(from_seq = excluded.from_seq, given_ms, excluded.given_ms),
                 from_seq = excluded.from_seq, until_seq = excluded.until_seq";
    connection.prepare_cached(sql)?.execute(params![
        Sql(device),
        n,
        Sql(held.from),
        held.until.map(Sql),
        now_ms
    ])?;
    Ok(())
}

/// The records that a device, in all its incarnations, had at `at_ms`: given by then and not taken yet, or made there.
///
/// What was taken after `certain_ms` counts as still there: the device has not been heard of since.
pub(crate) fn at(
    connection: &Connection,
    origin: DeviceTag,
    at_ms: i64,
    certain_ms: i64,
) -> Result<Vec<i64>> {
    let sql = "WITH tags AS (SELECT tag FROM device WHERE coalesce(origin, tag) = ?1)
               SELECT record FROM held WHERE device IN tags AND until_seq IS NULL AND given_ms <= ?2
               UNION SELECT record FROM held_before
                 WHERE device IN tags AND given_ms <= ?2 AND (taken_ms > ?2 OR taken_ms > ?3)
               UNION SELECT r.n FROM entry e JOIN record r ON r.id = e.record
                 WHERE e.device IN tags AND e.number IS NOT NULL AND e.received_ms <= ?2
                   AND NOT EXISTS (SELECT 1 FROM held h WHERE h.device IN tags AND h.record = r.n AND h.until_seq IS NOT NULL)";
    let mut statement = connection.prepare_cached(sql)?;
    let records = statement.query_map(params![Sql(origin), at_ms, certain_ms], |row| row.get(0))?;
    Ok(records.collect::<rusqlite::Result<_>>()?)
}
