//! Attached files: who may bring and read their bytes, and how much there may be.
//!
//! A blob exists for the server once an accepted edit *names* it. Whoever may read a facet that names it may read its
//! bytes; they and whoever named it may bring them. To everybody else it is not there. Bytes are taken in order from
//! where the server's copy ends, verified when all are here, and kept for ever after: history may show them again.

mod cipher;
mod content;
mod files;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use campo_model::blob::{BlobHash, named_blobs};
use campo_model::expr::Fields;
use campo_model::id::UserId;
use campo_model::manifest::RecordType;
use campo_wire::blob::BlobReceipt;
use rusqlite::Connection;

use crate::catalog::{Catalog, Person};
use crate::error::{LogError, Result};
use crate::scope;
use crate::signin::Caller;
use crate::table::blob::{self, Blob};
use crate::table::{meta, record};
use crate::tenant::Tenant;
use crate::upkeep::Health;
pub use content::BlobContent;
pub(crate) use files::{BlobFolder, sync_folder};

const GIB: u64 = 1024 * 1024 * 1024;

/// How much a tenant may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobLimits {
    /// Bytes of all files together.
    pub storage: u64,
    /// Bytes of one file.
    pub file: u64,
}

impl Default for BlobLimits {
    fn default() -> Self {
        Self {
            storage: 100 * GIB,
            file: GIB,
        }
    }
}

/// How much a tenant keeps, of how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobUsage {
    /// How many files, those still on their way included.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How much there may be.
    pub limits: BlobLimits,
}

impl Tenant {
    /// Prepares for the bytes of a blob of this size; says from where they are wanted.
    pub fn begin_blob(
        &self,
        caller: &Caller,
        hash: BlobHash,
        size: u64,
        now_ms: i64,
    ) -> Result<BlobReceipt> {
        self.write(|transaction| {
            self.check_may_bring(transaction, caller.user, hash, now_ms)?;
            let known = blob::get(transaction, hash)?;
            let receipt = self.receipt(hash, known);
            if receipt.complete {
                return Ok(receipt);
            }
            check_room(transaction, hash, size)?;
            // What was sent under another size cannot be the same bytes.
            let starts_over = known.is_some_and(|known| known.size != size);
            if starts_over {
                self.blobs().discard(hash)?;
            }
            blob::begin(transaction, hash, size, caller.user, now_ms)?;
            let received = if starts_over { 0 } else { receipt.received };
            Ok(BlobReceipt {
                received,
                complete: false,
            })
        })
    }

    /// Adds bytes that begin at `offset`; whether they were wanted. They are not when others were taken meanwhile, or
    /// when they are more than the blob has.
    pub fn add_to_blob(&self, hash: BlobHash, offset: u64, bytes: &[u8]) -> Result<bool> {
        let _turn = self.blobs().turn();
        let Some(known) = self.read(|connection| blob::get(connection, hash))? else {
            return Ok(false);
        };
        let fits = offset
            .checked_add(bytes.len() as u64)
            .is_some_and(|end| end <= known.size);
        if known.complete || !fits || self.blobs().received(hash) != offset {
            return Ok(false);
        }
        self.blobs().add(hash, bytes, self.entropy().bytes()?)?;
        Ok(true)
    }

    /// Ends a delivery: what came is on the disk for good, and the blob complete when that is all of it.
    ///
    /// Bytes that turn out not to have the hash are forgotten, with [`LogError::WrongBytes`].
    pub fn end_blob_delivery(&self, hash: BlobHash) -> Result<BlobReceipt> {
        let _turn = self.blobs().turn();
        let known = self.read(|connection| blob::get(connection, hash))?;
        let receipt = self.receipt(hash, known);
        let due = known.filter(|known| !known.complete && receipt.received == known.size);
        if receipt.received > 0 && !receipt.complete {
            self.blobs().keep(hash)?;
        }
        let Some(known) = due else {
            return Ok(receipt);
        };
        self.blobs().add(hash, &[], self.entropy().bytes()?)?;
        if !self.blobs().is_sound_part(hash)? {
            self.blobs().discard(hash)?;
            self.write(|transaction| blob::remove(transaction, hash))?;
            return Err(LogError::WrongBytes);
        }
        self.blobs().complete(hash)?;
        self.write(|transaction| blob::complete(transaction, hash))?;
        Ok(BlobReceipt {
            received: known.size,
            complete: true,
        })
    }

