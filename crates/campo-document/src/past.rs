//! The documents of a record as they were at a moment.
//!
//! An edit counts from the moment at which it was made, by its device's clock, and with it all it was made upon: clocks
//! order nothing, so an edit is never there without what its author saw.

use std::collections::BTreeMap;

use crate::{Body, Change, ChangeHash, Document, Edit, PartError, TextDocument};

/// What a record's documents said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Past {
    /// The documents of facets, by name.
    pub facets: BTreeMap<String, Document>,
    /// What texts said, by the name of their document.
    pub texts: BTreeMap<String, String>,
    /// Whether the record was deleted.
    pub deleted: bool,
    /// When the last of it was made, ms since 1970 UTC.
    pub updated_ms: i64,
}

impl Past {
    /// The record at `at_ms`, from all its edits in the log's order; `None` before it was made.
    ///
    /// `texts` are the documents of its texts as they are now, which hold their whole past.
    pub fn at<'a>(
        edits: impl IntoIterator<Item = &'a Edit>,
        texts: &BTreeMap<String, TextDocument>,
        at_ms: i64,
    ) -> Result<Option<Self>, PartError> {
        let mut changes: BTreeMap<&str, BTreeMap<ChangeHash, Change>> = BTreeMap::new();
        let mut reached: BTreeMap<&str, Vec<ChangeHash>> = BTreeMap::new();
        let (mut past, mut exists) = (Self::default(), false);
        for edit in edits {
            if let Body::Change {
                facet,
                change,
                hash,
                ..
            } = &edit.body
            {
                let known = changes.entry(facet).or_default();
                known.insert(*hash, change.clone());
            }
            if edit.at.device_ms > at_ms {
                continue;
            }
            (exists, past.updated_ms) = (true, past.updated_ms.max(edit.at.device_ms));
            match &edit.body {
                Body::Change { facet, hash, .. } | Body::Text { facet, hash, .. } => {
                    reached.entry(facet).or_default().push(*hash);
                }
                Body::Delete { .. } => past.deleted = true,
                Body::Restore => past.deleted = false,
            }
        }
        for (name, mut hashes) in reached {
            if let Some(text) = texts.get(name) {
                hashes.retain(|hash| text.contains(hash));
                past.texts.insert(name.to_owned(), text.text_at(&hashes)?);
            } else if let Some(known) = changes.get(name) {
                let document = Document::at(known, &hashes)?;
                past.facets.insert(name.to_owned(), document);
            }
        }
        Ok(exists.then_some(past))
    }
}

#[cfg(test)]
mod tests {
    use campo_model::id::{ActorId, DeviceTag};

    use super::*;
    use crate::{EditId, EditTime, KeyOp, Scalar, TextLimits};

    const ANA: ActorId = ActorId([1; 16]);
    const NOTES: &str = "base~notes";

    fn edit(at_ms: i64, body: Body) -> Edit {
        Edit {
            id: EditId {
                device: DeviceTag([1; 8]),
                seq: 1,
            },
            group: None,
            record: "01936f00-0000-7000-8000-000000000001".parse().unwrap(),
            record_type: "demo.house".parse().unwrap(),
            schema: "1".into(),
            at: EditTime {
                device_ms: at_ms,
                offset_ms: None,
            },
            body,
        }
    }

    fn put(document: &mut Document, at_ms: i64, name: &str) -> Edit {
        let op = KeyOp::put("name", Scalar::Str(name.into()));
        let (change, hash) = document.author(ANA, 0, &[op]).unwrap().unwrap();
        let facet = "base".to_owned();
        edit(
            at_ms,
            Body::Change {
                facet,
                seen: vec![],
                change,
                hash,
            },
        )
    }

    fn name_at(edits: &[Edit], at_ms: i64) -> Option<Scalar> {
        let past = Past::at(edits, &BTreeMap::new(), at_ms).unwrap()?;
        past.facets.get("base")?.get("name").cloned()
    }

    #[test]
    fn a_record_is_as_it_was_made_until_then() {
        let mut document = Document::default();
        let mut edits = vec![put(&mut document, 10, "one"), put(&mut document, 20, "two")];
        edits.push(edit(30, Body::Delete { seen: vec![] }));
        assert_eq!(name_at(&edits, 9), None);
        assert_eq!(name_at(&edits, 10), Some(Scalar::Str("one".into())));
        assert_eq!(name_at(&edits, 25), Some(Scalar::Str("two".into())));
        let deleted = |at_ms| {
            let past = Past::at(&edits, &BTreeMap::new(), at_ms).unwrap().unwrap();
            past.deleted
        };
        assert!(!deleted(29) && deleted(30));
    }

    #[test]
    fn an_edit_comes_with_what_it_was_made_upon_whatever_the_clocks_say() {
        let mut document = Document::default();
        let edits = [put(&mut document, 99, "one"), put(&mut document, 20, "two")];
        assert_eq!(name_at(&edits, 20), Some(Scalar::Str("two".into())));
    }

    #[test]
    fn a_text_says_what_had_been_typed_by_then() {
        let mut document = TextDocument::new();
        let mut typed = |at_ms: i64, after: &str| {
            let before = document.text();
            let made = document.set_text(ANA, 0, after, &TextLimits::default());
            let (change, hash) = made.unwrap().unwrap();
            edit(
                at_ms,
                Body::Text {
                    facet: NOTES.into(),
                    before,
                    after: after.into(),
                    change,
                    hash,
                },
            )
        };
        let edits = [typed(10, "olá"), typed(20, "olá, casa")];
        let texts = BTreeMap::from([(NOTES.to_owned(), document)]);
        let past = Past::at(&edits, &texts, 15).unwrap().unwrap();
        assert_eq!(past.texts.get(NOTES).map(String::as_str), Some("olá"));
    }
}
