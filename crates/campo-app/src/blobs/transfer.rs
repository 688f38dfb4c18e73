//! Moving files: performs what `campo_sync::blobs` plans, one file at a time, after the edits.
//!
//! A transfer can be dropped at any moment: the server keeps what it got, this device its whole chunks. A file that
//! cannot be moved rests and does not hold up others; a server that does not answer ends the round.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use campo_model::blob::BlobHash;
use campo_store::{BlobRow, BlobWriter, StoreError};
use campo_sync::blobs::{Candidate, Circumstances, Way, plan, retry_wait_ms};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::event::Event;

use super::{candidate, unknown};
use crate::app::{App, now_ms};
use crate::error::AppError;
use crate::remote::{Remote, RemoteError};

/// How many bytes one request carries: what is on its way when a connection breaks is at most that.
const SEGMENT_BYTES: usize = 512 * 1024;
/// How many files are moved before it is looked again which come first.
const BATCH: usize = 50;
/// The most bytes of a file whose size nobody has said: a thumbnail.
const MAX_UNSTATED_BYTES: u64 = 16 * 1024 * 1024;
/// How long a file the server does not want rests: somebody may give it more room.
const REFUSED_WAIT_MS: i64 = 10 * 60 * 1000;
/// How often it is looked for files that may be tried again.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

impl App {
    /// Moves files in the background for as long as the app lives.
    pub(crate) fn start_moving_blobs(self: &Arc<Self>) {
        let app = Arc::clone(self);
        tokio::spawn(async move {
            tokio::task::block_in_place(|| {
                app.sweep_blobs();
                app.delete_old_tracks();
            });
            loop {
                let due = app.blob_state().due.notified();
                // Whether it is time or there is a reason makes no difference.
                let _ = tokio::time::timeout(LOOK_AGAIN, due).await;
                let lock = app.home().blob_lock().ok().flatten();
                if lock.is_some()
                    && app.is_signed_in()
                    && let Err(error) = app.move_blobs().await
                {
                    let code = error.into_wire().code;
                    tracing::debug!(?code, "files wait: the round ended early");
                }
            }
        });
    }

    /// Moves every file whose turn it is. An error ends the round: the server cannot be reached, or the store fails.
    pub(crate) async fn move_blobs(&self) -> Result<(), AppError> {
        let Some(remote) = self.remote() else {
            return Ok(());
        };
        loop {
            let next = self.next_blobs()?;
            if next.is_empty() {
                return Ok(());
            }
            for moving in next {
                let moved = match moving.way {
                    Way::Up => self.send(&remote, moving.hash).await,
                    Way::Down => self.fetch(&remote, moving.hash).await,
                };
                match moved {
                    Ok(()) => self.emit(Event::Blobs {
                        hashes: vec![moving.hash.to_string()],
                    }),
                    Err(AppError::Remote(RemoteError::Exchange(failure))) => {
                        return Err(AppError::Remote(RemoteError::Exchange(failure)));
                    }
                    Err(error) => self.rest(&moving, error)?,
                }
                self.status_changed();
            }
        }
    }

    /// Fetches a file that somebody wants to see.
    pub(super) async fn fetch_now(&self, hash: BlobHash) -> Result<(), AppError> {
        let remote = self.remote().ok_or(StoreError::SignedOut)?;
        let fetched = self.fetch(&remote, hash).await;
        self.status_changed();
        match fetched {
            Err(AppError::Remote(RemoteError::Refused(error)))
                if error.code == ErrorCode::NotFound =>
            {
                let message = "the file is not at the server yet: the device it was attached on has to synchronize first";
                Err(AppError::refused(ErrorCode::NotFound, message))
            }
            fetched => fetched,
        }
    }

    fn next_blobs(&self) -> Result<Vec<Candidate>, AppError> {
        let (rows, policy) =
            self.store(|store| {
                Ok(store
                    .read(|tx| Ok::<_, StoreError>((tx.unfinished_blobs()?, tx.blob_policy()?)))?)
            })?;
        let circumstances = Circumstances {
            policy,
            metered: self.blob_state().metered.load(Ordering::Relaxed),
            now_ms: now_ms(),
        };
        let mut next = plan(rows.iter().filter_map(candidate).collect(), &circumstances);
        next.truncate(BATCH);
        Ok(next)
    }

