//! The bytes of files at rest: XChaCha20 under a key of the tenant, with a random nonce at the start of each file.
//!
//! Bytes come and go at any offset, so the cipher is a stream. It says nothing of whether bytes were changed: that is
//! for the hash a file is named by.

use std::io::{self, Read};

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use zeroize::Zeroizing;

const CONTEXT: &str = "campo 2026-11-23 blobs of a tenant v1";

/// How many bytes of a file come before those of its blob.
pub(super) const NONCE_BYTES: u64 = 24;

/// A file's nonce.
pub(super) type Nonce = [u8; NONCE_BYTES as usize];

/// What hides the bytes of a tenant's files.
#[derive(Clone)]
pub(super) struct Cipher(Zeroizing<[u8; 32]>);

impl Cipher {
    pub(super) fn of(database_key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(blake3::derive_key(CONTEXT, database_key)))
    }

    /// The stream of a file that is read from its beginning on: both stand at the first byte of the blob.
    pub(super) fn stream_of(&self, file: &mut impl Read) -> io::Result<Stream> {
        let mut nonce = Nonce::default();
        file.read_exact(&mut nonce)?;
        Ok(Stream(XChaCha20::new(&(*self.0).into(), &nonce.into())))
    }
}

/// The stream of one file: it hides plain bytes, and shows hidden ones.
pub(super) struct Stream(XChaCha20);

impl Stream {
    /// Goes to this byte of the blob. No file is long enough for this to fail.
    pub(super) fn seek(&mut self, offset: u64) -> io::Result<()> {
        let far = |_| io::Error::from(io::ErrorKind::FileTooLarge);
        self.0.try_seek(offset).map_err(far)
    }

    /// Turns the next bytes over.
    pub(super) fn turn(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let far = |_| io::Error::from(io::ErrorKind::FileTooLarge);
        self.0.try_apply_keystream(bytes).map_err(far)
    }
}
