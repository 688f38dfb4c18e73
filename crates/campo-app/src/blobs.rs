//! Attached files on this device: taking them in, showing them, and what waits to be sent or fetched.

mod attach;
mod content;
mod drafts;
mod media;
mod transfer;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use campo_model::blob::BlobHash;
use campo_store::{BlobError, BlobRow, StoreError};
use campo_sync::blobs::{Candidate, Way, is_wanted};
use campo_wire::blob::{BlobCounts, BlobInfo, BlobPolicy, BlobRefs, NetworkState, PinBlob};
use campo_wire::command::Empty;
use campo_wire::error::ErrorCode;
use tokio::sync::Notify;

use crate::app::{App, locked, now_ms};
use crate::error::AppError;
pub(crate) use attach::whole;
pub use content::BlobContent;
use drafts::Drafts;
pub(crate) use media::MAX_PICTURE_BYTES;

/// What the app remembers of files between commands.
#[derive(Default)]
pub(crate) struct Blobs {
    drafts: Mutex<Drafts>,
    /// Whether the network is paid by volume, as the shell last said.
    metered: AtomicBool,
    /// There may be files to move.
    due: Notify,
}

impl Blobs {
    pub(crate) fn nudge(&self) {
        self.due.notify_one();
    }

    /// Lets go of the files that are being handed over.
    pub(crate) fn forget_drafts(&self) {
        *locked(&self.drafts) = Drafts::default();
    }
}

impl App {
    /// What this device has of some files, or of all it knows of.
    pub fn blobs(&self, request: BlobRefs) -> Result<Vec<BlobInfo>, AppError> {
        self.store(|store| {
            store.read(|tx| {
                if request.hashes.is_empty() {
                    return Ok(tx.blobs()?.iter().map(info).collect());
                }
                let mut infos = Vec::new();
                for hash in &request.hashes {
                    infos.extend(tx.blob(parse(hash)?)?.as_ref().map(info));
                }
                Ok(infos)
            })
        })
    }

    /// Keeps a file on this device however large it is, or lets it go again.
    pub fn pin_blob(&self, request: PinBlob) -> Result<BlobInfo, AppError> {
        let hash = parse(&request.hash)?;
        let info = self.store(|store| {
            store.write(|tx| {
                tx.pin_blob(hash, request.pinned)?;
                Ok::<_, AppError>(info(&tx.blob(hash)?.ok_or_else(|| unknown(hash))?))
            })
        })?;
        self.blob_state().nudge();
        self.status_changed();
        Ok(info)
    }

    /// How this device fetches and sends files.
    pub fn blob_policy(&self, _: Empty) -> Result<BlobPolicy, AppError> {
        self.store(|store| Ok(store.read(|tx| tx.blob_policy())?))
    }

    /// Changes how this device fetches and sends files.
    pub fn set_blob_policy(&self, policy: BlobPolicy) -> Result<BlobPolicy, AppError> {
        self.store(|store| Ok(store.write(|tx| tx.set_blob_policy(&policy))?))?;
        self.blob_state().nudge();
        self.status_changed();
        Ok(policy)
    }

    /// Takes note of what the shell knows of the network.
    pub fn set_network(&self, network: NetworkState) -> Result<Empty, AppError> {
        let was = self
            .blob_state()
            .metered
            .swap(network.metered, Ordering::Relaxed);
        if was && !network.metered {
            self.blob_state().nudge();
        }
        Ok(Empty {})
    }

    /// Gives up the files of records that left this device, and what killed processes left behind.
    pub(crate) fn sweep_blobs(&self) {
        let swept = self.blob_files().and_then(|files| {
            self.store(|store| {
                store.write(|tx| tx.forget_unused_blobs(now_ms()))?;
                Ok(files.sweep(store)?)
            })
        });
        match swept {
            Ok(files) => tracing::debug!(files, "swept"),
            // Nothing depends on it; it is done again at the next start.
            Err(error) => tracing::warn!(code = ?error.into_wire().code, "files were not swept"),
        }
    }
}

/// How many files wait to be sent or fetched by themselves.
pub(crate) fn counts(rows: &[BlobRow], policy: &BlobPolicy) -> BlobCounts {
    let mut counts = BlobCounts::default();
    for row in rows {
        counts.refused += u64::from(row.refused.is_some() && !row.on_server);
        match candidate(row) {
            Some(candidate) if candidate.way == Way::Up => {
                counts.pending_up += 1;
                counts.bytes_up += candidate.size;
            }
            Some(candidate) if is_wanted(&candidate, policy) => {
                counts.pending_down += 1;
                counts.bytes_down += candidate.size;
            }
            _ => {}
        }
    }
    counts
}

/// The move that a blob waits for, if any.
fn candidate(row: &BlobRow) -> Option<Candidate> {
    let way = match (row.complete, row.on_server) {
        (true, false) if row.named => Way::Up,
        (false, _) => Way::Down,
        _ => return None,
    };
    Some(Candidate {
        hash: row.hash,
        way,
        size: row.size,
        thumb: row.thumb,
        replicates: row.replicates,
        pinned: row.pinned,
        not_before_ms: row.next_ms,
    })
}

fn info(row: &BlobRow) -> BlobInfo {
    BlobInfo {
        hash: row.hash.to_string(),
        size: row.size,
        here: row.complete,
        waiting: row.complete && !row.on_server,
        pinned: row.pinned,
        reason: row.refused.clone().filter(|_| !row.on_server),
    }
}

/// A hash from its text.
fn parse(text: &str) -> Result<BlobHash, AppError> {
    text.parse().map_err(|_| {
        let message =
            format!("`{text}` is not the hash of a file: copy the 64 digits from the record");
        AppError::refused(ErrorCode::BadRequest, message)
    })
}

fn unknown(hash: BlobHash) -> AppError {
    let message = format!(
        "no record on this device has the file {hash}: synchronize, or check that you may see the record"
    );
    AppError::refused(ErrorCode::NotFound, message)
}

impl From<BlobError> for AppError {
    fn from(error: BlobError) -> Self {
        Self::Store(StoreError::Blob(error))
    }
}
