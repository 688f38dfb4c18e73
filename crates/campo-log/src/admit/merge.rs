//! Merging one edit into the draft of its record: what can be said of the edit without regard to rights and values.

use std::collections::BTreeMap;

use campo_document::{Action, Body, Change, ChangeHash, Document, Edit, Limits, Scalar, guard};
use campo_model::manifest::RecordType;
use campo_wire::sync::Tombstone;

use super::denial::Denial;
use super::draft::{Draft, Transition};
use super::layout;
use super::unit::Admission;
use crate::table::entry;

/// The most bytes of an edit, the values seen before included.
const MAX_EDIT_BYTES: usize = 1024 * 1024;

impl Admission<'_> {
    /// Merges an edit; says whether it met a concurrent edit with another value, or a deletion.
    pub(super) fn merge(&self, draft: &mut Draft<'_>, edit: &Edit) -> Result<bool, Denial> {
        let size = postcard::to_stdvec(edit)
            .map_err(|error| Denial::Failed(error.into()))?
            .len();
        if size > MAX_EDIT_BYTES {
            return Err(Denial::refused(
                "too_large",
                "the edit is too large: attach long content as a file",
            ));
        }
        draft.at_ms = edit.at.device_ms;
        match &edit.body {
            Body::Change {
                facet,
                change,
                hash,
                ..
            } => self.merge_change(draft, facet, change, *hash),
            Body::Delete { seen } => self.merge_delete(draft, edit, seen),
            Body::Restore => merge_restore(draft),
            Body::Text {
                facet,
                before,
                after,
                change,
                hash,
            } => self.merge_typing(draft, facet, (before, after), change, *hash),
        }
    }

    fn merge_change(
        &self,
        draft: &mut Draft<'_>,
        facet: &str,
        change: &Change,
        claimed: ChangeHash,
    ) -> Result<bool, Denial> {
        if !draft.declared.facet_keys().any(|key| key == facet) {
            return Err(Denial::refused(
                "unknown_facet",
                format!("the record has no part `{facet}`"),
            ));
        }
        let current = draft
            .documents
            .facets
            .get(facet)
            .cloned()
            .unwrap_or_default();
        let seen = self.state_at(draft, facet, &current, &change.deps)?;
        guard::check(change, self.device, &seen, &Limits::default())?;
        let hash = change
            .verify(&Limits::default())
            .map_err(guard::Refusal::from)?;
        if hash != claimed {
            return Err(Denial::refused(
                "forged",
                "the change is not the one its name says",
            ));
        }
        change
            .ops
            .iter()
            .try_for_each(|op| layout::check(draft.declared, facet, op))?;
        let mut merged = current;
        merged
            .apply(change, hash)
            .map_err(|error| Denial::refused("forged", error.to_string()))?;
        note(draft, facet, change, &seen);
        let conflict = change.ops.iter().any(|op| is_contested(&merged, &op.key));
        draft.documents.facets.insert(facet.to_owned(), merged);
        Ok(draft.meets_tombstone() || conflict)
    }

    /// The document as the author of a change with these dependencies saw it.
    pub(super) fn state_at(
        &self,
        draft: &Draft<'_>,
        facet: &str,
        current: &Document,
        deps: &[ChangeHash],
    ) -> Result<Document, Denial> {
        if deps == current.heads() {
            return Ok(current.clone());
        }
        if deps.is_empty() {
            return Ok(Document::default());
        }
        if !deps.iter().all(|dep| current.contains(dep)) {
            return Err(Denial::Rebase);
        }
        let mut changes = BTreeMap::new();
        for past in entry::of_record(self.connection, draft.id)? {
            if let Body::Change {
                facet: of,
                change,
                hash,
                ..
            } = past.edit.body
                && of == facet
            {
                changes.insert(hash, change);
            }
        }
        Document::at(&changes, deps).map_err(|_| Denial::Rebase)
    }

    fn merge_delete(
        &self,
        draft: &mut Draft<'_>,
        edit: &Edit,
        seen: &[(String, Vec<ChangeHash>)],
    ) -> Result<bool, Denial> {
        existing(draft)?;
        // Somebody who could read a document and had not seen it as it is did not know what they deleted.
        let mut heads = self.heads(draft)?.into_iter();
        let may_read = |name: &str| self.person.may_read_document(&draft.record_type, name);
        let conflict = heads.any(|head| may_read(&head.0) && !seen.contains(&head));
        draft.deletes = true;
        if draft.tombstone.is_none() {
            draft.tombstone = Some(Tombstone {
                device: edit.id.device,
                at_ms: edit.at.device_ms,
                conflict,
            });
        }
        Ok(conflict)
    }
}

fn merge_restore(draft: &mut Draft<'_>) -> Result<bool, Denial> {
    existing(draft)?;
    draft.restores = true;
    draft.tombstone = None;
    Ok(false)
}

fn existing(draft: &Draft<'_>) -> Result<(), Denial> {
    if draft.is_new() {
        Err(Denial::refused(
            "not_found",
            "the record is not on the server",
        ))
    } else {
        Ok(())
    }
}

fn note(draft: &mut Draft<'_>, facet: &str, change: &Change, seen: &Document) {
    let keys = draft.touched.entry(facet.to_owned()).or_default();
    keys.extend(change.ops.iter().map(|op| op.key.clone()));
    let Some(states) = &draft.declared.states else {
        return;
    };
    let Some(op) = change
        .ops
        .iter()
        .find(|op| facet == RecordType::BASE && op.key == states.field)
    else {
        return;
    };
    let to = match &op.action {
        Action::Put(value) => text(value),
        _ => None,
    };
    let from = match draft.transition.take() {
        Some(earlier) => earlier.from,
        None => seen.get(&states.field).and_then(text),
    };
    draft.transition = Some(Transition { from, to });
}

fn text(value: &Scalar) -> Option<String> {
    match value {
        Scalar::Str(text) => Some(text.clone()),
        _ => None,
    }
}

/// Whether people set the key to different values without seeing each other.
fn is_contested(document: &Document, key: &str) -> bool {
    let mut values = document.visible(key).iter().map(|entry| &entry.value);
    let first = values.next();
    values.any(|value| Some(value) != first)
}
