//! Which notices were read on this device.

use crate::error::StoreError;
use crate::store::Tx;

const READ_NOTICES: &str = "read_notices";

impl Tx<'_> {
    /// The ids of the notices that were read here, in the order they were.
    pub fn read_notices(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.meta(READ_NOTICES)?.unwrap_or_default())
    }

    /// Keeps which notices were read here.
    pub fn set_read_notices(&self, ids: &[String]) -> Result<(), StoreError> {
        self.set_meta(READ_NOTICES, &ids)
    }
}