    /// Sends what the server lacks of a file.
    async fn send(&self, remote: &Remote, hash: BlobHash) -> Result<(), AppError> {
        let row = self.blob_row(hash)?;
        let file = row.file.as_deref().ok_or_else(|| unknown(hash))?;
        let mut reader = self.blob_files()?.read(file, row.size)?;
        let deliver = |offset, bytes| remote.deliver(hash, row.size, offset, bytes);
        let mut receipt = deliver(0, Vec::new()).await.map_err(AppError::Remote)?;
        while !receipt.complete {
            let offset = receipt.received;
            reader.seek(offset);
            let mut segment = Vec::new();
            while segment.len() < SEGMENT_BYTES {
                let piece = tokio::task::block_in_place(|| reader.piece())?;
                if piece.is_empty() {
                    break;
                }
                segment.extend(piece);
            }
            receipt = deliver(offset, segment).await.map_err(AppError::Remote)?;
            if !receipt.complete && receipt.received <= offset {
                let message = "the server does not take the rest of the file; it is kept here";
                return Err(AppError::refused(ErrorCode::Protocol, message));
            }
        }
        self.store(|store| Ok(store.write(|tx| tx.blob_sent(hash))?))
    }

    /// Fetches what this device lacks of a file, and verifies the whole.
    async fn fetch(&self, remote: &Remote, hash: BlobHash) -> Result<(), AppError> {
        let row = self.blob_row(hash)?;
        if row.complete {
            return Ok(());
        }
        let mut writer = tokio::task::block_in_place(|| self.writer_for(&row))?;
        let limit = match row.size {
            0 => MAX_UNSTATED_BYTES,
            size => size,
        };
        let mut more = true;
        while more {
            let from = writer.len();
            let incoming = remote.blob(hash, from, SEGMENT_BYTES as u64).await;
            let mut incoming = incoming.map_err(AppError::Remote)?;
            while let Some(bytes) = incoming.next().await.map_err(AppError::Remote)? {
                if writer.len() + bytes.len() as u64 > limit {
                    return self.forget_wrong(hash, writer.name());
                }
                tokio::task::block_in_place(|| writer.write(&bytes))?;
            }
            more = writer.len() >= from + SEGMENT_BYTES as u64;
        }
        let stored = tokio::task::block_in_place(|| writer.finish())?;
        if stored.hash != hash {
            return self.forget_wrong(hash, &stored.file);
        }
        self.store(|store| Ok(store.write(|tx| tx.complete_blob(&stored))?))
    }

    /// Where the bytes of a file go on: in the file that was begun before, or in a new one that the row names first.
    fn writer_for(&self, row: &BlobRow) -> Result<BlobWriter, AppError> {
        let files = self.blob_files()?;
        if let Some(file) = &row.file {
            return Ok(files.resume(file)?);
        }
        let writer = files.create()?;
        self.store(|store| Ok(store.write(|tx| tx.begin_blob(row.hash, writer.name()))?))?;
        Ok(writer)
    }

    /// What came is not the file: it goes, and the file is tried again later from the start.
    fn forget_wrong(&self, hash: BlobHash, file: &str) -> Result<(), AppError> {
        self.store(|store| Ok(store.write(|tx| tx.lose_blob_file(hash))?))?;
        self.blob_files()?.remove(file)?;
        let message = "the server's copy of the file is damaged; it is fetched again later";
        Err(AppError::refused(ErrorCode::Protocol, message))
    }

    /// A file that could not be moved rests; what the server says against it is kept with it.
    fn rest(&self, moving: &Candidate, error: AppError) -> Result<(), AppError> {
        let WireError { code, message, .. } = error.into_wire();
        tracing::debug!(?code, way = ?moving.way, "a file was not moved");
        if matches!(code, ErrorCode::Storage | ErrorCode::DiskFull) && moving.way == Way::Down {
            return Err(AppError::refused(code, message));
        }
        let refused = matches!(code, ErrorCode::FileTooLarge | ErrorCode::QuotaExceeded);
        let hash = moving.hash;
        self.store(|store| {
            store.write(|tx| {
                if code == ErrorCode::NotFound && moving.way == Way::Up {
                    tx.blob_unknown_to_server(hash)?;
                }
                let failures = tx.blob(hash)?.map_or(0, |row| row.failures);
                let [spread, ..] = hash.0;
                let wait = if refused {
                    REFUSED_WAIT_MS
                } else {
                    retry_wait_ms(failures + 1, spread)
                };
                let reason = refused.then_some(message.as_str());
                Ok(tx.blob_failed(hash, now_ms() + wait, reason)?)
            })
        })
    }

    fn blob_row(&self, hash: BlobHash) -> Result<BlobRow, AppError> {
        let row = self.store(|store| Ok(store.read(|tx| tx.blob(hash))?))?;
        row.ok_or_else(|| unknown(hash))
    }
}
