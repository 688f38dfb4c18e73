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

/// Writes or, with `None`, forgets a hold.
pub(crate) fn set(
    connection: &Connection,
    device: DeviceTag,
    n: i64,
    held: Option<Held>,
) -> Result<()> {
    let Some(held) = held else {
        let sql = "DELETE FROM held WHERE device = ?1 AND record = ?2";
        connection
            .prepare_cached(sql)?
            .execute(params![Sql(device), n])?;
        return Ok(());
    };
    let sql = "INSERT INTO held (device, record, from_seq, until_seq) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (device, record) DO UPDATE SET from_seq = excluded.from_seq, until_seq = excluded.until_seq";
    connection.prepare_cached(sql)?.execute(params![
        Sql(device),
        n,
        Sql(held.from),
        held.until.map(Sql)
    ])?;
    Ok(())
}
