//! The bytes of a tenant's blobs on the server's disk, encrypted.
//!
//! A blob is one file named by its hash, in a folder of its first two digits beside the tenant's database; while bytes
//! are missing its name ends in `.part`. Nothing of what a client calls a file is ever part of a path.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use campo_model::blob::BlobHash;

use super::cipher::{Cipher, NONCE_BYTES, Nonce};
use super::content::BlobContent;
use crate::error::{LogError, Result};
use crate::keys::DataKey;

/// The folder of a tenant's blobs.
pub(crate) struct BlobFolder {
    folder: PathBuf,
    cipher: Cipher,
    /// Held while bytes are added or a blob is completed.
    turn: Mutex<()>,
}

impl BlobFolder {
    /// The folder that belongs to a tenant's database file, which has this key.
    pub(crate) fn beside(database: &Path, key: &DataKey) -> Self {
        Self {
            folder: database.with_extension("blobs"),
            cipher: Cipher::of(key.bytes()),
            turn: Mutex::default(),
        }
    }

    /// The right to change files, until it is dropped.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of a complete blob.
    pub(crate) fn whole(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        let shelf = name.get(..2).unwrap_or_default();
        self.folder.join(shelf).join(&name)
    }

    fn part(&self, hash: BlobHash) -> PathBuf {
        self.whole(hash).with_extension("part")
    }

    /// How many bytes of an incomplete blob are here.
    pub(crate) fn received(&self, hash: BlobHash) -> u64 {
        fs::metadata(self.part(hash)).map_or(0, |file| file.len().saturating_sub(NONCE_BYTES))
    }

    /// Adds bytes to an incomplete blob; `nonce` is for the first of them.
    pub(crate) fn add(&self, hash: BlobHash, bytes: &[u8], nonce: Nonce) -> Result<()> {
        let path = self.part(hash);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)
            .and_then(|()| self.append(&path, bytes, nonce))
            .map_err(LogError::file(&path))
    }

    fn append(&self, path: &Path, bytes: &[u8], nonce: Nonce) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = options.create(true).read(true).append(true).open(path)?;
        let length = file.metadata()?.len();
        if length < NONCE_BYTES {
            file.set_len(0)?;
            file.write_all(&nonce)?;
        }
        file.rewind()?;
        let mut stream = self.cipher.stream_of(&mut file)?;
        stream.seek(length.saturating_sub(NONCE_BYTES))?;
        let mut hidden = bytes.to_vec();
        stream.turn(&mut hidden)?;
        file.write_all(&hidden)
    }

    /// The bytes of a complete blob.
    pub(crate) fn content(&self, hash: BlobHash) -> Result<BlobContent> {
        let path = self.whole(hash);
        BlobContent::open(&self.cipher, &path).map_err(LogError::file(&path))
    }

    /// Puts what is here of an incomplete blob on the disk for good.
    pub(crate) fn keep(&self, hash: BlobHash) -> Result<()> {
        let path = self.part(hash);
        File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(LogError::file(&path))
    }

    /// Forgets the bytes of an incomplete blob.
    pub(crate) fn discard(&self, hash: BlobHash) -> Result<()> {
        let path = self.part(hash);
        self.remove(&path).map_err(LogError::file(&path))
    }

    /// Takes the bytes of a blob away for good.
    pub(crate) fn erase(&self, hash: BlobHash) -> Result<()> {
        self.discard(hash)?;
        let path = self.whole(hash);
        self.remove(&path).map_err(LogError::file(&path))
    }

    /// Removes a file, if it is there, so that no power cut brings it back.
    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => sync_folder(path.parent().unwrap_or(&self.folder)),
        }
    }

    /// Whether the bytes of an incomplete blob have its hash.
    pub(crate) fn is_sound_part(&self, hash: BlobHash) -> Result<bool> {
        self.has_hash(&self.part(hash), hash)
    }

    /// Whether the bytes of a complete blob have its hash.
    pub(crate) fn is_sound(&self, hash: BlobHash) -> Result<bool> {
        self.has_hash(&self.whole(hash), hash)
    }

    /// Gives a blob whose bytes are all here its name.
    pub(crate) fn complete(&self, hash: BlobHash) -> Result<()> {
        let (part, whole) = (self.part(hash), self.whole(hash));
        let parent = whole.parent().unwrap_or(&self.folder);
        let named = fs::rename(&part, &whole).and_then(|()| sync_folder(parent));
        named.map_err(LogError::file(&whole))
    }

    fn has_hash(&self, path: &Path, hash: BlobHash) -> Result<bool> {
        let mut hasher = blake3::Hasher::new();
        let hashed = BlobContent::open(&self.cipher, path)
            .and_then(|content| hasher.update_reader(content).map(drop));
        hashed.map_err(LogError::file(path))?;
        Ok(hasher.finalize() == hash.0)
    }

    /// Copies every complete blob to another folder; gives the files made.
    pub(crate) fn copy(&self, to: &Self) -> Result<Vec<PathBuf>> {
        let mut copies = Vec::new();
        for shelf in listing(&self.folder)? {
            let hashes = listing(&shelf)?.into_iter().filter_map(|file| {
                let name = file.file_name()?.to_str()?;
                name.parse::<BlobHash>().ok()
            });
            for hash in hashes {
                let copy = to.whole(hash);
                let parent = copy.parent().unwrap_or(&to.folder);
                let copied = fs::create_dir_all(parent)
                    .and_then(|()| fs::copy(self.whole(hash), &copy))
                    .and_then(|_| File::open(&copy)?.sync_all())
                    .and_then(|()| sync_folder(parent));
                copied.map_err(LogError::file(&copy))?;
                copies.push(copy);
            }
        }
        Ok(copies)
    }
}

/// What is in a folder; nothing when it is not there.
fn listing(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let paths =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    paths.map_err(LogError::file(folder))
}

/// Puts the names of the files in a folder on the disk for good.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
