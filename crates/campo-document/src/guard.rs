//! What a server checks of a change that a device sent, before it becomes part of the log.
//!
//! Passing means: every replica can merge the change, and merging it does what the device saw. Rights, the schema and
//! the sizes of fields are checked above this crate. A device runs the same check as a preview.

use campo_model::id::{ActorId, DeviceTag};

use crate::limits::MAX_COUNTER;
use crate::{Action, Change, Document, Limits, Op, OpId, ParseError, Scalar};

/// Why a change is not accepted. The edit behind it stays on its device, to be looked at or made anew.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too large, or not a change any software makes.
    #[error(transparent)]
    Form(#[from] ParseError),
    /// Written in the name of another device.
    #[error("actor {actor} does not belong to device {device}: sign in again")]
    ForeignActor {
        /// Whom the change names as its author.
        actor: ActorId,
        /// Who sent it.
        device: DeviceTag,
    },
    /// Not the author's next change.
    #[error("the change is number {found} of its author, {expected} would be next")]
    Sequence {
        /// The next number.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// Not numbered above exactly what it depends on.
    #[error(
        "the operations begin at {found}, after what the change depends on they begin at {expected}"
    )]
    StartOp {
        /// The next number.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// Depends on other changes than the state it is checked against, or names one that another implies.
    #[error("the change does not name the latest changes its author had seen")]
    Dependencies,
    /// Two operations on one key.
    #[error("`{0}` is changed twice in one change")]
    RepeatedKey(String),
    /// Replaces a value that its author could not see, or nothing where it must replace something.
    #[error("the operation on `{0}` does not replace what was visible to its author")]
    Replaced(String),
    /// A value that Campo does not store: not finite, or of a type unknown to it.
    #[error("the value of `{0}` is of a kind that is not stored")]
    Value(String),
    /// An increment where there is no counter, or beyond what it can hold.
    #[error("`{0}` cannot be incremented so")]
    Increment(String),
}

/// Checks a change of `device` against the document at the change's dependencies (see [`Document::at`]).
pub fn check(
    change: &Change,
    device: DeviceTag,
    at_deps: &Document,
    limits: &Limits,
) -> Result<(), Refusal> {
    change.verify(limits)?;
    let (actor, found) = (change.actor, change.seq);
    if actor.device() != device {
        return Err(Refusal::ForeignActor { actor, device });
    }
    if change.deps != at_deps.heads() {
        return Err(Refusal::Dependencies);
    }
    let expected = at_deps.last_seq(actor) + 1;
    if found != expected {
        return Err(Refusal::Sequence { expected, found });
    }
    let (expected, found) = (at_deps.max_op() + 1, change.start_op);
    if found != expected || found > MAX_COUNTER {
        return Err(Refusal::StartOp { expected, found });
    }
    check_ops(&change.ops, at_deps)
}

fn check_ops(ops: &[Op], at_deps: &Document) -> Result<(), Refusal> {
    let mut keys = std::collections::BTreeSet::new();
    for op in ops {
        if !keys.insert(&op.key) {
            return Err(Refusal::RepeatedKey(op.key.clone()));
        }
        check_op(op, at_deps)?;
    }
    Ok(())
}

fn check_op(op: &Op, at_deps: &Document) -> Result<(), Refusal> {
    let key = || op.key.clone();
    let visible = at_deps.visible(&op.key);
    let seen = |id: &OpId| visible.binary_search_by_key(id, |entry| entry.id).is_ok();
    if !op.pred.iter().all(seen) {
        return Err(Refusal::Replaced(key()));
    }
    match &op.action {
        Action::Put(value) if !is_stored(value) => Err(Refusal::Value(key())),
        Action::Put(_) => Ok(()),
        Action::Delete | Action::Increment(_) if op.pred.is_empty() => {
            Err(Refusal::Replaced(key()))
        }
        Action::Delete => Ok(()),
        Action::Increment(by) => {
            let targets = visible.iter().filter(|entry| op.pred.contains(&entry.id));
            let mut counters = targets
                .filter_map(|entry| entry.value.as_counter())
                .peekable();
            let fits =
                counters.peek().is_some() && counters.all(|sum| sum.checked_add(*by).is_some());
            if fits {
                Ok(())
            } else {
                Err(Refusal::Increment(key()))
            }
        }
    }
}

fn is_stored(value: &Scalar) -> bool {
    match value {
        Scalar::F64(number) => number.is_finite(),
        Scalar::Unknown { .. } => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests;
