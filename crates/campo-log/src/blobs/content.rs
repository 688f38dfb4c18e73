//! Reading the bytes of a complete blob.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::cipher::{Cipher, NONCE_BYTES, Stream};

/// The bytes of a complete blob; reading and seeking go by the blob, not by its file.
pub struct BlobContent {
    file: File,
    stream: Stream,
    size: u64,
}

impl BlobContent {
    pub(super) fn open(cipher: &Cipher, path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let stream = cipher.stream_of(&mut file)?;
        let size = file.metadata()?.len().saturating_sub(NONCE_BYTES);
        Ok(Self { file, stream, size })
    }

    /// How many bytes the blob has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Goes on at this byte.
    pub fn go_to(&mut self, offset: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(NONCE_BYTES + offset))?;
        self.stream.seek(offset)
    }
}

impl Read for BlobContent {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        self.stream
            .turn(bytes.get_mut(..read).unwrap_or_default())?;
        Ok(read)
    }
}
