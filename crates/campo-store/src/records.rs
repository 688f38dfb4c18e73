//! The rows of records: handle, type, tombstone.

use std::collections::BTreeMap;

use campo_document::Document;
use campo_model::id::{DeviceTag, RecordId, TypeKey};
use campo_wire::sync::Tombstone;
use rusqlite::{OptionalExtension, Row, params};

use crate::documents::Contents;
use crate::error::StoreError;
use crate::store::Tx;

/// A record as this device has it now.
#[derive(Debug, Clone)]
pub struct RecordState {
    /// This device's handle.
    pub n: i64,
    /// The record.
    pub id: RecordId,
    /// Its type.
    pub record_type: TypeKey,
    /// When it was created, ms.
    pub created_ms: i64,
    /// When it was last edited, ms.
    pub updated_ms: i64,
    /// Whether the server has it in this person's scope.
    pub confirmed: bool,
    /// The tombstone the server's log has.
    pub tombstone: Option<Tombstone>,
    /// Whether it is deleted, pending deletions and restorations included.
    pub deleted: bool,
    /// The documents of its facets, pending edits included.
    pub facets: Vec<(String, Document)>,
    /// What its texts that merge letter by letter say, by field, pending edits included.
    pub texts: BTreeMap<String, String>,
}

const COLUMNS: &str =
    "n, id, type, created_ms, updated_ms, confirmed, tomb_device, tomb_ms, tomb_conflict";

impl RecordState {
    /// Whether nothing is known of the record: its creation was refused, or it was never here.
    pub fn is_blank(&self) -> bool {
        self.facets.is_empty() && self.texts.is_empty()
    }
}

impl Tx<'_> {
    /// The record with this id, with its documents, or [`StoreError::NoRecord`].
    pub fn record(&self, id: RecordId) -> Result<RecordState, StoreError> {
        self.find_record(id)?.ok_or(StoreError::NoRecord(id))
    }

    /// The record with this id, if this device has it.
    pub fn find_record(&self, id: RecordId) -> Result<Option<RecordState>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE id = ?1");
        let mut read = self.sql.prepare_cached(&sql)?;
        let found = read.query_row([id.to_string()], read_row).optional()?;
        found.map(|raw| self.complete(raw)).transpose()
    }

    pub(crate) fn record_by_handle(&self, n: i64) -> Result<RecordState, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM record WHERE n = ?1");
        let mut read = self.sql.prepare_cached(&sql)?;
        let raw = read.query_row([n], read_row)?;
        self.complete(raw)
    }

    /// The handle of a record, if this device has it.
    pub(crate) fn handle(&self, id: RecordId) -> Result<Option<i64>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT n FROM record WHERE id = ?1")?;
        Ok(read
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?)
    }

    /// Makes the row of a record this device did not have.
    pub(crate) fn insert_record(
        &self,
        id: RecordId,
        record_type: &TypeKey,
        at_ms: i64,
    ) -> Result<i64, StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO record (id, type, created_ms, updated_ms, confirmed) VALUES (?1, ?2, ?3, ?3, 0)",
        )?;
        Ok(write.insert(params![id.to_string(), record_type.as_str(), at_ms])?)
    }

    pub(crate) fn touch_record(&self, n: i64, at_ms: i64) -> Result<(), StoreError> {
        let mut write = self
            .sql
            .prepare_cached("UPDATE record SET updated_ms = max(updated_ms, ?2) WHERE n = ?1")?;
        write.execute(params![n, at_ms])?;
        Ok(())
    }

    pub(crate) fn set_tombstone(
        &self,
        n: i64,
        tombstone: Option<&Tombstone>,
    ) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "UPDATE record SET tomb_device = ?2, tomb_ms = ?3, tomb_conflict = ?4 WHERE n = ?1",
        )?;
        let device = tombstone.map(|t| t.device.0);
        write.execute(params![
            n,
            device,
            tombstone.map(|t| t.at_ms),
            tombstone.is_some_and(|t| t.conflict)
        ])?;
        Ok(())
    }

    fn complete(&self, raw: RawRecord) -> Result<RecordState, StoreError> {
        let damaged = || StoreError::Damaged {
            what: "a record row",
            source: None,
        };
        let Contents { facets, texts } = self.contents(raw.n)?;
        let pending = self.pending_deletion(raw.n)?;
        Ok(RecordState {
            n: raw.n,
            id: raw.id.parse().map_err(|_| damaged())?,
            record_type: raw.record_type.parse().map_err(|_| damaged())?,
            created_ms: raw.created_ms,
            updated_ms: raw.updated_ms,
            confirmed: raw.confirmed,
            deleted: pending.unwrap_or(raw.tombstone.is_some()),
            tombstone: raw.tombstone,
            facets,
            texts,
        })
    }
}

struct RawRecord {
    n: i64,
    id: String,
    record_type: String,
    created_ms: i64,
    updated_ms: i64,
    confirmed: bool,
    tombstone: Option<Tombstone>,
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<RawRecord> {
    let device: Option<[u8; 8]> = row.get(6)?;
    let tombstone = match device {
        Some(tag) => Some(Tombstone {
            device: DeviceTag(tag),
            at_ms: row.get(7)?,
            conflict: row.get(8)?,
        }),
        None => None,
    };
    Ok(RawRecord {
        n: row.get(0)?,
        id: row.get(1)?,
        record_type: row.get(2)?,
        created_ms: row.get(3)?,
        updated_ms: row.get(4)?,
        confirmed: row.get(5)?,
        tombstone,
    })
}
