//! The last imports of files done on this device, and what each did to which record, so that it can be taken back.

use campo_model::id::RecordId;
use rusqlite::params;

use crate::error::StoreError;
use crate::store::Tx;

/// How many imports are remembered.
const KEPT: i64 = 10;

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImport {
    /// Its name.
    pub id: String,
    /// The type of its records.
    pub record_type: String,
    /// The file's name.
    pub source: String,
    /// Where its columns went, as it was given.
    pub map: String,
    /// When it began, ms since 1970 UTC.
    pub at_ms: i64,
    /// Records made.
    pub created: u32,
    /// Records changed.
    pub updated: u32,
    /// Whether it was taken back.
    pub undone: bool,
}

/// What an import did to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRecord {
    /// The record.
    pub record: RecordId,
    /// The fields it changed as they were, as it was given; `None` for a record it made.
    pub before: Option<String>,
    /// Tells whether the record is still as the import left it.
    pub after: Vec<u8>,
}

impl Tx<'_> {
    /// Remembers an import that begins, or goes on, and forgets the oldest.
    pub fn begin_import(&self, import: &StoredImport) -> Result<(), StoreError> {
        let sql = "INSERT INTO import (id, type, source, map, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (id) DO UPDATE SET map = excluded.map, undone = 0";
        let StoredImport {
            id,
            record_type,
            source,
            map,
            at_ms,
            ..
        } = import;
        self.sql
            .prepare_cached(sql)?
            .execute(params![id, record_type, source, map, at_ms])?;
        let old = "SELECT id FROM import ORDER BY at_ms DESC, id LIMIT -1 OFFSET ?1";
        for table in ["imported WHERE import", "import WHERE id"] {
            self.sql
                .prepare_cached(&format!("DELETE FROM {table} IN ({old})"))?
                .execute([KEPT])?;
        }
        Ok(())
    }

    /// Counts what a step of an import did.
    pub fn count_imported(&self, id: &str, created: u32, updated: u32) -> Result<(), StoreError> {
        let sql = "UPDATE import SET created = created + ?2, updated = updated + ?3 WHERE id = ?1";
        self.sql
            .prepare_cached(sql)?
            .execute(params![id, created, updated])?;
        Ok(())
    }

    /// Remembers what an import did to a record. What the record was before it is told once.
    pub fn note_imported(&self, import: &str, noted: &ImportedRecord) -> Result<(), StoreError> {
        let sql = "INSERT INTO imported (import, record, before, after) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (import, record) DO UPDATE SET after = excluded.after";
        let record = noted.record.to_string();
        self.sql.prepare_cached(sql)?.execute(params![
            import,
            record,
            noted.before,
            noted.after
        ])?;
        Ok(())
    }

    /// The remembered imports, the newest first.
    pub fn imports(&self) -> Result<Vec<StoredImport>, StoreError> {
        let sql = "SELECT id, type, source, map, at_ms, created, updated, undone FROM import ORDER BY at_ms DESC, id";
        let mut read = self.sql.prepare_cached(sql)?;
        let imports = read.query_map([], |row| {
            Ok(StoredImport {
                id: row.get(0)?,
                record_type: row.get(1)?,
                source: row.get(2)?,
                map: row.get(3)?,
                at_ms: row.get(4)?,
                created: row.get(5)?,
                updated: row.get(6)?,
                undone: row.get(7)?,
            })
        })?;
        Ok(imports.collect::<rusqlite::Result<_>>()?)
    }

    /// What an import did to the records after `after`, by id, at most `limit` of them.
    pub fn imported(
        &self,
        import: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<ImportedRecord>, StoreError> {
        let sql = "SELECT record, before, after FROM imported WHERE import = ?1 AND record > ?2 ORDER BY record LIMIT ?3";
        let mut read = self.sql.prepare_cached(sql)?;
        let mut rows = read.query(params![import, after, limit])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            records.push(ImportedRecord {
                record: id.parse().map_err(|_| StoreError::Damaged {
                    what: "what an import did",
                    source: None,
                })?,
                before: row.get(1)?,
                after: row.get(2)?,
            });
        }
        Ok(records)
    }

    /// Forgets what an import did to a record, which was taken back.
    pub fn forget_imported(&self, import: &str, record: RecordId) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("DELETE FROM imported WHERE import = ?1 AND record = ?2")?
            .execute(params![import, record.to_string()])?;
        Ok(())
    }

    /// Notes that an import was taken back.
    pub fn end_import(&self, id: &str) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE import SET undone = 1 WHERE id = ?1")?
            .execute([id])?;
        Ok(())
    }
}
