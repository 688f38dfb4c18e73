//! Sealing chunks: XChaCha20-Poly1305 under one key per device, with a random nonce per chunk.
//!
//! A sealed chunk is nonce, ciphertext, tag. The file's name and the chunk's number are bound to it, so chunks cannot
//! change places. The key comes from the database's by BLAKE3's key derivation.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

use super::{BlobError, CHUNK_BYTES};

const CONTEXT: &str = "campo 2026-11-23 blobs of a device v1";
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// The bytes of a full sealed chunk.
pub(super) const SEALED_BYTES: u64 = (NONCE_BYTES + CHUNK_BYTES + TAG_BYTES) as u64;

#[derive(Clone)]
pub(super) struct Cipher(XChaCha20Poly1305);

impl Cipher {
    pub(super) fn of(data_key: &[u8; 32]) -> Self {
        let key = Key::from(blake3::derive_key(CONTEXT, data_key));
        Self(XChaCha20Poly1305::new(&key))
    }

    pub(super) fn seal(&self, file: &str, chunk: u64, bytes: &[u8]) -> Result<Vec<u8>, BlobError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(BlobError::Random)?;
        let aad = bound(file, chunk);
        let payload = Payload {
            msg: bytes,
            aad: &aad,
        };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| BlobError::Damaged)?;
        Ok([&nonce[..], &sealed].concat())
    }

    pub(super) fn open(&self, file: &str, chunk: u64, sealed: &[u8]) -> Result<Vec<u8>, BlobError> {
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(BlobError::Damaged)?;
        let aad = bound(file, chunk);
        let payload = Payload {
            msg: sealed,
            aad: &aad,
        };
        self.0
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| BlobError::Damaged)
    }
}

fn bound(file: &str, chunk: u64) -> Vec<u8> {
    [file.as_bytes(), b"|", &chunk.to_le_bytes()].concat()
}
