//! What somebody began to type: kept in the encrypted database, through a kill, and nowhere else.

use campo_store::StoredDraft;
use campo_wire::command::Empty;
use campo_wire::draft::{DraftRef, KeepDraft, KeptDraft};
use campo_wire::error::ErrorCode;

use crate::app::{App, now_ms};
use crate::error::AppError;
use crate::json::rfc3339;

const MAX_KEY_BYTES: usize = 200;
const MAX_CONTENT_BYTES: usize = 1024 * 1024;

impl App {
    /// Keeps a draft in place of an earlier one.
    pub fn keep_draft(&self, request: KeepDraft) -> Result<Empty, AppError> {
        let KeepDraft { key, content } = request;
        if key.len() > MAX_KEY_BYTES || content.len() > MAX_CONTENT_BYTES {
            let message = "this is too much to be kept unsaved: save it, or make it shorter";
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        let at_ms = now_ms();
        let draft = StoredDraft {
            key,
            content,
            at_ms,
        };
        self.store(|store| Ok(store.write(|tx| tx.keep_draft(&draft))?))?;
        Ok(Empty {})
    }

    /// Every draft, the oldest first.
    pub fn kept_drafts(&self, _: Empty) -> Result<Vec<KeptDraft>, AppError> {
        let drafts = self.store(|store| Ok(store.read(|tx| tx.drafts())?))?;
        let kept = |draft: StoredDraft| KeptDraft {
            key: draft.key,
            content: draft.content,
            time: rfc3339(draft.at_ms),
        };
        Ok(drafts.into_iter().map(kept).collect())
    }

    /// Forgets a draft.
    pub fn drop_draft(&self, request: DraftRef) -> Result<Empty, AppError> {
        self.store(|store| Ok(store.write(|tx| tx.drop_draft(&request.key))?))?;
        Ok(Empty {})
    }
}
