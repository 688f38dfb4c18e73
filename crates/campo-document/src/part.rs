//! One of the documents a record consists of, whichever kind it is.
//!
//! A record has a document per facet, and one per text that merges letter by letter. Both are named by strings in one
//! space: a facet by its key, a text as [`crate::fields::text_facet`] says.

use campo_model::id::ActorId;

use crate::document::DecodeError;
use crate::text::{TextDocument, TextError, TextLimits};
use crate::{ApplyError, AuthorError, Body, ChangeHash, Document, fields};

/// A document of a record.
#[derive(Debug, Clone)]
pub enum Part {
    /// The fields of a facet.
    Fields(Document),
    /// One text.
    Text(Box<TextDocument>),
}

/// Why a document cannot be read or changed. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The stored bytes are not a document.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The change does not fit.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// The change cannot be made.
    #[error(transparent)]
    Author(#[from] AuthorError),
    /// The text cannot be read or changed.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A change of fields for a text, or the reverse.
    #[error("the edit is not about this kind of document")]
    OtherKind,
}

impl Part {
    /// The document of this name before its first change.
    pub fn empty(name: &str) -> Self {
        if fields::text_of(name).is_some() {
            Self::Text(Box::default())
        } else {
            Self::Fields(Document::default())
        }
    }

    /// Reads the stored document of this name.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, PartError> {
        if fields::text_of(name).is_some() {
            Ok(Self::Text(Box::new(TextDocument::load(
                bytes,
                &TextLimits::default(),
            )?)))
        } else {
            Ok(Self::Fields(Document::from_bytes(bytes)?))
        }
    }

    /// Writes the document.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Fields(document) => document.to_bytes(),
            Self::Text(document) => document.save(),
        }
    }

    /// What a text says; `None` for the fields of a facet.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Fields(_) => None,
            Self::Text(document) => Some(document.text()),
        }
    }

    /// The changes no other change depends on, ascending.
    pub fn heads(&self) -> Vec<ChangeHash> {
        match self {
            Self::Fields(document) => document.heads().to_vec(),
            Self::Text(document) => document.heads(),
        }
    }

    /// How many changes have been applied; the one that every text begins with does not count.
    pub fn change_count(&self) -> usize {
        match self {
            Self::Fields(document) => document.change_count(),
            Self::Text(document) => document.change_count(),
        }
    }

    /// Whether the change of an edit is in the document.
    pub fn contains(&self, body: &Body) -> bool {
        match (self, body) {
            (Self::Fields(document), Body::Change { hash, .. }) => document.contains(hash),
            (Self::Text(document), Body::Text { hash, .. }) => document.contains(hash),
            _ => false,
        }
    }

    /// Merges the change of an edit; typing in a text that was erased is nothing.
    pub fn apply(&mut self, body: &Body) -> Result<(), PartError> {
        match (self, body) {
            (_, body) if body.is_given_up() => {}
            (Self::Fields(document), Body::Change { change, hash, .. }) => {
                document.apply(change, *hash)?;
            }
            (Self::Text(document), Body::Text { change, .. }) => {
                document.apply(change, &TextLimits::default())?;
            }
            _ => return Err(PartError::OtherKind),
        }
        Ok(())
    }

    /// Makes on this document what `body` means, and gives the body that says so here; `None` when the document
    /// says so already.
    pub fn reauthor(
        &mut self,
        body: &Body,
        actor: ActorId,
        time: i64,
    ) -> Result<Option<Body>, PartError> {
        match (self, body) {
            (Self::Fields(document), Body::Change { facet, seen, .. }) => {
                let authored = body.reauthor(document, actor, time)?;
                Ok(authored.map(|(change, hash)| Body::Change {
                    facet: facet.clone(),
                    seen: seen.clone(),
                    change,
                    hash,
                }))
            }
            (
                Self::Text(document),
                Body::Text {
                    facet,
                    before,
                    after,
                    ..
                },
            ) => {
                let seen = document.text();
                let limits = TextLimits::default();
                let authored = document.rebase(actor, time, (before, after), &limits)?;
                Ok(authored.map(|(change, hash)| Body::Text {
                    facet: facet.clone(),
                    before: seen,
                    after: document.text(),
                    change,
                    hash,
                }))
            }
            _ => Err(PartError::OtherKind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyOp, Scalar};

    const ANA: ActorId = ActorId([1; 16]);
    const BRUNO: ActorId = ActorId([2; 16]);
    const NOTES: &str = "base~notes";

    fn typed(part: &mut Part, actor: ActorId, after: &str) -> Body {
        let Part::Text(document) = part else {
            panic!("not a text")
        };
        let before = document.text();
        let (change, hash) = document
            .set_text(actor, 0, after, &TextLimits::default())
            .unwrap()
            .unwrap();
        Body::Text {
            facet: NOTES.into(),
            before,
            after: after.into(),
            change,
            hash,
        }
    }

    #[test]
    fn a_text_is_told_by_its_name_and_survives_storage() {
        let mut notes = Part::empty(NOTES);
        let body = typed(&mut notes, ANA, "olá");
        let again = Part::from_bytes(NOTES, &notes.to_bytes()).unwrap();
        assert_eq!(again.text().as_deref(), Some("olá"));
        assert!(again.contains(&body));
        assert_eq!(again.heads(), notes.heads());
        assert!(Part::empty("base").text().is_none());
    }

    #[test]
    fn typing_is_repeated_on_what_somebody_else_typed() {
        let (mut here, mut there) = (Part::empty(NOTES), Part::empty(NOTES));
        let first = typed(&mut here, ANA, "três quartos");
        there.apply(&first).unwrap();
        let mine = typed(&mut here, ANA, "três quartos, sol");
        typed(&mut there, BRUNO, "Casa: três quartos");
        let again = there.reauthor(&mine, BRUNO, 0).unwrap().unwrap();
        assert_eq!(there.text().as_deref(), Some("Casa: três quartos, sol"));
        assert!(matches!(again, Body::Text { before, .. } if before == "Casa: três quartos"));
    }

    #[test]
    fn an_edit_of_the_other_kind_changes_nothing() {
        let mut document = Document::default();
        let (change, hash) = document
            .author(ANA, 0, &[KeyOp::put("name", Scalar::Str("x".into()))])
            .unwrap()
            .unwrap();
        let body = Body::Change {
            facet: "base".into(),
            seen: vec![],
            change,
            hash,
        };
        let mut notes = Part::empty(NOTES);
        assert!(matches!(notes.apply(&body), Err(PartError::OtherKind)));
        assert!(!notes.contains(&body));
        assert_eq!(notes.text().as_deref(), Some(""));
    }
}
