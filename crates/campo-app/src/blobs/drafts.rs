//! Files that are handed over in pieces, through the same door as every command.

use std::collections::VecDeque;
use std::sync::PoisonError;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campo_store::BlobWriter;
use campo_wire::blob::{Attachment, BlobDraft, BlobPiece, FinishBlob};
use campo_wire::command::Empty;
use campo_wire::error::ErrorCode;

use crate::app::App;
use crate::error::AppError;

/// The most files that are handed over at once; the oldest gives way, as one that was abandoned.
const MAX_DRAFTS: usize = 16;
const MAX_PIECE_BYTES: usize = 1024 * 1024;

/// The files being handed over, oldest first.
#[derive(Default)]
pub(super) struct Drafts(VecDeque<(String, BlobWriter)>);

impl App {
    /// Begins to hand over a file.
    pub fn begin_blob(&self, _: Empty) -> Result<BlobDraft, AppError> {
        let draft = App::secret()?;
        let writer = self.blob_files()?.create()?;
        self.drafts(|drafts| {
            drafts.push_back((draft.clone(), writer));
            if drafts.len() > MAX_DRAFTS {
                drafts.pop_front();
            }
            Ok(())
        })?;
        Ok(BlobDraft { draft })
    }

    /// Adds a piece to a file.
    pub fn write_blob(&self, piece: BlobPiece) -> Result<Empty, AppError> {
        let bytes = STANDARD
            .decode(&piece.data)
            .ok()
            .filter(|bytes| bytes.len() <= MAX_PIECE_BYTES)
            .ok_or_else(|| {
                let message = "a piece of a file is at most 1 MiB in base64";
                AppError::refused(ErrorCode::BadRequest, message)
            })?;
        self.drafts(|drafts| {
            let named = |(draft, _): &&mut (String, BlobWriter)| *draft == piece.draft;
            let (_, writer) = drafts.iter_mut().find(named).ok_or_else(gone)?;
            Ok(writer.write(&bytes)?)
        })?;
        Ok(Empty {})
    }

    /// Ends a file: it is on this device from now on, described as a field takes it.
    pub fn finish_blob(&self, request: FinishBlob) -> Result<Attachment, AppError> {
        let writer = self.drafts(|drafts| {
            let named = |(draft, _): &(String, BlobWriter)| *draft == request.draft;
            let at = drafts.iter().position(named).ok_or_else(gone)?;
            Ok(drafts.remove(at).ok_or_else(gone)?.1)
        })?;
        let taken = tokio::task::block_in_place(|| self.take_in(writer, &request.name))?;
        self.store(|store| store.write(|tx| taken.put(tx)))?;
        Ok(taken.attachment)
    }

    fn drafts<T>(
        &self,
        work: impl FnOnce(&mut VecDeque<(String, BlobWriter)>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        tokio::task::block_in_place(|| {
            let mut drafts = self
                .blob_state()
                .drafts
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            work(&mut drafts.0)
        })
    }
}

fn gone() -> AppError {
    let message = "this file is not being handed over any more: choose it again";
    AppError::refused(ErrorCode::NotFound, message)
}
