//! Which device holds which record, as of which cursor.
//!
//! What a page gives or takes counts from the cursor the page ends at, and not before: a device whose answer was
//! lost asks again from where it was, and is judged by what it had there.

use campo_model::id::DeviceTag;
use rusqlite::{Connection, OptionalExtension, params};

use super::Sql;
use crate::error::Result;

/// Whether a device that has applied the log up to `cursor` has the record.
pub(crate) fn has(connection: &Connection, device: DeviceTag, n: i64, cursor: u64) -> Result<bool> {
    let sql = "SELECT from_seq <= ?3 AND (until_seq IS NULL OR until_seq > ?3) FROM held
               WHERE device = ?1 AND record = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let has = statement.query_row(params![Sql(device), n, cursor], |row| row.get(0)).optional()?;
    Ok(has.unwrap_or(false))
}

/// Whether the device was ever given the record.
pub(crate) fn ever(connection: &Connection, device: DeviceTag, n: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM held WHERE device = ?1 AND record = ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![Sql(device), n], |row| row.get(0))?)
}

/// What a page does to a device's hold on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// It has it, and keeps it.
    Keep,
    /// It gets it.
    Enter,
    /// It loses it.
    Leave,
    /// It does not have it, and does not get it.
    Never,
}

/// Writes what a page that ends at `end` does.
pub(crate) fn set(connection: &Connection, device: DeviceTag, n: i64, hold: Hold, end: u64) -> Result<()> {
    let sql = match hold {
        Hold::Keep => "UPDATE held SET until_seq = NULL WHERE device = ?1 AND record = ?2 AND until_seq IS NOT NULL AND ?3 = ?3",
        Hold::Enter => {
            "INSERT INTO held (device, record, from_seq) VALUES (?1, ?2, ?3)
             ON CONFLICT (device, record) DO UPDATE SET from_seq = excluded.from_seq, until_seq = NULL"
        }
        Hold::Leave => "UPDATE held SET until_seq = ?3 WHERE device = ?1 AND record = ?2",
        Hold::Never => "DELETE FROM held WHERE device = ?1 AND record = ?2 AND from_seq <= ?3",
    };
    connection.prepare_cached(sql)?.execute(params![Sql(device), n, end])?;
    Ok(())
}
