//! What happens to the log when a backup is restored: a new epoch, and the list of what is missing.
//!
//! The entries after the backup are lost here and live on in devices. A device of an earlier epoch is told up to where
//! the logs agree; it offers its own work beyond that again. What no device offered is listed.

use std::ops::RangeInclusive;

use campo_wire::sync::Item;
use rusqlite::{Connection, Transaction};

use crate::error::Result;
use crate::pull::Known;
use crate::table::epoch::{self, Epoch};
use crate::table::{entry, meta, verdict};
use crate::tenant::{self, Tenant};

/// What a restore lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The epoch that began with the restore.
    pub epoch: u32,
    /// When, ms since 1970 UTC.
    pub began_ms: i64,
    /// The last entry of the backup.
    pub shared: u64,
    /// The last entry that any device has reported to know from before the restore.
    pub known: u64,
    /// How many of the lost entries their authors' devices offered again.
    pub returned: u64,
    /// The lost entries that nobody has offered yet.
    pub missing: Vec<RangeInclusive<u64>>,
}

impl Tenant {
    /// What restores lost, as far as devices have reported by now.
    pub fn gaps(&self) -> Result<Vec<Gap>> {
        self.read(|connection| {
            let epochs = epoch::all(connection)?.into_iter();
            epochs.map(|began| gap(connection, began)).collect()
        })
    }
}

fn gap(connection: &Connection, began: Epoch) -> Result<Gap> {
    let returned = epoch::returned(connection, began.number)?;
    let known = returned.last().copied().unwrap_or(0).max(began.known);
    let mut missing = Vec::new();
    let mut next = began.shared + 1;
    for seq in returned.iter().copied().filter(|seq| *seq > began.shared) {
        if next < seq {
            missing.push(next..=seq - 1);
        }
        next = seq + 1;
    }
    if next <= known {
        missing.push(next..=known);
    }
    Ok(Gap {
        epoch: began.number,
        began_ms: began.began_ms,
        shared: began.shared,
        known,
        returned: returned.len() as u64,
        missing,
    })
}

/// Begins a new epoch in a restored log: later than every one there ever was, also of restores that this copy does
/// not know of. So it is numbered by the clock.
pub(crate) fn begin(transaction: &Transaction<'_>, now_ms: i64) -> Result<u32> {
    let by_clock = u32::try_from(now_ms.div_euclid(1000)).unwrap_or(0);
    let number = by_clock.max(tenant::epoch(transaction)?.saturating_add(1));
    let shared = entry::head(transaction)?;
    let began = Epoch {
        number,
        shared,
        began_ms: now_ms,
        known: shared,
    };
    epoch::insert(transaction, &began)?;
    meta::set(transaction, meta::LOG_EPOCH, &number.to_string())?;
    meta::remove(transaction, meta::BACKUP)?;
    Ok(number)
}

/// What a device of an earlier epoch is told first.
pub(crate) fn tell(connection: &Connection, known: Known) -> Result<Item> {
    Ok(Item::Epoch {
        shared: epoch::shared_since(connection, known.cursor.epoch)?,
        account: verdict::account(connection, known.device)?,
    })
}

/// Notes how far a device of an earlier epoch had been.
pub(crate) fn note(transaction: &Transaction<'_>, known: Known) -> Result<()> {
    epoch::note_known(transaction, tenant::epoch(transaction)?, known.cursor.seq)
}

#[cfg(test)]
mod tests;
