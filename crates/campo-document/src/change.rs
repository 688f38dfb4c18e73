//! One Automerge change of a flat document.
//!
//! A change is what replicas exchange. Its operations are numbered from `start_op`; each names the values it
//! replaces by the operations that made them, so merging never consults a clock.

use campo_model::id::ActorId;
use serde::{Deserialize, Serialize};

use crate::codec;
use crate::limits::MAX_COUNTER;
use crate::{ChangeHash, Limits, Scalar};

pub use crate::codec::ParseError;

/// The name of an operation, and of the value it wrote; ordered as Automerge orders concurrent values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OpId {
    /// One more than every operation the author had seen.
    pub counter: u64,
    /// Who wrote it.
    pub actor: ActorId,
}

/// What an operation does to its key. The order of the variants never changes: it is on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Sets the value.
    Put(Scalar),
    /// Removes the value.
    Delete,
    /// Adds to a counter.
    Increment(i64),
}

/// An intended operation, before it is known what it replaces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyOp {
    /// The key of the document's root map.
    pub key: String,
    /// What to do to it.
    pub action: Action,
}

impl KeyOp {
    /// Sets `key` to `value`.
    pub fn put(key: impl Into<String>, value: Scalar) -> Self {
        Self {
            key: key.into(),
            action: Action::Put(value),
        }
    }

    /// Removes `key`.
    pub fn delete(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            action: Action::Delete,
        }
    }

    /// Adds `by` to the counter at `key`.
    pub fn increment(key: impl Into<String>, by: i64) -> Self {
        Self {
            key: key.into(),
            action: Action::Increment(by),
        }
    }
}

/// An operation of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Op {
    /// The key of the document's root map.
    pub key: String,
    /// What is done to it.
    pub action: Action,
    /// The values this replaces (or, for an increment, adds to), strictly ascending.
    pub pred: Vec<OpId>,
}

/// A change, as ordinary Automerge changes are, without the parts that the flat profile does not use.
///
/// The order of the fields never changes: it is on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Who wrote it.
    pub actor: ActorId,
    /// The author's changes in this document, counted from 1.
    pub seq: u64,
    /// The counter of the first operation; one more than every operation the author had seen.
    pub start_op: u64,
    /// When, by the author's clock: seconds since 1970 UTC. Shown, never decided by.
    pub time: i64,
    /// The heads the author had seen, strictly ascending.
    pub deps: Vec<ChangeHash>,
    /// The operations, at least one.
    pub ops: Vec<Op>,
}

impl Change {
    /// Encodes the change exactly as the `automerge` crate does; the hash is the change's name.
    pub fn encode(&self) -> (Vec<u8>, ChangeHash) {
        codec::encode(self)
    }

    /// Decodes an uncompressed Automerge change chunk.
    ///
    /// Strict: the checksum must hold, the change must be within `limits` and in the flat profile (16-byte actors, no
    /// message), and the bytes must be the very ones [`Change::encode`] would write.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<(Self, ChangeHash), ParseError> {
        codec::parse(bytes, limits)
    }

    /// Checks a change that came as a structure instead of a chunk, and names it.
    pub fn verify(&self, limits: &Limits) -> Result<ChangeHash, ParseError> {
        self.check_form(limits)?;
        let (bytes, hash) = self.encode();
        at_most("bytes", bytes.len(), limits.change_bytes)?;
        Ok(hash)
    }

    /// The operations with their names.
    pub fn named_ops(&self) -> impl Iterator<Item = (OpId, &Op)> {
        let ids = (self.start_op..).map(|counter| OpId {
            counter,
            actor: self.actor,
        });
        ids.zip(&self.ops)
    }

    /// The counter of the last operation, or `None` beyond what Automerge can count.
    pub(crate) fn last_op(&self) -> Option<u64> {
        let last = self
            .start_op
            .checked_add(self.ops.len() as u64)?
            .checked_sub(1)?;
        (self.start_op > 0 && last <= MAX_COUNTER).then_some(last)
    }

    pub(crate) fn check_form(&self, limits: &Limits) -> Result<(), ParseError> {
        at_most("operations", self.ops.len(), limits.ops)?;
        at_most("dependencies", self.deps.len(), limits.deps)?;
        let preds = self.ops.iter().map(|op| op.pred.len()).sum();
        at_most("replaced values", preds, limits.preds)?;
        if self.ops.is_empty() || self.seq == 0 || self.last_op().is_none() {
            return Err(ParseError::Numbering);
        }
        if !self.deps.is_sorted_by(|a, b| a < b) {
            return Err(ParseError::Unsorted);
        }
        self.ops.iter().try_for_each(|op| check_op(op, limits))
    }
}

fn check_op(op: &Op, limits: &Limits) -> Result<(), ParseError> {
    at_most("bytes of a key", op.key.len(), limits.key_bytes)?;
    if let Action::Put(value) = &op.action {
        at_most("bytes of a value", value.size(), limits.value_bytes)?;
    }
    if !op.pred.is_sorted_by(|a, b| a < b) {
        return Err(ParseError::Unsorted);
    }
    if op
        .pred
        .iter()
        .any(|id| id.counter == 0 || id.counter > MAX_COUNTER)
    {
        return Err(ParseError::Numbering);
    }
    Ok(())
}

pub(crate) fn at_most(what: &'static str, found: usize, limit: usize) -> Result<(), ParseError> {
    if found > limit {
        return Err(ParseError::TooLarge { what, found, limit });
    }
    Ok(())
}
