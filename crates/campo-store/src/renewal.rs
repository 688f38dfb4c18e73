//! What renews the session of this device. It is as secret as the data: it lies in the encrypted database only.

use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::store::Tx;

/// The way to the next access token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Renewal {
    /// The refresh token; good once.
    pub refresh: String,
    /// The seed of the Ed25519 key that renewals are signed by; it never leaves the device.
    pub seed: [u8; 32],
}

const RENEWAL: &str = "renewal";

impl Tx<'_> {
    /// What renews the session; `None` when it ends with its access token, or nobody is signed in.
    pub fn renewal(&self) -> Result<Option<Renewal>, StoreError> {
        Ok(self.meta::<Option<Renewal>>(RENEWAL)?.flatten())
    }

    /// Keeps what renews the session.
    pub fn set_renewal(&self, renewal: Option<&Renewal>) -> Result<(), StoreError> {
        self.set_meta(RENEWAL, &renewal)
    }
}
