//! The track that is being recorded, written in stretches so that a kill costs what was not written. It never leaves the
//! device as such: when it is finished a record is made of it.

use rusqlite::{OptionalExtension, params};

use crate::error::StoreError;
use crate::store::Tx;

/// A recording that was begun and not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecording {
    /// When it was begun, ms since 1970 UTC; tells it from others.
    pub started_ms: i64,
    /// Whether it pauses.
    pub paused: bool,
    /// What it is for and which fences it watches, as it was given.
    pub plan: String,
    /// What is known of its positions, as it was given.
    pub totals: String,
}

/// What was written at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredStretch {
    /// The encoded positions; empty when none was kept.
    pub segment: Vec<u8>,
    /// The fences crossed, as it was given.
    pub crossings: String,
}

impl Tx<'_> {
    /// The recording that is not finished, if there is one.
    pub fn recording(&self) -> Result<Option<StoredRecording>, StoreError> {
        let sql = "SELECT started_ms, paused, plan, totals FROM recording";
        let mut read = self.sql.prepare_cached(sql)?;
        let row = read.query_row([], |row| {
            Ok(StoredRecording {
                started_ms: row.get(0)?,
                paused: row.get(1)?,
                plan: row.get(2)?,
                totals: row.get(3)?,
            })
        });
        Ok(row.optional()?)
    }

    /// Begins a recording. There is one at a time.
    pub fn begin_recording(&self, recording: &StoredRecording) -> Result<(), StoreError> {
        let sql = "INSERT INTO recording (one, started_ms, paused, plan, totals) VALUES (1, ?1, ?2, ?3, ?4)";
        let StoredRecording {
            started_ms,
            paused,
            plan,
            totals,
        } = recording;
        self.sql
            .prepare_cached(sql)?
            .execute(params![started_ms, paused, plan, totals])?;
        Ok(())
    }

    /// Adds a stretch, and what is known of the whole with it.
    pub fn add_stretch(&self, stretch: &StoredStretch, totals: &str) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("INSERT INTO recorded (segment, crossings) VALUES (?1, ?2)")?
            .execute(params![stretch.segment, stretch.crossings])?;
        self.sql
            .prepare_cached("UPDATE recording SET totals = ?1")?
            .execute([totals])?;
        Ok(())
    }

    /// Lets the recording pause, or go on.
    pub fn pause_recording(&self, paused: bool) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE recording SET paused = ?1")?
            .execute([paused])?;
        Ok(())
    }

    /// The crossings of those stretches that have any, in their order.
    pub fn crossings(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT crossings FROM recorded WHERE crossings <> '[]' ORDER BY n";
        let mut read = self.sql.prepare_cached(sql)?;
        let crossings = read.query_map([], |row| row.get(0))?;
        Ok(crossings.collect::<rusqlite::Result<_>>()?)
    }

    /// The stretches of the recording in their order.
    pub fn stretches(&self) -> Result<Vec<StoredStretch>, StoreError> {
        let sql = "SELECT segment, crossings FROM recorded ORDER BY n";
        let mut read = self.sql.prepare_cached(sql)?;
        let stretches = read.query_map([], |row| {
            Ok(StoredStretch {
                segment: row.get(0)?,
                crossings: row.get(1)?,
            })
        })?;
        Ok(stretches.collect::<rusqlite::Result<_>>()?)
    }

    /// Forgets the recording, of which a record was made or which was given up.
    pub fn end_recording(&self) -> Result<(), StoreError> {
        for table in ["recording", "recorded"] {
            self.sql
                .prepare_cached(&format!("DELETE FROM {table}"))?
                .execute([])?;
        }
        Ok(())
    }
}
