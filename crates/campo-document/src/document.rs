//! The merged state of one facet.
//!
//! Every key is a *register*: the values that no other operation has replaced yet. One visible value is the normal case;
//! several are concurrent writes, of which all replicas let the same one win. Equal sets of changes give equal documents,
//! whatever causal order they were applied in.

mod apply;
mod author;
mod blob;
mod history;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use campo_model::id::ActorId;

use crate::fields::field_of;
use crate::{ChangeHash, OpId, Scalar};

pub use apply::{Applied, ApplyError};
pub use author::AuthorError;
pub use blob::DecodeError;

/// A visible value of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The operation that put it there. Increments of a counter do not change it.
    pub id: OpId,
    /// The value; of a counter, with every increment.
    pub value: Scalar,
    /// When, by its author's clock: seconds since 1970 UTC.
    pub time: i64,
}

/// The merged state of one facet: what is visible, and what a next change must name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The changes no other change depends on, ascending.
    heads: Vec<ChangeHash>,
    /// Every applied change that is not a head, ascending, by the first eight bytes of its hash: enough to tell a
    /// duplicate and a missing dependency, at a quarter of the size.
    ancestors: Vec<u64>,
    max_op: u64,
    /// The last sequence number of each author.
    actors: BTreeMap<ActorId, u64>,
    /// The visible values of each key, ascending by operation; never empty. The last one wins.
    registers: BTreeMap<String, Vec<Entry>>,
}

impl Document {
    /// The value of a key, as every replica sees it.
    pub fn get(&self, key: &str) -> Option<&Scalar> {
        self.visible(key).last().map(|entry| &entry.value)
    }

    /// Every visible value of a key, the winner last.
    pub fn visible(&self, key: &str) -> &[Entry] {
        self.registers.get(key).map_or(&[], Vec::as_slice)
    }

    /// The keys with their visible values, the winner last, in the order of the keys.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &[Entry])> {
        self.registers
            .iter()
            .map(|(key, entries)| (key.as_str(), entries.as_slice()))
    }

    /// The keys that begin with `prefix`, with their visible values.
    pub fn entries_under(&self, prefix: &str) -> impl Iterator<Item = (&str, &[Entry])> {
        let from = self.registers.range::<str, _>((
            std::ops::Bound::Included(prefix),
            std::ops::Bound::Unbounded,
        ));
        let under = from.take_while(move |(key, _)| key.starts_with(prefix));
        under.map(|(key, entries)| (key.as_str(), entries.as_slice()))
    }

    /// The keys that people set to different values without seeing each other.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &[Entry])> {
        let differ = |entries: &[Entry]| {
            entries.windows(2).any(|pair| match pair {
                [one, other] => one.value != other.value,
                _ => false,
            })
        };
        self.entries().filter(move |(_, entries)| differ(entries))
    }

    /// The changes no other change depends on, ascending: the version of the document.
    pub fn heads(&self) -> &[ChangeHash] {
        &self.heads
    }

    /// The highest operation counter of any change.
    pub fn max_op(&self) -> u64 {
        self.max_op
    }

    /// The sequence number of an author's last change, 0 if there is none.
    pub fn last_seq(&self, actor: ActorId) -> u64 {
        self.actors.get(&actor).copied().unwrap_or(0)
    }

    /// Whether a change has been applied.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.heads.binary_search(hash).is_ok() || self.ancestors.binary_search(&short(hash)).is_ok()
    }

    /// Takes out every value of the fields that `is_erased` names, for good; whether there were any. See
    /// [`crate::erase`].
    pub fn erase(&mut self, is_erased: impl Fn(&str) -> bool) -> bool {
        let before = self.registers.len();
        self.registers.retain(|key, _| !is_erased(field_of(key)));
        self.registers.len() < before
    }

    /// How many changes have been applied.
    pub fn change_count(&self) -> usize {
        self.heads.len() + self.ancestors.len()
    }
}

/// The first eight bytes of a hash. To collide on purpose takes 2^64 tries, and gains a refusal.
fn short(hash: &ChangeHash) -> u64 {
    hash.0
        .first_chunk()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
