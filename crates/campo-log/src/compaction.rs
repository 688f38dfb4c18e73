//! Making the log smaller: edits older than a horizon move into compressed blocks, see `docs/decisions/0026-compaction.md`.
//!
//! Nothing is lost by it: history, time travel and the merging of old edits read the blocks. Only the tail does not: a
//! device whose cursor lies before the horizon gets a sweep, so records as they are now.

use rusqlite::Connection;
use serde_json::json;

use crate::audit::Act;
use crate::error::Result;
use crate::table::{archive, entry, meta};
use crate::tenant::Tenant;

/// How long edits stay in the log itself when nobody says otherwise, days.
pub const DEFAULT_KEEP_DAYS: u32 = 400;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// What a compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compaction {
    /// The last entry before the horizon.
    pub horizon: u64,
    /// How many edits were moved.
    pub edits: u64,
}

impl Tenant {
    /// Moves edits that came more than `keep_days` ago into the archive, a block per transaction.
    pub fn compact(&self, keep_days: u32, now_ms: i64) -> Result<Compaction> {
        let before_ms = now_ms.saturating_sub(i64::from(keep_days) * DAY_MS);
        let end = self.read(|connection| entry::last_before(connection, before_ms))?;
        let mut done = Compaction {
            horizon: 0,
            edits: 0,
        };
        loop {
            let (horizon, moved) = self.write(|transaction| move_block(transaction, end))?;
            done.horizon = horizon;
            if moved == 0 {
                break;
            }
            done.edits += moved;
        }
        if done.edits > 0 {
            let act = Act {
                user: None,
                action: "tenant.compact",
                resource_type: "tenant",
                resource: self.key().to_owned(),
                detail: json!({ "horizon": done.horizon, "edits": done.edits }),
            };
            self.note(&act, now_ms)?;
        }
        Ok(done)
    }

    /// Gives the room that compaction left in the file back to the system; gives the file's bytes before and after.
    /// Takes the write lock for a while.
    pub fn shrink(&self) -> Result<(u64, u64)> {
        let before = self.file_bytes()?;
        self.vacuum()?;
        Ok((before, self.file_bytes()?))
    }
}

/// Moves the next block up to `end`; gives the horizon then, and how many edits were moved.
fn move_block(connection: &Connection, end: u64) -> Result<(u64, u64)> {
    let after = horizon(connection)?;
    if end <= after {
        return Ok((after, 0));
    }
    let block = archive::next_block(connection, after, end)?;
    let Some((&last, _)) = block.last_key_value() else {
        meta::set(connection, meta::HORIZON, &end.to_string())?;
        return Ok((end, 0));
    };
    archive::put(connection, last, &block)?;
    archive::empty(connection, after, last)?;
    meta::set(connection, meta::HORIZON, &last.to_string())?;
    Ok((last, block.len() as u64))
}

/// The last entry that the tail does not reach any more; 0 when it reaches all.
pub(crate) fn horizon(connection: &Connection) -> Result<u64> {
    meta::number_or(connection, meta::HORIZON, 0)
}

#[cfg(test)]
mod tests;
