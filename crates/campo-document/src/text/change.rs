//! A change of a text document.

use automerge::{ScalarValue, legacy};
use campo_model::id::ActorId;

use super::{FIRST_ACTOR, TextError, TextLimits, guarded, scan, to_library};
use crate::{ChangeHash, ParseError};

/// What a server checks of a change of a text before applying it: who made it, and what it builds on.
#[derive(Debug, Clone)]
pub struct TextChange {
    /// Who wrote it.
    pub actor: ActorId,
    /// The author's changes in this document, counted from 1.
    pub seq: u64,
    /// The counter of the first operation.
    pub start_op: u64,
    /// When, by the author's clock: seconds since 1970 UTC.
    pub time: i64,
    /// The heads the author had seen.
    pub deps: Vec<ChangeHash>,
    /// Its name.
    pub hash: ChangeHash,
    pub(super) inner: automerge::Change,
}

impl TextChange {
    /// Decodes a change, after its size, expansion and checksum were checked. It only types and erases characters.
    pub fn parse(bytes: &[u8], limits: &TextLimits) -> Result<Self, TextError> {
        scan::check_change(bytes, limits)?;
        let (inner, is_text) = guarded(|| {
            let inner = automerge::Change::try_from(bytes)?;
            let operations = inner.decode().operations;
            let is_text = !operations.is_empty() && operations.iter().all(types_or_erases);
            Ok::<_, TextError>((inner, is_text))
        })??;
        if !is_text {
            return Err(TextError::NotText);
        }
        let actor = inner.actor_id().to_bytes().try_into().map(ActorId);
        Ok(Self {
            actor: actor.map_err(|_| ParseError::NotFlat("an actor that is not 16 bytes"))?,
            seq: inner.seq(),
            start_op: inner.start_op().get(),
            time: inner.timestamp(),
            deps: inner.deps().iter().map(|hash| ChangeHash(hash.0)).collect(),
            hash: ChangeHash(inner.hash().0),
            inner,
        })
    }
}

fn types_or_erases(op: &legacy::Op) -> bool {
    let object = legacy::ObjectId::Id(legacy::OpId(1, to_library(FIRST_ACTOR)));
    let types = matches!(
        op.action,
        legacy::OpType::Put(ScalarValue::Str(_)) | legacy::OpType::Delete
    );
    op.obj == object && !op.key.is_map_key() && types
}
