//! What the app's lock needs of the database: after how long it locks, and nothing left beside the file.

use crate::error::StoreError;
use crate::store::{Store, Tx};

const IDLE_MINUTES: &str = "idle_minutes";

impl Tx<'_> {
    /// After how many minutes without its person the app locks itself, when they chose.
    pub fn idle_minutes(&self) -> Result<Option<u32>, StoreError> {
        self.meta(IDLE_MINUTES)
    }

    /// Keeps after how many minutes the app locks itself.
    pub fn set_idle_minutes(&self, minutes: u32) -> Result<(), StoreError> {
        self.set_meta(IDLE_MINUTES, &minutes)
    }
}

impl Store {
    /// Writes the log into the database and empties it, unless another process is at work there.
    pub fn settle(&self) -> Result<(), StoreError> {
        self.sql()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}
