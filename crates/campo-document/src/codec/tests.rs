use campo_model::id::ActorId;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::leb::write_unsigned;
use crate::*;

fn sample() -> Change {
    let mut document = Document::default();
    let put = |key: &str, value| KeyOp::put(key, value);
    let first = [
        put("a", Scalar::Str("olá".into())),
        put("b", Scalar::Counter(-3)),
        put("c", Scalar::F64(0.5)),
        put("tags/x", Scalar::Bool(true)),
        put("tags/y", Scalar::Bool(true)),
    ];
    document.author(ActorId([1; 16]), 1, &first).unwrap();
    let second = [
        KeyOp::increment("b", 70),
        KeyOp::delete("c"),
        put("a", Scalar::Timestamp(1 << 40)),
    ];
    document
        .author(ActorId([2; 16]), 1_700_000_000, &second)
        .unwrap()
        .unwrap()
        .0
}

/// A chunk around any body, with the right checksum.
fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    write_unsigned(&mut hashed, body.len() as u64);
    hashed.extend_from_slice(body);
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
    chunk.extend_from_slice(&Sha256::digest(&hashed)[..4]);
    chunk.extend_from_slice(&hashed);
    chunk
}

/// Whatever is accepted is canonical, named by its hash, and can be offered to a document.
fn check_bytes(bytes: &[u8]) -> bool {
    let Ok((change, hash)) = Change::parse(bytes, &Limits::default()) else {
        return false;
    };
    assert_eq!(change.encode(), (bytes.to_vec(), hash));
    let _ = Document::default().apply(&change, hash);
    true
}

#[test]
fn a_change_parses_as_it_was_encoded() {
    let change = sample();
    let (bytes, hash) = change.encode();
    assert_eq!(
        Change::parse(&bytes, &Limits::default()),
        Ok((change.clone(), hash))
    );
    assert_eq!(change.verify(&Limits::default()), Ok(hash));
    let wire = postcard::to_allocvec(&change).unwrap();
    assert_eq!(postcard::from_bytes(&wire), Ok(change));
}

#[test]
fn every_flipped_bit_is_refused_by_the_checksum() {
    let (bytes, _) = sample().encode();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!check_bytes(&flipped), "bit {bit}");
    }
}

#[test]
fn a_flipped_bit_under_a_corrected_checksum_does_no_harm() {
    let (bytes, _) = sample().encode();
    for bit in 0..(bytes.len() - 11) * 8 {
        let mut body = bytes[11..].to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        check_bytes(&sealed(1, &body));
    }
}

#[test]
fn every_truncation_and_extension_is_refused() {
    let (bytes, _) = sample().encode();
    for length in 0..bytes.len() {
        assert!(!check_bytes(&bytes[..length]));
    }
    assert!(!check_bytes(&[bytes, vec![0]].concat()));
}

#[test]
fn each_limit_is_kept() {
    let (bytes, _) = sample().encode();
    let limits = Limits::default();
    let too_small = [
        Limits {
            change_bytes: bytes.len() - 1,
            ..limits
        },
        Limits { ops: 2, ..limits },
        Limits { deps: 0, ..limits },
        Limits { preds: 2, ..limits },
        Limits {
            key_bytes: 0,
            ..limits
        },
        Limits {
            value_bytes: 7,
            ..limits
        },
    ];
    for limits in too_small {
        let refused = Change::parse(&bytes, &limits);
        assert!(
            matches!(refused, Err(ParseError::TooLarge { .. })),
            "{limits:?}: {refused:?}"
        );
        assert!(sample().verify(&limits).is_err());
    }
}

#[test]
fn a_run_length_bomb_is_refused_before_it_is_unpacked() {
    // No dependencies, 16-byte actor, seq 1, op 1, time 0, no message, no other actors; a key column of 2^40 keys.
    let mut body = vec![0, 16];
    body.extend([7; 16]);
    body.extend([1, 1, 0, 0, 0, 1, 0x15, 8]);
    body.extend([0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1, b'k']);
    let refused = Change::parse(&sealed(1, &body), &Limits::default());
    assert!(
        matches!(
            refused,
            Err(ParseError::TooLarge {
                what: "entries in a column",
                ..
            })
        ),
        "{refused:?}"
    );
}

#[test]
fn other_chunks_of_automerge_are_refused() {
    for kind in [0, 2, 3, 9] {
        let refused = Change::parse(&sealed(kind, b""), &Limits::default());
        assert_eq!(refused, Err(ParseError::NotAChange));
    }
}

/// Byte strings that make the `automerge` crate 0.12 panic, found by fuzzing it.
const HOSTILE: [&[u8]; 4] = [
    include_bytes!("../../fixtures/hostile-changes/1.bin"),
    include_bytes!("../../fixtures/hostile-changes/2.bin"),
    include_bytes!("../../fixtures/hostile-changes/3.bin"),
    include_bytes!("../../fixtures/hostile-changes/4.bin"),
];

#[test]
fn known_hostile_changes_are_refused() {
    for bytes in HOSTILE {
        assert!(!check_bytes(bytes));
        assert!(text::TextChange::parse(bytes, &text::TextLimits::default()).is_err());
        assert!(text::TextDocument::load(bytes, &text::TextLimits::default()).is_err());
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        check_bytes(&bytes);
        check_bytes(&sealed(1, &bytes));
    }

    #[test]
    fn arbitrary_damage_never_panics(edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
        let (bytes, _) = sample().encode();
        let mut body = bytes[11..].to_vec();
        for (place, byte) in edits {
            let length = body.len();
            body[place % length] = byte;
        }
        check_bytes(&sealed(1, &body));
    }
}
