//! Taking values out for good, where they are and where they were.
//!
//! An erased value is gone from the document and from every edit that wrote or saw it. What is left keeps its place: the
//! names, numbers and dependencies of changes stay, so edits of other fields merge as before, on whatever base they were
//! made. A text that merges letter by letter has no such parts: it is given up as a whole, and begins anew.

use crate::fields::{field_of, text_of};
use crate::{Action, Body, Op};

/// The key of an operation whose key and value were erased; no field has this name.
pub const ERASED_KEY: &str = "~";

impl Body {
    /// Whether it writes a field that `is_erased` names.
    pub fn touches(&self, is_erased: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Change { change, .. } => change.ops.iter().any(|op| names(op, &is_erased)),
            Self::Text { facet, .. } => is_erased(text_of(facet).unwrap_or(facet)),
            Self::Delete { .. } | Self::Restore => false,
        }
    }

    /// Takes out every value of the fields that `is_erased` names; whether there were any.
    pub fn erase(&mut self, is_erased: impl Fn(&str) -> bool) -> bool {
        let given_up = self.is_given_up();
        let touched = self.touches(&is_erased);
        match self {
            Self::Change { seen, change, .. } => {
                let before = seen.len();
                seen.retain(|(key, _)| !is_erased(field_of(key)));
                let erased = change.ops.iter_mut().filter(|op| names(op, &is_erased));
                erased.for_each(|op| {
                    *op = Op {
                        key: ERASED_KEY.to_owned(),
                        action: Action::Delete,
                        pred: Vec::new(),
                    }
                });
                touched || seen.len() < before
            }
            Self::Text {
                before,
                after,
                change,
                ..
            } if touched && !given_up => {
                (*before, *after) = (String::new(), String::new());
                *change = Vec::new();
                true
            }
            Self::Text { .. } | Self::Delete { .. } | Self::Restore => false,
        }
    }

    /// Whether it is typing in a text that was erased: there is nothing to merge any more.
    pub fn is_given_up(&self) -> bool {
        matches!(self, Self::Text { change, .. } if change.is_empty())
    }

    /// Whether something of it was erased.
    pub fn has_erasures(&self) -> bool {
        match self {
            Self::Change { change, .. } => change.ops.iter().any(|op| op.key == ERASED_KEY),
            _ => self.is_given_up(),
        }
    }
}

/// Whether an operation writes a field that `is_erased` names, and was not erased before.
fn names(op: &Op, is_erased: impl Fn(&str) -> bool) -> bool {
    op.key != ERASED_KEY && is_erased(field_of(&op.key))
}

#[cfg(test)]
mod tests {
    use campo_model::id::ActorId;

    use super::*;
    use crate::{Change, ChangeHash, Document, KeyOp, Scalar};

    const ANA: ActorId = ActorId([1; 16]);
    const BIA: ActorId = ActorId([2; 16]);

    fn put(key: &str, value: &str) -> KeyOp {
        KeyOp::put(key, Scalar::Str(value.into()))
    }

    fn body(change: &Change, hash: ChangeHash) -> Body {
        Body::Change {
            facet: "base".into(),
            seen: vec![("name".into(), Some(Scalar::Str("canary".into())))],
            change: change.clone(),
            hash,
        }
    }

    #[test]
    fn a_document_made_of_erased_edits_is_the_erased_document() {
        let mut document = Document::default();
        let mut edits = Vec::new();
        for ops in [
            vec![put("name", "canary"), put("city", "Santos")],
            vec![put("labels/canary", "x"), put("city", "Cubatão")],
            vec![KeyOp::delete("name")],
        ] {
            let (change, hash) = document.author(ANA, 0, &ops).unwrap().unwrap();
            edits.push(body(&change, hash));
        }
        let is_erased = |field: &str| field != "city";
        document.erase(is_erased);
        let mut again = Document::default();
        for edit in &mut edits {
            assert!(edit.erase(is_erased) && edit.has_erasures());
            assert!(!edit.erase(is_erased), "once is enough");
            let bytes = postcard::to_allocvec(edit).unwrap();
            assert!(!bytes.windows(6).any(|part| part == b"canary"));
            let Body::Change { change, hash, .. } = edit else {
                panic!("another kind")
            };
            again.apply(change, *hash).unwrap();
        }
        assert_eq!(again, document);
        assert_eq!(again.get("city"), Some(&Scalar::Str("Cubatão".into())));
    }

    #[test]
    fn an_edit_of_another_field_made_before_still_merges_after() {
        let mut document = Document::default();
        let ops = [put("name", "canary"), put("city", "Santos")];
        document.author(ANA, 0, &ops).unwrap();
        let mut away = document.clone();
        let (change, hash) = away
            .author(BIA, 0, &[put("city", "Cubatão")])
            .unwrap()
            .unwrap();
        document.erase(|field| field == "name");
        document.apply(&change, hash).unwrap();
        assert_eq!(document.get("city"), Some(&Scalar::Str("Cubatão".into())));
        assert_eq!(document.get("name"), None);
    }
}
