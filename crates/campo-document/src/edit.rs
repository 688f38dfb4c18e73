//! What a person meant, kept beside the change that says it.
//!
//! A change is bound to the history it was made on; an edit is not. When the server refuses a change, or a document
//! starts a new epoch, the edit is authored again on the new base, so nothing typed is lost.
//!
//! Edits are stored and sent with postcard: the order of fields and variants here never changes, new ones go last.

use campo_model::id::{ActorId, DeviceTag, RecordId, TypeKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{AuthorError, Change, ChangeHash, Document, KeyOp, Scalar};

/// The name of an edit: the n-th of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EditId {
    /// The device that made it.
    pub device: DeviceTag,
    /// Counted from 1, without gaps.
    pub seq: u64,
}

/// When an edit was made, as far as the device knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTime {
    /// The device's clock: milliseconds since 1970 UTC.
    pub device_ms: i64,
    /// What to add to it for the server's clock, as last measured; `None` before the first meeting.
    pub offset_ms: Option<i64>,
}

/// Edits that are accepted or refused as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The sequence number of the first edit of the group.
    pub first: u64,
    /// How many edits it has.
    pub len: u32,
}

/// One intent of one person about one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Its name.
    pub id: EditId,
    /// The group it belongs to, if it does not stand alone.
    pub group: Option<Group>,
    /// The record it is about.
    pub record: RecordId,
    /// The type of that record.
    pub record_type: TypeKey,
    /// The module it was made with, `version@hash`.
    pub schema: String,
    /// When it was made.
    pub at: EditTime,
    /// What was meant.
    pub body: Body,
}

/// What an edit does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// Changes fields of one facet; the first change of a facet creates it.
    Change {
        /// The facet.
        facet: String,
        /// The value the person saw in each key before changing it.
        seen: Vec<(String, Option<Scalar>)>,
        /// The change as made on the base the device had.
        change: Change,
        /// The name of that change.
        hash: ChangeHash,
    },
    /// Deletes the record.
    Delete {
        /// The facets, and the version of each that the person saw.
        seen: Vec<(String, Vec<ChangeHash>)>,
    },
    /// Undoes a deletion.
    Restore,
    /// Types in a text document; see [`crate::text`].
    Text {
        /// The facet of the text document.
        facet: String,
        /// The text the person saw.
        before: String,
        /// The text the person left.
        after: String,
        /// The change as made on the base the device had, an Automerge change chunk.
        change: Vec<u8>,
        /// The name of that change.
        hash: ChangeHash,
    },
}

impl Edit {
    /// The SHA-256 of the edit as it is stored and sent.
    pub fn digest(&self) -> [u8; 32] {
        let bytes =
            postcard::to_allocvec(self).expect("an edit can be written, to a vector that grows");
        Sha256::digest(bytes).into()
    }

    /// The next link of the device's chain of edits, see [`link`].
    ///
    /// Two parties with equal links hold equal edits, all of them, in the same order.
    pub fn chain(&self, previous: [u8; 32]) -> [u8; 32] {
        link(previous, self.digest())
    }
}

/// The link of a chain after `previous`: SHA-256 over that and the digest of the next edit.
pub fn link(previous: [u8; 32], digest: [u8; 32]) -> [u8; 32] {
    let chained = Sha256::new().chain_update(previous).chain_update(digest);
    chained.finalize().into()
}

impl Edit {
    /// Whether both are one act of one person, made on whatever base: a copy of a device makes its edits anew, without
    /// what its new base says already.
    ///
    /// The moment, what was seen and what was meant stay with an edit for life; number and change do not. Of typing in a
    /// text only the moment does, of which a device has one per act: what it typed in is another text on another base.
    pub fn is_same_act(&self, other: &Self) -> bool {
        self.record == other.record && self.at == other.at && self.body.means_same(&other.body)
    }
}

/// Whether all of `some` is in `all`.
fn is_part_of(some: &[KeyOp], all: &[KeyOp]) -> bool {
    some.iter().all(|op| all.contains(op))
}

