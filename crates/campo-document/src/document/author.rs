//! Making a change.

use std::collections::BTreeSet;

use campo_model::id::ActorId;

use super::Document;
use crate::limits::MAX_COUNTER;
use crate::{Action, Change, ChangeHash, KeyOp, Op};

/// Why a change cannot be made. The document is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorError {
    /// Two operations on one key.
    #[error("`{0}` is changed twice in one change: keep the last of the two")]
    RepeatedKey(String),
    /// An increment of something that is not a counter.
    #[error("`{0}` is not a counter and cannot be incremented")]
    NotACounter(String),
    /// An increment beyond what a counter can hold.
    #[error("the counter `{0}` would overflow")]
    Overflow(String),
    /// The document has used up its operation numbers.
    #[error("the document has too many operations: it needs a new epoch")]
    Exhausted,
}

impl Document {
    /// Makes the change that does `ops` now, and merges it. `None` when nothing would change: a value put again, an
    /// absent key deleted.
    ///
    /// `time` is in seconds since 1970 UTC. A put replaces everything visible, so it also decides a conflict; deciding
    /// for the present winner is a put too, so that a concurrent decision for another value shows as a conflict again.
    pub fn author(
        &mut self,
        actor: ActorId,
        time: i64,
        ops: &[KeyOp],
    ) -> Result<Option<(Change, ChangeHash)>, AuthorError> {
        let mut keys = BTreeSet::new();
        if let Some(repeated) = ops.iter().find(|op| !keys.insert(&op.key)) {
            return Err(AuthorError::RepeatedKey(repeated.key.clone()));
        }
        let resolved = ops.iter().filter_map(|op| self.resolve(op).transpose());
        let ops = resolved.collect::<Result<Vec<Op>, _>>()?;
        if ops.is_empty() {
            return Ok(None);
        }
        let last_op = self.max_op + ops.len() as u64;
        if last_op > MAX_COUNTER {
            return Err(AuthorError::Exhausted);
        }
        let change = Change {
            actor,
            seq: self.last_seq(actor) + 1,
            start_op: self.max_op + 1,
            time,
            deps: self.heads.clone(),
            ops,
        };
        let (_, hash) = change.encode();
        self.merge(&change, hash, last_op);
        Ok(Some((change, hash)))
    }

    /// The operation that does what is meant to what is visible, or `None` if it is so already.
    fn resolve(&self, op: &KeyOp) -> Result<Option<Op>, AuthorError> {
        let visible = self.visible(&op.key);
        let unchanged = match (&op.action, visible) {
            (Action::Put(value), [only]) => only.value == *value,
            (Action::Delete, []) => true,
            _ => false,
        };
        if unchanged {
            return Ok(None);
        }
        if let Action::Increment(by) = op.action {
            self.check_increment(&op.key, by)?;
        }
        let pred = visible.iter().map(|entry| entry.id).collect();
        Ok(Some(Op {
            key: op.key.clone(),
            action: op.action.clone(),
            pred,
        }))
    }

    fn check_increment(&self, key: &str, by: i64) -> Result<(), AuthorError> {
        let visible = self.visible(key).iter();
        let mut counters = visible
            .filter_map(|entry| entry.value.as_counter())
            .peekable();
        if counters.peek().is_none() {
            return Err(AuthorError::NotACounter(key.to_owned()));
        }
        let fits = counters.all(|sum| sum.checked_add(by).is_some());
        if fits {
            Ok(())
        } else {
            Err(AuthorError::Overflow(key.to_owned()))
        }
    }
}
