//! What the database knows of blobs: where each is, who names it, what waits.

use std::collections::{BTreeMap, BTreeSet};

use campo_document::{Action, Body, Scalar};
use campo_model::blob::{BlobHash, named_blobs};
use campo_model::expr::Fields;
use campo_model::manifest::{FilePolicy, RecordType};
use campo_wire::blob::BlobPolicy;
use rusqlite::{OptionalExtension, Row, params};

use super::StoredBlob;
use crate::edits::EditStatus;
use crate::error::StoreError;
use crate::store::Tx;

/// How long a file that no record ever named is kept: a form may still be open.
const UNNAMED_MS: i64 = 7 * 24 * 3600 * 1000;

const POLICY: &str = "blob_policy";

/// What is known of one blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// The blob.
    pub hash: BlobHash,
    /// How many bytes; 0 while nobody has said.
    pub size: u64,
    /// Its file, whole or not.
    pub file: Option<String>,
    /// Whether the file holds all of it.
    pub complete: bool,
    /// Whether the server is known to have all of it.
    pub on_server: bool,
    /// Whether a record ever named it.
    pub named: bool,
    /// Whether the person keeps it here.
    pub pinned: bool,
    /// Transfers that failed since the last that did not.
    pub failures: u32,
    /// Not to be tried before, ms.
    pub next_ms: i64,
    /// Why the server did not take it.
    pub refused: Option<String>,
    /// Whether records name it, and all of them as a thumbnail.
    pub thumb: bool,
    /// Whether a record that names it lets it come by itself.
    pub replicates: bool,
}

const SELECT: &str =
    "SELECT hash, size, file, complete, on_server, named, pinned, failures, next_ms, refused,
    (SELECT min(thumb) FROM blob_use WHERE blob_use.hash = blob.hash) = 1,
    (SELECT max(replicates) FROM blob_use WHERE blob_use.hash = blob.hash) = 1
    FROM blob";

