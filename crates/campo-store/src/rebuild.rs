//! Taking in again what was read of a damaged database, in a new one or in one that lost its end.
//!
//! The device is then like one that was restored from an older copy: it does not know what it said under its tag, so it
//! takes a new one before it says anything, walks all records, and sends its work only after that, made anew on what
//! the server has. Work the server knows already is recognized there, as that of any copy of a device is.
//!
//! Invariant: nothing is sent, and nothing is made anew, before the walk is over: on records that are not here yet,
//! taking something away would say nothing and be settled as done.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::id::{ActorId, DeviceTag};
use campo_wire::sync::PullRequest;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::edits::EditStatus;
use crate::error::StoreError;
use crate::salvage::{Salvage, SalvagedEdit, TABLES, as_params};
use crate::store::{Store, Tx};

const REBUILDING: &str = "rebuilding";

/// How far a rebuilt device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Rebuilding {
    /// It needs a tag of its own.
    Enroll,
    /// It walks all records under its new tag.
    Walk,
}

/// What was taken over from a damaged database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Edits the server had not accepted that are here again.
    pub edits: u64,
    /// Such edits that could not be read; `None` where not even their number could.
    pub unreadable: Option<u64>,
}

impl Store {
    /// Takes in what was read of a damaged database. What is here already stays as it is.
    ///
    /// `random` is this process's half of the actor.
    pub fn take_in(&mut self, salvage: &Salvage, random: [u8; 8]) -> Result<Taken, StoreError> {
        // The modules first: what is written after them is shown by their types.
        self.write(|tx| tx.take_rows(salvage))?;
        let edits = self.write(|tx| tx.take_edits(salvage, random))?;
        self.sql()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(Taken {
            edits,
            unreadable: salvage.unreadable,
        })
    }
}

impl Tx<'_> {
    fn take_rows(&self, salvage: &Salvage) -> Result<(), StoreError> {
        for ((table, columns, _), rows) in TABLES.iter().zip(&salvage.rows) {
            let places = vec!["?"; columns.split(',').count()].join(", ");
            let sql = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})");
            let mut write = self.sql.prepare(&sql)?;
            for row in rows {
                write.execute(&as_params(row)[..])?;
            }
        }
        self.set_meta(REBUILDING, &Rebuilding::Enroll)
    }

    fn take_edits(&self, salvage: &Salvage, random: [u8; 8]) -> Result<u64, StoreError> {
        // Whoever signed in may be on a page that cannot be read; the tag is changed before anything is sent.
        let device = self
            .membership()
            .map_or(DeviceTag([0; 8]), |known| known.device);
        let actor = ActorId::new(device, random);
        let mut groups = BTreeMap::new();
        let mut touched = BTreeSet::new();
        let mut taken = 0;
        for salvaged in &salvage.edits {
            let edit = &salvaged.edit;
            let n = match self.handle(edit.record)? {
                Some(n) => n,
                None => self.insert_record(edit.record, &edit.record_type, edit.at.device_ms)?,
            };
            if self.has_act(n, salvaged)? {
                continue;
            }
            let local = self.insert_salvaged(n, salvaged)?;
            if let Some(group) = salvaged.group {
                self.set_group(local, *groups.entry(group).or_insert(local))?;
            }
            taken += 1;
            touched.insert(n);
        }
        for n in touched {
            self.show_own(n, actor)?;
        }
        Ok(taken)
    }

    /// Whether an edit made at the same moment, of the same document, is here.
    fn has_act(&self, n: i64, salvaged: &SalvagedEdit) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM edit WHERE at_ms = ?1 AND n = ?2 AND facet IS ?3 AND kind = ?4";
        let at_ms = salvaged.edit.at.device_ms;
        let mut read = self.sql.prepare_cached(sql)?;
        Ok(read.exists(params![at_ms, n, salvaged.facet, salvaged.kind])?)
    }

    fn insert_salvaged(&self, n: i64, salvaged: &SalvagedEdit) -> Result<i64, StoreError> {
        let SalvagedEdit {
            kind,
            facet,
            reason,
            payload,
            edit,
            ..
        } = salvaged;
        // What was sent waits again; only what the office decides on is known by its number still.
        let (state, number) = match salvaged.state {
            state if state == EditStatus::Refused as i64 => (state, None),
            state if state == EditStatus::Quarantined as i64 => (state, salvaged.number),
            _ => (EditStatus::Local as i64, None),
        };
        let mut write = self.sql.prepare_cached(
            "INSERT INTO edit (device, number, n, kind, facet, state, reason, at_ms, payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        let (device, at_ms) = (edit.id.device.0, edit.at.device_ms);
        Ok(write.insert(params![
            device, number, n, kind, facet, state, reason, at_ms, payload
        ])?)
    }

    /// Shows a record with the edits taken in, where there is something they go on top of.
    fn show_own(&self, n: i64, actor: ActorId) -> Result<(), StoreError> {
        let sql = "SELECT confirmed = 1 FROM record WHERE n = ?1";
        let is_here: bool = self.sql.query_row(sql, [n], |row| row.get(0))?;
        let overlay = self.overlay_of_record(n)?;
        let is_made_here = overlay
            .first()
            .is_some_and(|row| self.is_creation(row.local));
        if !is_here && !is_made_here {
            return Ok(());
        }
        let documents = overlay.iter().filter_map(|row| row.edit.body.document());
        documents
            .collect::<BTreeSet<&str>>()
            .into_iter()
            .try_for_each(|name| self.rebuild(n, name, actor))?;
        self.project(n)
    }

    /// Where a rebuilt device goes on with its walk over all records, while it does.
    pub fn rebuilding_walk(&self) -> Result<Option<PullRequest>, StoreError> {
        if self.rebuilding()? != Some(Rebuilding::Walk) {
            return Ok(None);
        }
        Ok(Some(PullRequest {
            device: self.membership()?.device,
            position: self.position()?,
        }))
    }

    /// Whether this device was rebuilt and does not have all records again yet.
    pub fn is_rebuilding(&self) -> Result<bool, StoreError> {
        Ok(self.rebuilding()?.is_some())
    }

    /// A rebuilt device has a tag of its own now.
    pub(crate) fn begin_rebuilding_walk(&self) -> Result<(), StoreError> {
        match self.rebuilding()? {
            Some(_) => self.set_meta(REBUILDING, &Rebuilding::Walk),
            None => Ok(()),
        }
    }

    /// A rebuilt device has walked all records.
    pub(crate) fn end_rebuilding(&self) -> Result<(), StoreError> {
        let sql = "DELETE FROM meta WHERE key = ?1";
        if self.rebuilding()? == Some(Rebuilding::Walk) {
            self.sql.execute(sql, [REBUILDING])?;
        }
        Ok(())
    }

    fn rebuilding(&self) -> Result<Option<Rebuilding>, StoreError> {
        self.meta(REBUILDING)
    }
}
