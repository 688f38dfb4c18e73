//! Writing a blob, from its first byte or from where an interrupted transfer stopped.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};

use campo_model::blob::BlobHash;

use super::cipher::SEALED_BYTES;
use super::{BlobError, BlobFiles, BlobReader, CHUNK_BYTES, file_error, name_of};

/// A file being written. Dropped before [`BlobWriter::finish`], its whole chunks stay for a later [`BlobFiles::resume`].
pub struct BlobWriter {
    files: BlobFiles,
    name: String,
    file: File,
    hasher: blake3::Hasher,
    chunks: u64,
    /// What does not fill a chunk yet.
    rest: Vec<u8>,
}

/// A file that is whole and on the disk, locked until this is dropped: after the transaction that names it.
#[derive(Debug)]
pub struct StoredBlob {
    /// The hash of its bytes.
    pub hash: BlobHash,
    /// How many bytes.
    pub size: u64,
    /// Its name in the folder.
    pub file: String,
    _lock: File,
}

impl BlobWriter {
    pub(super) fn start(files: BlobFiles, name: String) -> Result<Self, BlobError> {
        let path = files.path(&name);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(file_error(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BlobError::Busy),
            Err(TryLockError::Error(source)) => return Err(file_error(&path)(source)),
        }
        let mut writer = Self {
            files,
            name,
            file,
            hasher: blake3::Hasher::new(),
            chunks: 0,
            rest: Vec::new(),
        };
        writer.skip_sound_chunks()?;
        Ok(writer)
    }

    /// Reads what is there; a chunk that is not whole and sound goes, with all after it.
    fn skip_sound_chunks(&mut self) -> Result<(), BlobError> {
        let path = self.files.path(&self.name);
        let length = self.file.metadata().map_err(file_error(&path))?.len();
        let whole = length / SEALED_BYTES;
        if whole > 0 {
            let mut reader = BlobReader::open(&self.files, &self.name, whole * CHUNK_BYTES as u64)?;
            while self.chunks < whole {
                let Ok(chunk) = reader.chunk(self.chunks) else {
                    break;
                };
                self.hasher.update(&chunk);
                self.chunks += 1;
            }
        }
        let end = self.chunks * SEALED_BYTES;
        self.file.set_len(end).map_err(file_error(&path))?;
        self.file
            .seek(SeekFrom::Start(end))
            .map_err(file_error(&path))?;
        Ok(())
    }

    /// Its name in the folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        self.chunks * CHUNK_BYTES as u64 + self.rest.len() as u64
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds bytes at the end.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), BlobError> {
        self.hasher.update(bytes);
        while !bytes.is_empty() {
            let room = CHUNK_BYTES - self.rest.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.rest.extend_from_slice(now);
            bytes = later;
            if self.rest.len() == CHUNK_BYTES {
                self.seal_rest()?;
            }
        }
        Ok(())
    }

    /// Ends the blob: all of it is on the disk when this returns.
    pub fn finish(mut self) -> Result<StoredBlob, BlobError> {
        let size = self.len();
        if !self.rest.is_empty() {
            self.seal_rest()?;
        }
        let path = self.files.path(&self.name);
        self.file.sync_all().map_err(file_error(&path))?;
        if cfg!(unix) {
            File::open(&*self.files.folder)
                .and_then(|folder| folder.sync_all())
                .map_err(file_error(&self.files.folder))?;
        }
        Ok(StoredBlob {
            hash: name_of(&self.hasher),
            size,
            file: self.name,
            _lock: self.file,
        })
    }

    fn seal_rest(&mut self) -> Result<(), BlobError> {
        let sealed = self
            .files
            .cipher
            .seal(&self.name, self.chunks, &self.rest)?;
        let path = self.files.path(&self.name);
        self.file.write_all(&sealed).map_err(file_error(&path))?;
        self.chunks += 1;
        self.rest.clear();
        Ok(())
    }
}
