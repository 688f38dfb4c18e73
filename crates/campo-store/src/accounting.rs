//! The numbers of edits in each state, and the edits that need a look.

use campo_document::Edit;
use campo_model::id::DeviceTag;
use rusqlite::OptionalExtension;

use crate::edits::{EditRow, EditStatus};
use crate::error::StoreError;
use crate::project::conflict_count;
use crate::store::Tx;

/// How many edits are in each state, and how many conflicts there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Made here, never sent.
    pub local: u64,
    /// Sent, verdict unknown.
    pub sent: u64,
    /// In the server's log.
    pub accepted: u64,
    /// Refused.
    pub refused: u64,
    /// Set aside at the server.
    pub quarantined: u64,
    /// Fields on which people disagree, and deletions that met edits.
    pub conflicts: u64,
}

/// An edit of this device with its state.
#[derive(Debug, Clone)]
pub struct StoredEdit {
    /// Its place among the edits of this device.
    pub local: i64,
    /// Where it is.
    pub status: EditStatus,
    /// What it does, in a word.
    pub kind: String,
    /// Why it was refused, as stored.
    pub reason: Option<String>,
    /// The edit.
    pub edit: Edit,
}

impl Tx<'_> {
    /// The accounting of this device.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let mut counts = Counts::default();
        let mut read = self
            .sql
            .prepare_cached("SELECT state, count(*) FROM edit GROUP BY state")?;
        let rows = read.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        for row in rows {
            let (state, count) = row?;
            let count = u64::try_from(count).unwrap_or_default();
            match state {
                0 => counts.local = count,
                1 => counts.sent = count,
                2 | 3 => counts.accepted += count,
                4 => counts.refused = count,
                5 => counts.quarantined = count,
                _ => {}
            }
        }
        for id in self.conflicting_records()? {
            counts.conflicts += conflict_count(&self.record(id)?) as u64;
        }
        Ok(counts)
    }

    /// The edits that are not plainly on the server, oldest first.
    pub fn open_edits(&self) -> Result<Vec<StoredEdit>, StoreError> {
        let rows = self.edit_rows(
            "SELECT local, state, grp, payload FROM edit WHERE state IN (0, 1, 4, 5) ORDER BY local LIMIT 1000",
            [],
        )?;
        rows.into_iter().map(|row| self.with_reason(row)).collect()
    }

    fn with_reason(&self, row: EditRow) -> Result<StoredEdit, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT kind, reason FROM edit WHERE local = ?1")?;
        let (kind, reason) =
            read.query_row([row.local], |found| Ok((found.get(0)?, found.get(1)?)))?;
        Ok(StoredEdit {
            local: row.local,
            status: row.status,
            kind,
            reason,
            edit: row.edit,
        })
    }

    /// Whether edits of this device on a record wait for the server.
    pub fn is_pending(&self, n: i64) -> Result<bool, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT 1 FROM edit WHERE n = ?1 AND state IN (0, 1) LIMIT 1")?;
        Ok(read.exists([n])?)
    }

    /// The name of a person.
    pub fn person_name(&self, user: &str) -> Result<Option<String>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT name FROM person WHERE id = ?1")?;
        Ok(read.query_row([user], |row| row.get(0)).optional()?)
    }

    /// Every person of the tenant: id, name, roles as JSON.
    pub fn people(&self) -> Result<Vec<(String, String, String)>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT id, name, roles FROM person ORDER BY name")?;
        let rows = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whose a device is and what it is called: the person's id and name, the device's name.
    pub fn device_owner(
        &self,
        tag: DeviceTag,
    ) -> Result<Option<(String, String, String)>, StoreError> {
        let mut read = self.sql.prepare_cached(
            "SELECT d.user, coalesce(p.name, d.user), d.name FROM device d LEFT JOIN person p ON p.id = d.user WHERE d.tag = ?1",
        )?;
        Ok(read
            .query_row([tag.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?)
    }
}
