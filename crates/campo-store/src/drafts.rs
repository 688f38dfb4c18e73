//! What somebody began to type and did not save, kept through a kill. It never leaves the device.

use rusqlite::params;

use crate::error::StoreError;
use crate::store::Tx;

/// Something begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDraft {
    /// What it is a draft of.
    pub key: String,
    /// As it was given.
    pub content: String,
    /// When, ms since 1970 UTC.
    pub at_ms: i64,
}

impl Tx<'_> {
    /// Keeps a draft in place of an earlier one with this key.
    pub fn keep_draft(&self, draft: &StoredDraft) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft (key, content, at_ms) VALUES (?1, ?2, ?3)
                   ON CONFLICT (key) DO UPDATE SET content = excluded.content, at_ms = excluded.at_ms";
        self.sql
            .prepare_cached(sql)?
            .execute(params![draft.key, draft.content, draft.at_ms])?;
        Ok(())
    }

    /// Every draft, the oldest first.
    pub fn drafts(&self) -> Result<Vec<StoredDraft>, StoreError> {
        let sql = "SELECT key, content, at_ms FROM draft ORDER BY at_ms, key";
        let mut statement = self.sql.prepare_cached(sql)?;
        let drafts = statement.query_map([], |row| {
            Ok(StoredDraft {
                key: row.get(0)?,
                content: row.get(1)?,
                at_ms: row.get(2)?,
            })
        })?;
        Ok(drafts.collect::<rusqlite::Result<_>>()?)
    }

    /// Forgets a draft, which was saved or given up.
    pub fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("DELETE FROM draft WHERE key = ?1")?
            .execute([key])?;
        Ok(())
    }
}
