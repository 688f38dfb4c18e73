//! A database key sealed by another key: XChaCha20-Poly1305 with a random nonce.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DataKey, VaultError, from_hex, random, to_hex, to_key};

/// A sealed key; in hexadecimal digits.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sealed {
    nonce: String,
    sealed: String,
}

impl Sealed {
    /// Seals a database key by another key.
    pub(super) fn seal(key: &DataKey, wrapping: &[u8; 32]) -> Result<Self, VaultError> {
        let nonce = random::<24>()?;
        let sealed = XChaCha20Poly1305::new(&Key::from(*wrapping))
            .encrypt(&XNonce::from(*nonce), &key[..])
            .map_err(|_| VaultError::Damaged)?;
        Ok(Self {
            nonce: to_hex(&*nonce),
            sealed: to_hex(&sealed),
        })
    }

    /// Gets the database key back; `None` when this is not the key it was sealed by.
    pub(super) fn open(&self, wrapping: &[u8; 32]) -> Result<Option<DataKey>, VaultError> {
        let nonce: [u8; 24] = from_hex(&self.nonce)?
            .try_into()
            .map_err(|_| VaultError::Damaged)?;
        let opened = XChaCha20Poly1305::new(&Key::from(*wrapping))
            .decrypt(&XNonce::from(nonce), &from_hex(&self.sealed)?[..]);
        match opened {
            Ok(key) => to_key(&Zeroizing::new(key)).map(Some),
            Err(_) => Ok(None),
        }
    }
}

/// What deriving a key from something that people remember costs.
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
}

/// A key derived by Argon2id from something that people remember.
pub(super) fn stretch(secret: &str, salt: &[u8], cost: Cost) -> Result<DataKey, VaultError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32));
    let params = params.map_err(|_| VaultError::Damaged)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret.as_bytes(), salt, &mut key[..])
        .map_err(|_| VaultError::Damaged)?;
    Ok(key)
}
