//! Reading a blob from any byte on.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use campo_model::blob::BlobHash;

use super::cipher::SEALED_BYTES;
use super::{BlobError, BlobFiles, CHUNK_BYTES, file_error, name_of};

/// A blob being read, chunk by chunk.
pub struct BlobReader {
    files: BlobFiles,
    name: String,
    file: File,
    size: u64,
    next: u64,
}

impl BlobReader {
    pub(super) fn open(files: &BlobFiles, name: &str, size: u64) -> Result<Self, BlobError> {
        let path = files.path(name);
        Ok(Self {
            file: File::open(&path).map_err(file_error(&path))?,
            files: files.clone(),
            name: name.to_owned(),
            size,
            next: 0,
        })
    }

    /// How many bytes the blob has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Goes on at this byte.
    pub fn seek(&mut self, offset: u64) {
        self.next = offset.min(self.size);
    }

    /// The bytes up to the end of the next chunk; none at the end.
    pub fn piece(&mut self) -> Result<Vec<u8>, BlobError> {
        if self.next >= self.size {
            return Ok(Vec::new());
        }
        let chunk = self.next / CHUNK_BYTES as u64;
        let mut bytes = self.chunk(chunk)?;
        let skipped = (self.next % CHUNK_BYTES as u64) as usize;
        bytes.drain(..skipped.min(bytes.len()));
        self.next = (chunk + 1) * CHUNK_BYTES as u64;
        Ok(bytes)
    }

    /// The hash of the whole blob as it is on the disk.
    pub fn hash(&mut self) -> Result<BlobHash, BlobError> {
        let mut hasher = blake3::Hasher::new();
        self.seek(0);
        loop {
            let piece = self.piece()?;
            if piece.is_empty() {
                return Ok(name_of(&hasher));
            }
            hasher.update(&piece);
        }
    }

    /// One chunk. Fewer bytes than belong there are an error, so a file cut short is found.
    pub(super) fn chunk(&mut self, chunk: u64) -> Result<Vec<u8>, BlobError> {
        let path = self.files.path(&self.name);
        self.file
            .seek(SeekFrom::Start(chunk * SEALED_BYTES))
            .map_err(file_error(&path))?;
        let mut sealed = Vec::new();
        (&mut self.file)
            .take(SEALED_BYTES)
            .read_to_end(&mut sealed)
            .map_err(file_error(&path))?;
        let bytes = self.files.cipher.open(&self.name, chunk, &sealed)?;
        let due = self.size.saturating_sub(chunk * CHUNK_BYTES as u64);
        if bytes.len() as u64 == due.min(CHUNK_BYTES as u64) {
            Ok(bytes)
        } else {
            Err(BlobError::Damaged)
        }
    }
}
