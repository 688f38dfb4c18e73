//! A document as it once was.

use std::collections::{BTreeMap, BTreeSet};

use super::{ApplyError, Document};
use crate::{Change, ChangeHash};

impl Document {
    /// The state at `deps`, from the changes of the document by their hashes.
    ///
    /// Reads no more changes than `changes` holds. A change that is needed and not there is a
    /// [`ApplyError::MissingDependency`].
    pub fn at(
        changes: &BTreeMap<ChangeHash, Change>,
        deps: &[ChangeHash],
    ) -> Result<Self, ApplyError> {
        let mut needed = BTreeSet::new();
        let mut open = deps.to_vec();
        while let Some(hash) = open.pop() {
            if needed.contains(&hash) {
                continue;
            }
            let change = changes
                .get(&hash)
                .ok_or(ApplyError::MissingDependency(hash))?;
            open.extend(&change.deps);
            needed.insert(hash);
        }
        let mut history: Vec<_> = changes
            .iter()
            .filter(|(hash, _)| needed.contains(hash))
            .collect();
        // A change numbers its operations above all it depends on, so this is a causal order.
        history.sort_by_key(|(_, change)| (change.start_op, change.actor));
        let mut document = Self::default();
        for (hash, change) in history {
            document.apply(change, *hash)?;
        }
        Ok(document)
    }
}