    /// The bytes of a blob that the caller may read.
    pub fn blob_content(
        &self,
        caller: &Caller,
        hash: BlobHash,
        now_ms: i64,
    ) -> Result<BlobContent> {
        self.read(|connection| {
            let catalog = self.catalog(connection)?;
            let person = catalog.person(connection, caller.user)?;
            let seen = may_read(connection, &catalog, &person, hash, now_ms)?;
            let here = self.receipt(hash, blob::get(connection, hash)?).complete;
            if seen && here {
                self.blobs().content(hash)
            } else {
                Err(missing(hash))
            }
        })
    }

    /// How much the tenant keeps.
    pub fn blob_usage(&self) -> Result<BlobUsage> {
        self.read(|connection| {
            let (files, bytes) = blob::total_without(connection, None)?;
            Ok(BlobUsage {
                files,
                bytes,
                limits: limits(connection)?,
            })
        })
    }

    /// How much the tenant may keep.
    pub fn blob_limits(&self) -> Result<BlobLimits> {
        self.read(limits)
    }

    /// Changes how much the tenant may keep. What is there already stays.
    pub fn set_blob_limits(&self, limits: BlobLimits) -> Result<()> {
        self.write(|transaction| {
            meta::set(transaction, meta::BLOB_STORAGE, &limits.storage.to_string())?;
            meta::set(transaction, meta::BLOB_FILE, &limits.file.to_string())
        })
    }

    /// The files that are not as they should be.
    pub(crate) fn unsound_blobs(&self) -> Result<Vec<Health>> {
        let complete = self.read(blob::all_complete)?.into_iter();
        let unsound = complete.filter(|hash| !self.blobs().is_sound(*hash).unwrap_or(false));
        Ok(unsound
            .map(|hash| Health {
                file: self.blobs().whole(hash),
                problems: vec!["the file is missing or damaged".to_owned()],
            })
            .collect())
    }

    fn receipt(&self, hash: BlobHash, known: Option<Blob>) -> BlobReceipt {
        match known {
            // A database restored from a copy may know of files that are not there.
            Some(known) if known.complete && self.blobs().whole(hash).exists() => BlobReceipt {
                received: known.size,
                complete: true,
            },
            Some(_) => BlobReceipt {
                received: self.blobs().received(hash),
                complete: false,
            },
            None => BlobReceipt {
                received: 0,
                complete: false,
            },
        }
    }

    fn check_may_bring(
        &self,
        connection: &Connection,
        user: UserId,
        hash: BlobHash,
        now_ms: i64,
    ) -> Result<()> {
        let catalog = self.catalog(connection)?;
        let person = catalog.person(connection, user)?;
        let named_it = blob::uses(connection, hash)?
            .iter()
            .any(|named| named.user == user);
        if named_it || may_read(connection, &catalog, &person, hash, now_ms)? {
            Ok(())
        } else {
            Err(missing(hash))
        }
    }
}

/// Notes which blobs a record names, in the transaction that accepted it. `user` named those that are new.
pub(crate) fn note(
    connection: &Connection,
    n: i64,
    declared: &RecordType,
    fields: &Fields,
    user: UserId,
) -> Result<()> {
    let named: BTreeSet<_> = named_blobs(declared, fields)
        .into_iter()
        .map(|named| (named.hash, named.facet))
        .collect();
    blob::set_uses(connection, n, &named, user)
}

fn may_read(
    connection: &Connection,
    catalog: &Catalog,
    person: &Person,
    hash: BlobHash,
    now_ms: i64,
) -> Result<bool> {
    for named in blob::uses(connection, hash)? {
        let Some(row) = record::by_handle(connection, named.record)? else {
            continue;
        };
        if person.may_read_facet(&row.record_type, &named.facet)
            && scope::contains(connection, catalog, person, &row, now_ms)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn check_room(connection: &Connection, hash: BlobHash, size: u64) -> Result<()> {
    let limits = limits(connection)?;
    if size > limits.file {
        let limit = limits.file;
        return Err(LogError::FileTooLarge { size, limit });
    }
    let (_, used) = blob::total_without(connection, Some(hash))?;
    if used.saturating_add(size) > limits.storage {
        let limit = limits.storage;
        return Err(LogError::StorageUsedUp { used, limit });
    }
    Ok(())
}

fn limits(connection: &Connection) -> Result<BlobLimits> {
    let or = |key, otherwise| match meta::number(connection, key) {
        Err(LogError::Missing { .. }) => Ok(otherwise),
        found => found,
    };
    let otherwise = BlobLimits::default();
    Ok(BlobLimits {
        storage: or(meta::BLOB_STORAGE, otherwise.storage)?,
        file: or(meta::BLOB_FILE, otherwise.file)?,
    })
}

fn missing(hash: BlobHash) -> LogError {
    LogError::missing("file", hash)
}
