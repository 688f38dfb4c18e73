//! Merging a change.

use campo_model::id::ActorId;

use super::{Document, Entry, short};
use crate::{Action, Change, ChangeHash, Op, OpId, Scalar};

/// What applying a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It was merged.
    New,
    /// It had been merged before; nothing happened.
    Duplicate,
}

/// Why a change cannot be merged into a document. The document is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// A change it builds on is not there.
    #[error("the change depends on {0}, which is not here: fetch that one first")]
    MissingDependency(ChangeHash),
    /// An earlier change of the same author is not there.
    #[error(
        "change {found} of actor {actor} came before change {expected}: fetch the earlier ones first"
    )]
    SequenceGap {
        /// The author.
        actor: ActorId,
        /// The number of the author's next change.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// Another change of the author has that number: two replicas write under one name.
    #[error(
        "actor {actor} made two different changes numbered {seq}: a device was restored or cloned"
    )]
    SequenceReused {
        /// The author.
        actor: ActorId,
        /// The number used twice.
        seq: u64,
    },
    /// The change has no operations, or numbers them beyond what Automerge can count.
    #[error("the operations of the change cannot be numbered")]
    Numbering,
}

impl Document {
    /// Merges a change; `hash` is the one that [`Change::parse`], [`Change::verify`] or [`Change::encode`] gave for it.
    ///
    /// Counters add up modulo 2^64, as in the `automerge` crate, so that the order does not matter.
    pub fn apply(&mut self, change: &Change, hash: ChangeHash) -> Result<Applied, ApplyError> {
        if self.contains(&hash) {
            return Ok(Applied::Duplicate);
        }
        let last_op = self.check_next(change)?;
        self.merge(change, hash, last_op);
        Ok(Applied::New)
    }

    /// Whether the change can come next; gives the counter of its last operation.
    fn check_next(&self, change: &Change) -> Result<u64, ApplyError> {
        let (actor, seq) = (change.actor, change.seq);
        let last = self.last_seq(actor);
        if seq <= last {
            return Err(ApplyError::SequenceReused { actor, seq });
        }
        if seq - 1 > last {
            return Err(ApplyError::SequenceGap {
                actor,
                expected: last + 1,
                found: seq,
            });
        }
        if let Some(missing) = change.deps.iter().find(|hash| !self.contains(hash)) {
            return Err(ApplyError::MissingDependency(*missing));
        }
        if change.ops.is_empty() {
            return Err(ApplyError::Numbering);
        }
        change.last_op().ok_or(ApplyError::Numbering)
    }

    pub(super) fn merge(&mut self, change: &Change, hash: ChangeHash, last_op: u64) {
        for (id, op) in change.named_ops() {
            self.merge_op(id, op, change.time);
        }
        self.max_op = self.max_op.max(last_op);
        self.actors.insert(change.actor, change.seq);
        self.advance(&change.deps, hash);
    }

    fn merge_op(&mut self, id: OpId, op: &Op, time: i64) {
        if !self.registers.contains_key(&op.key) {
            self.registers.insert(op.key.clone(), Vec::new());
        }
        let Some(entries) = self.registers.get_mut(&op.key) else {
            return;
        };
        let replaced = |entry: &Entry| op.pred.contains(&entry.id);
        match &op.action {
            Action::Increment(by) => {
                entries.retain_mut(|entry| !replaced(entry) || increment(&mut entry.value, *by))
            }
            Action::Delete => entries.retain(|entry| !replaced(entry)),
            Action::Put(value) => {
                entries.retain(|entry| !replaced(entry));
                let place = entries.partition_point(|entry| entry.id < id);
                entries.insert(
                    place,
                    Entry {
                        id,
                        value: value.clone(),
                        time,
                    },
                );
            }
        }
        if entries.is_empty() {
            self.registers.remove(&op.key);
        }
    }

    fn advance(&mut self, deps: &[ChangeHash], hash: ChangeHash) {
        for dep in deps {
            if let Ok(index) = self.heads.binary_search(dep) {
                self.heads.remove(index);
                let ancestor = short(dep);
                let place = self.ancestors.partition_point(|known| *known < ancestor);
                self.ancestors.insert(place, ancestor);
            }
        }
        let place = self.heads.partition_point(|head| *head < hash);
        self.heads.insert(place, hash);
    }
}

/// Adds to a counter; any other value is replaced by the increment, that is, gone (`false`).
fn increment(value: &mut Scalar, by: i64) -> bool {
    match value {
        Scalar::Counter(sum) => {
            *sum = sum.wrapping_add(by);
            true
        }
        _ => false,
    }
}
