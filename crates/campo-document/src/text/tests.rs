use automerge::transaction::Transactable;
use automerge::{ActorId as LibraryActor, Automerge, ROOT, ScalarValue};
use campo_model::id::ActorId;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{TextChange, TextDocument, TextError, TextLimits, object};
use crate::{Applied, ParseError};

const ANA: ActorId = ActorId([1; 16]);
const BRUNO: ActorId = ActorId([2; 16]);

fn limits() -> TextLimits {
    TextLimits::default()
}

fn set(document: &mut TextDocument, actor: ActorId, text: &str) -> Vec<u8> {
    document
        .set_text(actor, 7, text, &limits())
        .unwrap()
        .expect("the text differs")
        .0
}

/// The change of an honest author whom `write` makes do something on `document`.
fn forged(
    document: &TextDocument,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>),
) -> Vec<u8> {
    let mut inner = document
        .inner
        .clone()
        .with_actor(LibraryActor::from(&BRUNO.0));
    let mut transaction = inner.transaction();
    write(&mut transaction);
    transaction.commit();
    inner.get_last_local_change().unwrap().raw_bytes().to_vec()
}

fn reseal(mut chunk: Vec<u8>) -> Vec<u8> {
    let hash = Sha256::digest(&chunk[8..]);
    chunk[4..8].copy_from_slice(&hash[..4]);
    chunk
}

#[test]
fn every_replica_begins_with_the_same_change() {
    let heads = TextDocument::new().heads();
    assert_eq!(heads, TextDocument::new().heads());
    let known = "d7776c7c30d635c598d653f66d70e450be4ef3cee792255b58e8a7e4cc0fe88f";
    assert_eq!(heads[0].to_string(), known);
}

#[test]
fn what_two_people_type_at_once_both_stays() {
    let (mut one, mut other) = (TextDocument::new(), TextDocument::new());
    let start = set(&mut one, ANA, "A casa tem três quartos.");
    assert_eq!(other.apply(&start, &limits()).unwrap(), Applied::New);
    assert_eq!(other.apply(&start, &limits()).unwrap(), Applied::Duplicate);
    let here = set(&mut one, ANA, "A casa amarela tem três quartos.");
    let there = set(&mut other, BRUNO, "A casa tem três quartos e uma varanda.");
    one.apply(&there, &limits()).unwrap();
    other.apply(&here, &limits()).unwrap();
    assert_eq!(one.text(), "A casa amarela tem três quartos e uma varanda.");
    assert_eq!((one.text(), one.heads()), (other.text(), other.heads()));
    let loaded = TextDocument::load(&one.save(), &limits()).unwrap();
    assert_eq!((loaded.text(), loaded.heads()), (one.text(), one.heads()));
}

