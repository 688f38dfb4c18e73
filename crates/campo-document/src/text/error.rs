//! Why a text cannot be changed or read.

use crate::{ChangeHash, ParseError};

/// Why a text document or a change of one is not accepted. The document is as it was.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// Too large, compressed, or damaged.
    #[error(transparent)]
    Form(#[from] ParseError),
    /// A change it builds on is not there.
    #[error("the change depends on {0}, which is not here: fetch that one first")]
    MissingDependency(ChangeHash),
    /// Not its author's next change, or not numbered above what it depends on.
    #[error("the change is not the next one of its author")]
    Numbering,
    /// Something else than characters typed and erased in the one text object.
    #[error("the change or document holds something else than text")]
    NotText,
    /// Merging it gives a document that does not survive saving and loading.
    #[error("the change would damage the document and was left out")]
    Unstable,
    /// Made the decoder fail in a way it should not.
    #[error("the bytes are not a change or document that can be decoded safely")]
    Panicked,
    /// Refused by the decoder.
    #[error("the change cannot be decoded")]
    Change(#[from] automerge::LoadChangeError),
    /// Refused by the decoder.
    #[error("the document cannot be decoded or merged")]
    Document(#[from] automerge::AutomergeError),
}
