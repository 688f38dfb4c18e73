use campo_model::id::ActorId;
use proptest::prelude::*;

use crate::*;

const ANA: ActorId = ActorId([1; 16]);
const BRUNO: ActorId = ActorId([2; 16]);

fn author(document: &mut Document, actor: ActorId, ops: &[KeyOp]) -> (Change, ChangeHash) {
    document
        .author(actor, 7, ops)
        .unwrap()
        .expect("something changes")
}

fn text(value: &str) -> Scalar {
    Scalar::Str(value.into())
}

/// Two replicas that edited `status` without seeing each other, merged.
fn conflicted() -> Document {
    let mut one = Document::default();
    author(
        &mut one,
        ANA,
        &[
            KeyOp::put("status", text("new")),
            KeyOp::put("visits", Scalar::Counter(1)),
        ],
    );
    let mut other = one.clone();
    author(
        &mut one,
        ANA,
        &[
            KeyOp::put("status", text("sold")),
            KeyOp::increment("visits", 2),
        ],
    );
    let (change, hash) = author(
        &mut other,
        BRUNO,
        &[
            KeyOp::put("status", text("rented")),
            KeyOp::increment("visits", 3),
        ],
    );
    assert_eq!(one.apply(&change, hash), Ok(Applied::New));
    assert_eq!(one.apply(&change, hash), Ok(Applied::Duplicate));
    one
}

#[test]
fn concurrent_values_are_a_conflict_and_counters_add_up() {
    let document = conflicted();
    let conflicts: Vec<_> = document
        .conflicts()
        .map(|(key, entries)| (key, entries.len()))
        .collect();
    assert_eq!(conflicts, [("status", 2)]);
    assert_eq!(document.get("status"), Some(&text("rented")));
    assert_eq!(document.get("visits"), Some(&Scalar::Counter(6)));
    assert_eq!(document.heads().len(), 2);
    assert_eq!(document.change_count(), 3);
}

#[test]
fn putting_the_winner_again_decides_a_conflict() {
    let mut document = conflicted();
    let (change, _) = author(&mut document, ANA, &[KeyOp::put("status", text("rented"))]);
    assert_eq!(change.ops[0].pred.len(), 2);
    assert_eq!(document.visible("status").len(), 1);
    assert_eq!(document.conflicts().count(), 0);
}

#[test]
fn nothing_is_authored_when_nothing_changes() {
    let mut document = conflicted();
    author(&mut document, ANA, &[KeyOp::put("status", text("sold"))]);
    let before = document.clone();
    let same = [KeyOp::put("status", text("sold")), KeyOp::delete("absent")];
    assert_eq!(document.author(ANA, 7, &same), Ok(None));
    assert_eq!(document, before);
}

#[test]
fn an_impossible_edit_leaves_the_document_as_it_was() {
    let mut document = conflicted();
    let before = document.clone();
    let refused = [
        (
            vec![KeyOp::delete("status"), KeyOp::delete("status")],
            AuthorError::RepeatedKey("status".into()),
        ),
        (
            vec![KeyOp::increment("status", 1)],
            AuthorError::NotACounter("status".into()),
        ),
        (
            vec![KeyOp::increment("visits", i64::MAX)],
            AuthorError::Overflow("visits".into()),
        ),
    ];
    for (ops, error) in refused {
        assert_eq!(document.author(ANA, 7, &ops), Err(error));
        assert_eq!(document, before);
    }
}

#[test]
fn a_change_out_of_turn_leaves_the_document_as_it_was() {
    let mut document = conflicted();
    let before = document.clone();
    let (next, hash) = author(&mut document.clone(), ANA, &[KeyOp::delete("status")]);
    let missing = ChangeHash([9; 32]);
    let refused = [
        (
            Change {
                seq: 2,
                ..next.clone()
            },
            ApplyError::SequenceReused { actor: ANA, seq: 2 },
        ),
        (
            Change {
                seq: 4,
                ..next.clone()
            },
            ApplyError::SequenceGap {
                actor: ANA,
                expected: 3,
                found: 4,
            },
        ),
        (
            Change {
                deps: vec![missing],
                ..next.clone()
            },
            ApplyError::MissingDependency(missing),
        ),
        (
            Change {
                start_op: u64::MAX,
                ..next.clone()
            },
            ApplyError::Numbering,
        ),
        (
            Change {
                start_op: 0,
                ..next.clone()
            },
            ApplyError::Numbering,
        ),
        (
            Change {
                ops: vec![],
                ..next
            },
            ApplyError::Numbering,
        ),
    ];
    for (change, error) in refused {
        assert_eq!(document.apply(&change, hash), Err(error));
        assert_eq!(document, before);
    }
}

#[test]
fn keys_are_found_by_their_prefix() {
    let mut document = Document::default();
    let keys = ["tag", "tags/a", "tags/b", "tagsx", "z"];
    author(
        &mut document,
        ANA,
        &keys.map(|key| KeyOp::put(key, Scalar::Bool(true))),
    );
    let found: Vec<_> = document
        .entries_under("tags/")
        .map(|(key, _)| key)
        .collect();
    assert_eq!(found, ["tags/a", "tags/b"]);
}

#[test]
fn a_document_is_compact() {
    let size = conflicted().to_bytes().len();
    assert!(size < 200, "{size} bytes for three changes");
}

/// Whatever bytes are read, the document they give is written back in full.
fn check_bytes(bytes: &[u8]) {
    if let Ok(document) = Document::from_bytes(bytes) {
        assert_eq!(
            Document::from_bytes(&document.to_bytes())
                .unwrap()
                .to_bytes(),
            document.to_bytes()
        );
    }
}

#[test]
fn a_damaged_document_is_refused_or_consistent() {
    let bytes = conflicted().to_bytes();
    for length in 0..bytes.len() {
        assert!(Document::from_bytes(&bytes[..length]).is_err());
    }
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        check_bytes(&flipped);
    }
    assert!(Document::from_bytes(&[bytes, vec![0]].concat()).is_err());
    assert_eq!(
        Document::from_bytes(&Document::default().to_bytes()),
        Ok(Document::default())
    );
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_never_a_panic(mut bytes: Vec<u8>) {
        check_bytes(&bytes);
        bytes.insert(0, 1);
        check_bytes(&bytes);
    }
}
