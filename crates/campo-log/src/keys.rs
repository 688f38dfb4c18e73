//! The keys of a server's files: one master key, and one key per database, sealed by it.
//!
//! A database `acme.sqlite` is encrypted with a key of its own, which lies sealed in `acme.key` beside it. The master
//! key lies in `master.key` of the data directory, or wherever the operator put it, so that a copy of the data alone
//! says nothing. Invariant: a key is on the disk for good before anything is encrypted with it, and never replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::blobs::sync_folder;
use crate::entropy::Entropy;
use crate::error::{LogError, Result};
use crate::place::Place;
use crate::secret;

const NONCE_BYTES: usize = 24;

/// What opens the databases of one server.
#[derive(Clone)]
pub struct Keys(XChaCha20Poly1305);

/// The key of one database.
#[derive(Clone)]
pub(crate) struct DataKey(Zeroizing<[u8; 32]>);

impl Keys {
    /// The keys of a server that is there.
    pub fn read(place: &Place) -> Result<Self> {
        let path = place.master_key();
        let text = fs::read_to_string(&path).map(Zeroizing::new);
        let text = text.map_err(|source| match source.kind() {
            ErrorKind::NotFound => LogError::NoMasterKey(path.clone()),
            _ => LogError::file(&path)(source),
        })?;
        let master = secret::from_hex(text.trim()).map(Zeroizing::new);
        let key = Key::from(*master.ok_or_else(|| LogError::BadKey(path))?);
        Ok(Self(XChaCha20Poly1305::new(&key)))
    }

    /// The keys of a server; a new one gets a new master key.
    pub(crate) fn read_or_make(place: &Place, entropy: &Entropy) -> Result<Self> {
        let path = place.master_key();
        if !place.list().exists() && !path.exists() {
            let master: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.bytes()?);
            let digits = Zeroizing::new(secret::to_hex(master.as_slice()));
            write(&path, digits.as_bytes())?;
        }
        Self::read(place)
    }

    /// Opens a database that is there.
    pub fn open(&self, database: &Path) -> Result<Connection> {
        self.key_of(database)?.open(database)
    }

    /// The key of a database that is there.
    pub(crate) fn key_of(&self, database: &Path) -> Result<DataKey> {
        let path = key_file(database);
        let sealed = fs::read(&path).map_err(LogError::file(&path))?;
        let damaged = || LogError::BadKey(path.clone());
        let (nonce, sealed) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(damaged)?;
        let payload = Payload {
            msg: sealed,
            aad: name_of(database),
        };
        let opened = self.0.decrypt(&XNonce::from(*nonce), payload);
        let opened = Zeroizing::new(opened.map_err(|_| damaged())?);
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| damaged())?;
        Ok(DataKey(Zeroizing::new(key)))
    }

    /// The key of a database; one that has none, and so was never written, gets one.
    pub(crate) fn key_or_make(&self, database: &Path, entropy: &Entropy) -> Result<DataKey> {
        if !key_file(database).exists() && !database.exists() {
            let key: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.bytes()?);
            let nonce: [u8; NONCE_BYTES] = entropy.bytes()?;
            let payload = Payload {
                msg: key.as_slice(),
                aad: name_of(database),
            };
            let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
            let sealed = sealed.map_err(|_| LogError::BadKey(key_file(database)))?;
            write(&key_file(database), &[&nonce[..], &sealed].concat())?;
        }
        self.key_of(database)
    }
}

impl DataKey {
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn open(&self, database: &Path) -> Result<Connection> {
        Ok(campo_sqlite::open(database, Some(&self.0))?)
    }
}

/// The file with the sealed key of a database.
pub(crate) fn key_file(database: &Path) -> PathBuf {
    database.with_extension("key")
}

/// What a sealed key is bound to, so that keys cannot change places.
fn name_of(database: &Path) -> &[u8] {
    database.file_stem().unwrap_or_default().as_encoded_bytes()
}

/// Writes a new file that only its owner may read: it is there whole and for good, or not at all.
///
/// When two processes write it at once the first one's stays.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let new = path.with_extension("new");
    let write = || {
        let turn = File::open(folder)?;
        turn.lock()?;
        if path.exists() {
            return Ok(());
        }
        write_private(&new, bytes)?;
        fs::rename(&new, path)?;
        sync_folder(folder)
    };
    write().map_err(LogError::file(path))
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