impl Body {
    fn means_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Change { facet, seen, .. },
                Self::Change {
                    facet: of,
                    seen: saw,
                    ..
                },
            ) => {
                let (ops, theirs) = (self.key_ops(), other.key_ops());
                let alike = is_part_of(&ops, &theirs) || is_part_of(&theirs, &ops);
                // On different bases different parts of it may be left to say; what was seen tells then. Of what was
                // erased only the moment is left.
                let erased = self.has_erasures() || other.has_erasures();
                facet == of && (erased || (seen == saw && (alike || !seen.is_empty())))
            }
            (Self::Text { facet, .. }, Self::Text { facet: of, .. }) => facet == of,
            (Self::Delete { .. } | Self::Restore, _) => self == other,
            _ => false,
        }
    }

    /// The name of the document it changes; `None` when it is about the record as a whole.
    pub fn document(&self) -> Option<&str> {
        match self {
            Self::Change { facet, .. } | Self::Text { facet, .. } => Some(facet),
            Self::Delete { .. } | Self::Restore => None,
        }
    }

    /// The operations meant, free of the history they were made on; empty unless it is a change of fields. Typing in a
    /// text document is repeated by [`crate::text::TextDocument::rebase`].
    pub fn key_ops(&self) -> Vec<KeyOp> {
        let Self::Change { change, .. } = self else {
            return Vec::new();
        };
        let meant = |op: &crate::Op| KeyOp {
            key: op.key.clone(),
            action: op.action.clone(),
        };
        change.ops.iter().map(meant).collect()
    }

    /// Makes the same change on `document`, another base. `None` when the document already says so.
    pub fn reauthor(
        &self,
        document: &mut Document,
        actor: ActorId,
        time: i64,
    ) -> Result<Option<(Change, ChangeHash)>, AuthorError> {
        document.author(actor, time, &self.key_ops())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: ActorId = ActorId([1; 16]);

    fn edit(body: Body) -> Edit {
        Edit {
            id: EditId {
                device: DeviceTag([1; 8]),
                seq: 1,
            },
            group: None,
            record: "01936f00-0000-7000-8000-000000000001".parse().unwrap(),
            record_type: "imoveis.property".parse().unwrap(),
            schema: "imoveis@1".into(),
            at: EditTime {
                device_ms: 0,
                offset_ms: None,
            },
            body,
        }
    }

    #[test]
    fn a_chain_depends_on_every_edit_and_its_place() {
        let (delete, restore) = (edit(Body::Delete { seen: vec![] }), edit(Body::Restore));
        let start = [0; 32];
        assert_eq!(delete.chain(start), delete.clone().chain(start));
        assert_ne!(delete.chain(start), restore.chain(start));
        assert_ne!(
            restore.chain(delete.chain(start)),
            delete.chain(restore.chain(start))
        );
    }

    #[test]
    fn an_edit_is_made_again_on_another_base() {
        let mut base = Document::default();
        let ops = [
            KeyOp::put("visits", Scalar::Counter(5)),
            KeyOp::put("name", Scalar::Int(1)),
        ];
        base.author(ANA, 1, &ops).unwrap();
        let mut other = base.clone();
        let ops = [KeyOp::increment("visits", 2), KeyOp::delete("name")];
        let (change, hash) = base.author(ANA, 2, &ops).unwrap().unwrap();
        let body = Body::Change {
            facet: "base".into(),
            seen: vec![],
            change,
            hash,
        };
        other
            .author(ActorId([2; 16]), 3, &[KeyOp::increment("visits", 10)])
            .unwrap();
        let (again, _) = body.reauthor(&mut other, ANA, 4).unwrap().unwrap();
        assert_eq!((again.seq, again.start_op), (2, 4));
        assert_eq!(other.get("visits"), Some(&Scalar::Counter(17)));
        assert_eq!(other.get("name"), None);
        let text = Body::Text {
            facet: "base~notes".into(),
            before: "a".into(),
            after: "ab".into(),
            change: vec![1],
            hash,
        };
        assert_eq!(text.key_ops(), []);
        for body in [body, text, Body::Restore] {
            let wire = postcard::to_allocvec(&edit(body.clone())).unwrap();
            assert_eq!(postcard::from_bytes(&wire), Ok(edit(body)));
        }
    }
}
