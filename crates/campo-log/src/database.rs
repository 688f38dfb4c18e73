//! One SQLite file: one connection that writes, a few that read.
//!
//! Every read and every write is one transaction. A panic or an error inside leaves the file as it was.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::Result;
use crate::keys::DataKey;
use crate::upkeep::damage;

/// How many connections wait for the next reader; more are opened when needed and closed after.
const IDLE_READERS: usize = 4;

/// An open database file.
pub(crate) struct Database {
    path: PathBuf,
    key: DataKey,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens or makes the file and brings its tables up to date.
    pub(crate) fn open(path: &Path, key: DataKey, migrations: &[&str]) -> Result<Self> {
        damage::refuse(path)?;
        let mut writer = key.open(path)?;
        campo_sqlite::migrate(&mut writer, migrations)?;
        Ok(Self {
            path: path.to_owned(),
            key,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Reads in one transaction: all that `work` reads is of one moment.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let waiting = lock(&self.readers).pop();
        let mut reader = match waiting {
            Some(reader) => reader,
            None => self.key.open(&self.path)?,
        };
        let transaction = reader.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let done = work(&transaction);
        // What was read of a page that did not open is not to be believed.
        campo_sqlite::ensure_sound(&transaction)?;
        transaction.finish()?;
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        done
    }

    /// Writes in one transaction: all of it, or nothing when `work` fails.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Writes the file anew without what is free in it, and empties the write-ahead log.
    pub(crate) fn vacuum(&self) -> Result<()> {
        lock(&self.readers).clear();
        let writer = lock(&self.writer);
        writer.execute_batch("VACUUM")?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// What it is encrypted with.
    pub(crate) fn key(&self) -> &DataKey {
        &self.key
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// A panic elsewhere undid its transaction, so the connection is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
