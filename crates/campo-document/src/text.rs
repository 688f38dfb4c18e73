//! Text that two people can type in at the same time.
//!
//! A text field with `merge: text` is a document of its own, an ordinary Automerge document that holds one text object at
//! the root key `text`. The `automerge` crate serves it. That crate trusts what it decodes, so every change and document
//! is scanned first, is applied to a copy, and is kept only if what it leads to can be saved and loaded again.
//!
//! All replicas must type into the *same* object, so each makes it by the same first change, of the actor zero.

mod change;
mod error;
mod scan;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc};
use campo_model::id::ActorId;

use crate::{Applied, ChangeHash};

pub use change::TextChange;
pub use error::TextError;

const KEY: &str = "text";
/// The author of the change that makes the text object; no device has this tag.
const FIRST_ACTOR: ActorId = ActorId([0; 16]);

/// Bounds checked before the `automerge` crate sees anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimits {
    /// Bytes of a change.
    pub change_bytes: usize,
    /// Operations of a change, one for each character typed or erased.
    pub change_ops: usize,
    /// Bytes of a saved document.
    pub document_bytes: usize,
    /// Operations of a document.
    pub document_ops: usize,
}

impl Default for TextLimits {
    /// What the server admits: 64 Ki characters typed and erased at a time, in 192 KiB; 256 Ki of them in all, in 4 MiB.
    fn default() -> Self {
        Self {
            change_bytes: 192 << 10,
            change_ops: 64 << 10,
            document_bytes: 4 << 20,
            document_ops: 256 << 10,
        }
    }
}

/// The document of one text.
#[derive(Debug, Clone)]
pub struct TextDocument {
    inner: Automerge,
}

impl Default for TextDocument {
    fn default() -> Self {
        Self::new()
    }
}

impl TextDocument {
    /// An empty text, the same on every replica.
    pub fn new() -> Self {
        let mut inner = Automerge::new().with_actor(to_library(FIRST_ACTOR));
        let mut transaction = inner.transaction();
        transaction
            .put_object(ROOT, KEY, ObjType::Text)
            .expect("an empty document takes any key");
        transaction.commit_with(CommitOptions::default().with_time(0));
        Self { inner }
    }

    /// Reads a saved document.
    pub fn load(bytes: &[u8], limits: &TextLimits) -> Result<Self, TextError> {
        scan::check_document(bytes, limits)?;
        let inner = guarded(|| Automerge::load(bytes))??;
        let document = Self { inner };
        document.check_object()?;
        Ok(document)
    }

    /// The text as every replica sees it.
    pub fn text(&self) -> String {
        self.inner
            .text(object())
            .expect("the text object was there when the document was made or read")
    }

    /// The text as whoever had seen these changes saw it; an unknown one is an error.
    pub fn text_at(&self, heads: &[ChangeHash]) -> Result<String, TextError> {
        if let Some(missing) = heads.iter().find(|head| !self.contains(head)) {
            return Err(TextError::MissingDependency(*missing));
        }
        let heads: Vec<_> = heads
            .iter()
            .map(|hash| automerge::ChangeHash(hash.0))
            .collect();
        Ok(self.inner.text_at(object(), &heads)?)
    }