#[test]
fn an_edit_is_typed_again_on_another_base() {
    let mut document = TextDocument::new();
    set(&mut document, ANA, "A casa tem três quartos e uma varanda.");
    let edit = (
        "A casa tem três quartos.",
        "A casa amarela tem três quartos.",
    );
    document.rebase(BRUNO, 7, edit, &limits()).unwrap().unwrap();
    assert_eq!(
        document.text(),
        "A casa amarela tem três quartos e uma varanda."
    );
    assert!(
        document
            .set_text(ANA, 7, &document.text(), &limits())
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_change_out_of_turn_is_refused() {
    let mut author = TextDocument::new();
    let first = set(&mut author, ANA, "a");
    let second = set(&mut author, ANA, "ab");
    let mut document = TextDocument::new();
    let refused = document.apply(&second, &limits());
    assert!(
        matches!(refused, Err(TextError::MissingDependency(_))),
        "{refused:?}"
    );
    let mut cloned = TextDocument::new();
    let reused = set(&mut cloned, ANA, "z");
    document.apply(&first, &limits()).unwrap();
    let refused = document.apply(&reused, &limits());
    assert!(matches!(refused, Err(TextError::Numbering)), "{refused:?}");
    assert_eq!(document.text(), "a");
}

#[test]
fn anything_but_text_is_refused() {
    let mut document = TextDocument::new();
    set(&mut document, ANA, "a");
    let changes = [
        forged(&document, |to| to.put(ROOT, "text", "gone").unwrap()),
        forged(&document, |to| to.delete(ROOT, "text").unwrap()),
        forged(&document, |to| to.put(ROOT, "other", 1).unwrap()),
        forged(&document, |to| {
            to.insert(object(), 0, ScalarValue::Int(1)).unwrap()
        }),
        forged(&document, |to| {
            to.split_block(object(), 0).map(drop).unwrap()
        }),
    ];
    for change in changes {
        let refused = document.apply(&change, &limits());
        assert!(matches!(refused, Err(TextError::NotText)), "{refused:?}");
    }
    let refused = TextDocument::load(&Automerge::new().save_nocompress(), &limits());
    assert!(matches!(refused, Err(TextError::NotText)), "{refused:?}");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let mut document = TextDocument::new();
    let long = "x".repeat(70_000);
    let too_large = |refused: Result<(), TextError>| {
        assert!(
            matches!(refused, Err(TextError::Form(ParseError::TooLarge { .. }))),
            "{refused:?}"
        );
    };
    too_large(document.set_text(ANA, 7, &long, &limits()).map(drop));
    assert_eq!(document.text(), "");
    // Erasing 70,000 characters takes a handful of bytes.
    let mut bomb = TextDocument::new();
    let wide = TextLimits {
        change_bytes: 1 << 20,
        change_ops: 1 << 20,
        ..limits()
    };
    let (typed, _) = bomb.set_text(ANA, 7, &long, &wide).unwrap().unwrap();
    let (erased, _) = bomb.set_text(ANA, 7, "", &wide).unwrap().unwrap();
    assert!(erased.len() < 300, "{}", erased.len());
    too_large(document.apply(&erased, &limits()).map(drop));
    too_large(document.apply(&typed, &limits()).map(drop));
    too_large(
        TextDocument::load(
            &bomb.save(),
            &TextLimits {
                document_ops: 1000,
                ..limits()
            },
        )
        .map(drop),
    );
    let refused = TextDocument::load(&bomb.inner.save(), &limits());
    assert!(
        matches!(
            refused,
            Err(TextError::Form(ParseError::NotFlat("a compressed column")))
        ),
        "{refused:?}"
    );
}

#[test]
fn compressed_changes_are_refused() {
    let mut author = TextDocument::new();
    set(&mut author, ANA, &"lorem ipsum ".repeat(100));
    let mut change = author.inner.get_changes(&[]).pop().unwrap();
    let refused = TextDocument::new().apply(&change.bytes(), &limits());
    assert!(
        matches!(refused, Err(TextError::Form(ParseError::NotAChange))),
        "{refused:?}"
    );
}

/// Offers bytes as a change and as a document; what is accepted must be sound.
fn check_bytes(bytes: &[u8]) {
    let mut document = TextDocument::new();
    if document.apply(bytes, &limits()).is_ok() {
        let loaded = TextDocument::load(&document.save(), &limits()).unwrap();
        assert_eq!(loaded.heads(), document.heads());
    }
    if let Ok(document) = TextDocument::load(bytes, &limits()) {
        document.text();
    }
    let _ = TextChange::parse(bytes, &limits());
}

#[test]
fn a_flipped_bit_under_a_corrected_checksum_does_no_harm() {
    let mut document = TextDocument::new();
    let change = set(&mut document, ANA, "três");
    for chunk in [change, document.save()] {
        for bit in 8 * 8..chunk.len() * 8 {
            let mut flipped = chunk.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(TextDocument::new().apply(&flipped, &limits()).is_err());
            check_bytes(&reseal(flipped));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn replicas_converge_whatever_is_typed(edits in prop::collection::vec((0..3usize, any::<bool>(), "[abç\n]{0,12}"), 1..12)) {
        let mut replicas: Vec<_> = (0..3).map(|_| TextDocument::new()).collect();
        let mut log: Vec<Vec<u8>> = Vec::new();
        for (replica, pull, text) in edits {
            if pull {
                log.iter().for_each(|change| { replicas[replica].apply(change, &limits()).unwrap(); });
            }
            let made = replicas[replica].set_text(ActorId([replica as u8 + 1; 16]), 7, &text, &limits()).unwrap();
            prop_assert_eq!(replicas[replica].text(), text);
            log.extend(made.map(|(change, _)| change));
        }
        for replica in &mut replicas {
            log.iter().for_each(|change| { replica.apply(change, &limits()).unwrap(); });
        }
        prop_assert_eq!(replicas[0].text(), replicas[1].text());
        prop_assert_eq!(replicas[0].heads(), replicas[2].heads());
    }
}
