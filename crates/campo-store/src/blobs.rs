//! The bytes of attached files on the device: encrypted, beside the database.
//!
//! Each blob is one file under the folder, named by random digits; only the encrypted database knows which hash a file
//! belongs to. A file is a row of sealed chunks (see `cipher`), so bytes can be added at the end and read from anywhere,
//! and a damaged or exchanged chunk is an error, never wrong bytes. Nothing is ever written in clear.
//!
//! Invariant: a file is whole and on the disk, folder included, before a transaction names it. Files that no row names
//! are swept; a writer holds a lock on its file until then.

mod cipher;
mod reader;
mod rows;
#[cfg(test)]
mod tests;
mod writer;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use campo_model::blob::BlobHash;

use crate::error::StoreError;
use crate::store::Store;
use cipher::Cipher;
pub use reader::BlobReader;
pub use rows::BlobRow;
pub use writer::{BlobWriter, StoredBlob};

/// How many bytes of a blob are sealed together: what an interrupted transfer repeats at most.
pub const CHUNK_BYTES: usize = 64 * 1024;

/// What goes wrong with the files of blobs.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// A file or the folder cannot be read or written.
    #[error("{path} cannot be used; what was attached before is untouched")]
    File {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A chunk does not open: the file was changed, or is of another key.
    #[error("the device's copy of the file is damaged; get it again from the server")]
    Damaged,
    /// Another process is writing it.
    #[error("another process is writing this file; try again in a moment")]
    Busy,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] getrandom::Error),
}

/// The folder of blobs and the key they are sealed under. Cheap to clone.
#[derive(Clone)]
pub struct BlobFiles {
    folder: Arc<PathBuf>,
    cipher: Cipher,
}

impl BlobFiles {
    /// The blobs in `folder`, made when it is missing, under a key derived from the database's.
    pub fn open(folder: &Path, data_key: &[u8; 32]) -> Result<Self, BlobError> {
        fs::create_dir_all(folder).map_err(file_error(folder))?;
        Ok(Self {
            folder: Arc::new(folder.to_owned()),
            cipher: Cipher::of(data_key),
        })
    }

    /// A new file to write a blob into.
    pub fn create(&self) -> Result<BlobWriter, BlobError> {
        let mut name = [0; 16];
        getrandom::fill(&mut name).map_err(BlobError::Random)?;
        let name = name.iter().map(|byte| format!("{byte:02x}")).collect();
        BlobWriter::start(self.clone(), name)
    }

    /// Goes on writing a file that was begun before, after its last sound chunk.
    pub fn resume(&self, name: &str) -> Result<BlobWriter, BlobError> {
        BlobWriter::start(self.clone(), name.to_owned())
    }

    /// Reads a file; `size` is how many bytes the blob has.
    pub fn read(&self, name: &str, size: u64) -> Result<BlobReader, BlobError> {
        BlobReader::open(self, name, size)
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), BlobError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(file_error(&path)(source))
            }
            _ => Ok(()),
        }
    }

    /// Removes what no row of the database names and nobody is writing: rests of killed processes, and files of
    /// records that left. Says how many.
    pub fn sweep(&self, store: &mut Store) -> Result<usize, StoreError> {
        let listing = fs::read_dir(&*self.folder).map_err(file_error(&self.folder))?;
        let known = store.read(|tx| tx.blob_files())?;
        let mut abandoned = Vec::new();
        for entry in listing {
            let entry = entry.map_err(file_error(&self.folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !known.contains(&name)
                && let Ok(file) = File::open(entry.path())
                && file.try_lock().is_ok()
            {
                abandoned.push((name, file));
            }
        }
        // Whoever finished writing one meanwhile has named it by now.
        let known = store.read(|tx| tx.blob_files())?;
        abandoned.retain(|(name, _)| !known.contains(name));
        for (name, _) in &abandoned {
            self.remove(name)?;
        }
        Ok(abandoned.len())
    }

    /// Moves what no row of the database names into `folder`, made when it is needed. Says how many.
    ///
    /// For a database that was rebuilt: which file is which may have been on a page that cannot be read.
    pub fn set_aside(&self, store: &mut Store, folder: &Path) -> Result<u64, StoreError> {
        let listing = fs::read_dir(&*self.folder).map_err(file_error(&self.folder))?;
        let known = store.read(|tx| tx.blob_files())?;
        let mut moved = 0;
        for entry in listing {
            let entry = entry.map_err(file_error(&self.folder))?;
            if known.contains(&*entry.file_name().to_string_lossy()) {
                continue;
            }
            fs::create_dir_all(folder).map_err(file_error(folder))?;
            let to = folder.join(entry.file_name());
            fs::rename(entry.path(), &to).map_err(file_error(&to))?;
            moved += 1;
        }
        Ok(moved)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// The BLAKE3 hash of what was read so far, as a blob's name.
fn name_of(hasher: &blake3::Hasher) -> BlobHash {
    BlobHash(*hasher.finalize().as_bytes())
}

fn file_error(path: &Path) -> impl FnOnce(io::Error) -> BlobError {
    let path = path.display().to_string();
    move |source| BlobError::File { path, source }
}