    /// Makes the change that turns the text into `new_text`, and merges it; gives the change's bytes and name. `None`
    /// when that is the text already.
    ///
    /// `time` is in seconds since 1970 UTC. Only what differs is typed, so that the rest merges. `TooLarge` in
    /// [`TextError::Form`] means that the new text has to be set in several steps.
    pub fn set_text(
        &mut self,
        actor: ActorId,
        time: i64,
        new_text: &str,
        limits: &TextLimits,
    ) -> Result<Option<(Vec<u8>, ChangeHash)>, TextError> {
        let bytes = guarded(|| {
            let mut copy = self.inner.clone().with_actor(to_library(actor));
            let mut transaction = copy.transaction();
            transaction.update_text(&object(), new_text)?;
            let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(time));
            let change = hash.and_then(|_| copy.get_last_local_change());
            Ok::<_, TextError>(change.map(|change| change.raw_bytes().to_vec()))
        })??;
        let Some(bytes) = bytes else { return Ok(None) };
        let hash = TextChange::parse(&bytes, limits)?.hash;
        self.apply(&bytes, limits)?;
        Ok(Some((bytes, hash)))
    }

    /// Makes on this document the change that somebody made elsewhere who saw `before` and left `after`.
    ///
    /// What was typed here and there meanwhile stays where it does not overlap.
    pub fn rebase(
        &mut self,
        actor: ActorId,
        time: i64,
        (before, after): (&str, &str),
        limits: &TextLimits,
    ) -> Result<Option<(Vec<u8>, ChangeHash)>, TextError> {
        let unbounded = TextLimits {
            change_bytes: usize::MAX,
            change_ops: usize::MAX,
            ..*limits
        };
        let mut here = Self::new();
        here.set_text(ActorId([1; 16]), 0, before, &unbounded)?;
        let mut there = here.clone();
        here.set_text(ActorId([2; 16]), 0, &self.text(), &unbounded)?;
        if let Some((change, _)) = there.set_text(ActorId([3; 16]), 0, after, &unbounded)? {
            here.apply(&change, &unbounded)?;
        }
        self.set_text(actor, time, &here.text(), limits)
    }

    /// Merges a change that another replica made.
    pub fn apply(&mut self, bytes: &[u8], limits: &TextLimits) -> Result<Applied, TextError> {
        let change = TextChange::parse(bytes, limits)?;
        if self.contains(&change.hash) {
            return Ok(Applied::Duplicate);
        }
        self.check_next(&change)?;
        let expected = self.heads_after(&change);
        let merged = guarded(|| {
            let mut copy = self.inner.clone();
            copy.apply_changes([change.inner])?;
            let saved = copy.save_nocompress();
            Ok::<_, TextError>((Self { inner: copy }, Self::load(&saved, limits)?))
        })?;
        let (merged, loaded) = merged?;
        if merged.heads() != expected
            || loaded.heads() != expected
            || loaded.text() != merged.text()
        {
            return Err(TextError::Unstable);
        }
        *self = merged;
        Ok(Applied::New)
    }

    /// Writes the document, an uncompressed Automerge document chunk.
    pub fn save(&self) -> Vec<u8> {
        self.inner.save_nocompress()
    }

    /// The changes no other change depends on, ascending.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.inner
            .get_heads()
            .iter()
            .map(|hash| ChangeHash(hash.0))
            .collect()
    }

    /// Whether a change has been applied.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.inner
            .get_change_meta_by_hash(&automerge::ChangeHash(hash.0))
            .is_some()
    }

    /// How many changes have been applied, without the one that made the text.
    pub fn change_count(&self) -> usize {
        self.inner.get_changes_meta(&[]).len().saturating_sub(1)
    }

    fn heads_after(&self, change: &TextChange) -> Vec<ChangeHash> {
        let mut heads = self.heads();
        heads.retain(|head| !change.deps.contains(head));
        heads.push(change.hash);
        heads.sort();
        heads
    }

    /// The change must be its author's next one and numbered right above what it depends on, all of which is here.
    fn check_next(&self, change: &TextChange) -> Result<(), TextError> {
        let mut start_op = 1;
        for dep in &change.deps {
            let meta = self
                .inner
                .get_change_meta_by_hash(&automerge::ChangeHash(dep.0));
            let last_op = meta.ok_or(TextError::MissingDependency(*dep))?.max_op;
            start_op = start_op.max(last_op.saturating_add(1));
        }
        let changes = self.inner.get_changes_meta(&[]);
        let actor = to_library(change.actor);
        let own = changes.iter().filter(|meta| *meta.actor == actor);
        let seq = own
            .map(|meta| meta.seq)
            .max()
            .unwrap_or(0)
            .saturating_add(1);
        if change.seq != seq || change.start_op != start_op {
            return Err(TextError::Numbering);
        }
        Ok(())
    }

    /// A document read from outside holds the one text object and nothing beside it.
    fn check_object(&self) -> Result<(), TextError> {
        let keys: Vec<String> = self.inner.keys(ROOT).collect();
        let values = self.inner.get_all(ROOT, KEY)?;
        let is_text = values
            .iter()
            .all(|(value, id)| *id == object() && value.is_object());
        let readable = self
            .inner
            .object_type(object())
            .is_ok_and(|kind| kind == ObjType::Text);
        if keys != [KEY]
            || values.len() != 1
            || !is_text
            || !readable
            || self.inner.text(object()).is_err()
        {
            return Err(TextError::NotText);
        }
        Ok(())
    }
}

/// The text object: made by the first operation of the first actor.
fn object() -> ObjId {
    ObjId::Id(1, to_library(FIRST_ACTOR), 0)
}

fn to_library(actor: ActorId) -> automerge::ActorId {
    automerge::ActorId::from(&actor.0)
}

/// Runs the `automerge` crate on data from outside, which can make it panic. What `work` touched is given up then.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, TextError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| TextError::Panicked)
}
