//! Who this device works for, and how far it is. Kept as a few values in `meta`.

use campo_model::id::DeviceTag;
use campo_wire::sync::{Identity, Position};
use rusqlite::{OptionalExtension, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::store::Tx;

/// The signed-in person, where, and as which device.
#[derive(Clone, Serialize, Deserialize)]
pub struct Membership {
    /// The server's address.
    pub server: String,
    /// The tenant's key.
    pub tenant: String,
    /// The tenant's name.
    pub tenant_name: String,
    /// The name at sign-in.
    pub login: String,
    /// The access token; safe here, in the encrypted database. Empty after signing out.
    pub token: String,
    /// This device's tag.
    pub device: DeviceTag,
    /// The person, as rules see them.
    pub identity: Identity,
}

const MEMBERSHIP: &str = "membership";
const POSITION: &str = "position";
const NUMBER: &str = "number";
const DELIVERED: &str = "delivered";
const LAST_SYNC: &str = "last_sync";

impl Tx<'_> {
    /// Who this device works for; [`StoreError::SignedOut`] when nobody has signed in.
    pub fn membership(&self) -> Result<Membership, StoreError> {
        self.meta(MEMBERSHIP)?.ok_or(StoreError::SignedOut)
    }

    /// Keeps who this device works for.
    pub fn set_membership(&self, membership: &Membership) -> Result<(), StoreError> {
        self.set_meta(MEMBERSHIP, membership)
    }

    /// How far this device has applied the log.
    pub fn position(&self) -> Result<Position, StoreError> {
        Ok(self.meta(POSITION)?.unwrap_or_default())
    }

    pub(crate) fn set_position(&self, position: &Position) -> Result<(), StoreError> {
        self.set_meta(POSITION, position)
    }

    /// When the device last reached the log's head, ms.
    pub fn last_sync(&self) -> Result<Option<i64>, StoreError> {
        self.meta(LAST_SYNC)
    }

    pub(crate) fn set_last_sync(&self, at_ms: i64) -> Result<(), StoreError> {
        self.set_meta(LAST_SYNC, &at_ms)
    }

    /// The number of the last edit that was given one.
    pub(crate) fn last_number(&self) -> Result<u64, StoreError> {
        Ok(self.meta(NUMBER)?.unwrap_or_default())
    }

    pub(crate) fn set_last_number(&self, number: u64) -> Result<(), StoreError> {
        self.set_meta(NUMBER, &number)
    }

    /// The number of the last edit that may have reached the server.
    pub(crate) fn delivered(&self) -> Result<u64, StoreError> {
        Ok(self.meta(DELIVERED)?.unwrap_or_default())
    }

    pub(crate) fn note_delivery(&self, last: u64) -> Result<(), StoreError> {
        self.set_meta(DELIVERED, &last)
    }

    pub(crate) fn forget_deliveries(&self) -> Result<(), StoreError> {
        self.set_meta(DELIVERED, &0_u64)
    }

    pub(crate) fn meta<T: DeserializeOwned>(
        &self,
        key: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        let bytes: Option<Vec<u8>> = read.query_row([key], |row| row.get(0)).optional()?;
        bytes
            .map(|bytes| postcard::from_bytes(&bytes).map_err(StoreError::damaged(key)))
            .transpose()
    }

    pub(crate) fn set_meta<T: Serialize>(
        &self,
        key: &'static str,
        value: &T,
    ) -> Result<(), StoreError> {
        let bytes = postcard::to_stdvec(value).map_err(StoreError::damaged(key))?;
        let mut write = self.sql.prepare_cached(
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?;
        write.execute(params![key, bytes])?;
        Ok(())
    }
}