impl Tx<'_> {
    /// What is known of a blob.
    pub fn blob(&self, hash: BlobHash) -> Result<Option<BlobRow>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached(&format!("{SELECT} WHERE hash = ?1"))?;
        Ok(read.query_row([hash.0], read_row).optional()?)
    }

    /// Every blob known here.
    pub fn blobs(&self) -> Result<Vec<BlobRow>, StoreError> {
        self.blob_rows(SELECT)
    }

    /// The blobs that are not yet both here and on the server.
    pub fn unfinished_blobs(&self) -> Result<Vec<BlobRow>, StoreError> {
        self.blob_rows(&format!("{SELECT} WHERE complete = 0 OR on_server = 0"))
    }

    fn blob_rows(&self, sql: &str) -> Result<Vec<BlobRow>, StoreError> {
        let mut read = self.sql.prepare_cached(sql)?;
        let rows = read.query_map([], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The names of all files that belong to a blob.
    pub(super) fn blob_files(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT file FROM blob WHERE file IS NOT NULL")?;
        let files = read.query_map([], |row| row.get(0))?;
        Ok(files.collect::<Result<_, _>>()?)
    }

    /// Takes in a blob that was handed over here. Bytes that were here already stay in their file.
    pub fn put_blob(&self, stored: &StoredBlob, now_ms: i64) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO blob (hash, size, file, complete, made_ms) VALUES (?1, ?2, ?3, 1, ?4)
             ON CONFLICT (hash) DO UPDATE SET size = excluded.size, complete = 1,
               file = CASE WHEN complete = 1 THEN file ELSE excluded.file END,
               made_ms = coalesce(made_ms, excluded.made_ms)",
        )?;
        write.execute(params![
            stored.hash.0,
            stored.size as i64,
            stored.file,
            now_ms
        ])?;
        Ok(())
    }

    /// Notes in which file a blob is going to be fetched.
    pub fn begin_blob(&self, hash: BlobHash, file: &str) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO blob (hash, size, file) VALUES (?1, 0, ?2)
             ON CONFLICT (hash) DO UPDATE SET file = excluded.file WHERE complete = 0",
        )?;
        write.execute(params![hash.0, file])?;
        Ok(())
    }

    /// A fetched blob is whole.
    pub fn complete_blob(&self, stored: &StoredBlob) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "UPDATE blob SET size = ?2, file = ?3, complete = 1, on_server = 1, failures = 0, next_ms = 0
             WHERE hash = ?1",
        )?;
        write.execute(params![stored.hash.0, stored.size as i64, stored.file])?;
        Ok(())
    }

    /// Forgets a blob's file: it was damaged, or not what it should be.
    pub fn lose_blob_file(&self, hash: BlobHash) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE blob SET file = NULL, complete = 0 WHERE hash = ?1")?
            .execute([hash.0])?;
        Ok(())
    }

    /// The server has all of a blob.
    pub fn blob_sent(&self, hash: BlobHash) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "UPDATE blob SET on_server = 1, failures = 0, next_ms = 0, refused = NULL WHERE hash = ?1",
        )?;
        write.execute([hash.0])?;
        Ok(())
    }

    /// A transfer failed: not again before `next_ms`; `refused` is why the server will not have it.
    pub fn blob_failed(
        &self,
        hash: BlobHash,
        next_ms: i64,
        refused: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "UPDATE blob SET failures = failures + 1, next_ms = ?2, refused = ?3 WHERE hash = ?1",
        )?;
        write.execute(params![hash.0, next_ms, refused])?;
        Ok(())
    }

    /// The server knows no record that names the blob. Whether an edit here still waits to say so.
    pub fn blob_unknown_to_server(&self, hash: BlobHash) -> Result<bool, StoreError> {
        let open = self.edit_rows(
            "SELECT local, state, grp, payload FROM edit WHERE state IN (0, 1, 4, 5) ORDER BY local",
            [],
        )?;
        let text = hash.to_string();
        let waits = open
            .iter()
            .filter(|row| row.status != EditStatus::Discarded)
            .any(|row| names_blob(&row.edit.body, &text));
        if !waits {
            self.sql
                .prepare_cached(
                    "UPDATE blob SET named = 0 WHERE hash = ?1
                     AND NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.hash = blob.hash)",
                )?
                .execute([hash.0])?;
        }
        Ok(waits)
    }

    /// Keeps a blob here however large it is, or no longer. Whether the blob is known.
    pub fn pin_blob(&self, hash: BlobHash, pinned: bool) -> Result<bool, StoreError> {
        let mut write = self
            .sql
            .prepare_cached("UPDATE blob SET pinned = ?2, next_ms = 0 WHERE hash = ?1")?;
        Ok(write.execute(params![hash.0, pinned])? > 0)
    }

    /// Forgets the blobs that no record names and nobody is owed; their files are to be swept. Says how many.
    pub fn forget_unused_blobs(&self, now_ms: i64) -> Result<usize, StoreError> {
        let mut write = self.sql.prepare_cached(
            "DELETE FROM blob
             WHERE NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.hash = blob.hash)
               AND (on_server = 1 OR made_ms IS NULL OR (named = 0 AND made_ms < ?1))",
        )?;
        Ok(write.execute([now_ms - UNNAMED_MS])?)
    }

    /// How this device fetches and sends files.
    pub fn blob_policy(&self) -> Result<BlobPolicy, StoreError> {
        Ok(self.meta(POLICY)?.unwrap_or_default())
    }

    /// Keeps how this device fetches and sends files.
    pub fn set_blob_policy(&self, policy: &BlobPolicy) -> Result<(), StoreError> {
        self.set_meta(POLICY, policy)
    }

    /// Notes which blobs a record names now.
    pub(crate) fn note_blobs(
        &self,
        n: i64,
        declared: &RecordType,
        fields: &Fields,
    ) -> Result<(), StoreError> {
        self.forget_blob_uses(n)?;
        let replicates = |thumb| match declared.sync.files.unwrap_or(FilePolicy::All) {
            FilePolicy::None => false,
            FilePolicy::Thumbs => thumb,
            FilePolicy::All => true,
        };
        // A small picture may be the file itself; the larger size is the one somebody stated.
        let mut named: BTreeMap<(BlobHash, bool), u64> = BTreeMap::new();
        for blob in named_blobs(declared, fields) {
            let size = named.entry((blob.hash, blob.thumb)).or_default();
            *size = blob.size.max(*size);
        }
        for ((hash, thumb), size) in named {
            self.sql
                .prepare_cached(
                    "INSERT INTO blob_use (n, hash, thumb, replicates) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![n, hash.0, thumb, replicates(thumb)])?;
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            self.sql
                .prepare_cached(
                    "INSERT INTO blob (hash, size, named) VALUES (?1, ?2, 1) ON CONFLICT (hash) DO UPDATE
                     SET named = 1, size = CASE WHEN complete = 1 THEN size ELSE max(size, excluded.size) END",
                )?
                .execute(params![hash.0, size])?;
        }
        Ok(())
    }

    /// The record names no blobs any more.
    pub(crate) fn forget_blob_uses(&self, n: i64) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("DELETE FROM blob_use WHERE n = ?1")?
            .execute([n])?;
        Ok(())
    }
}

/// Whether an edit writes the description of a blob, or of the file whose thumbnail it is.
fn names_blob(body: &Body, hash: &str) -> bool {
    let Body::Change { change, .. } = body else {
        return false;
    };
    change.ops.iter().any(|op| {
        let description =
            matches!(&op.action, Action::Put(Scalar::Str(text)) if text.contains(hash));
        op.key.rsplit('/').next() == Some(hash) || description
    })
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<BlobRow> {
    Ok(BlobRow {
        hash: BlobHash(row.get(0)?),
        size: row.get::<_, i64>(1)?.unsigned_abs(),
        file: row.get(2)?,
        complete: row.get(3)?,
        on_server: row.get(4)?,
        named: row.get(5)?,
        pinned: row.get(6)?,
        failures: row.get(7)?,
        next_ms: row.get(8)?,
        refused: row.get(9)?,
        thumb: row.get::<_, Option<bool>>(10)?.unwrap_or(false),
        replicates: row.get::<_, Option<bool>>(11)?.unwrap_or(false),
    })
}
