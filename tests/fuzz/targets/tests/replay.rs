//! Each target survives its seeds, what fuzzing found, and 2,000 mutations of both.

use std::path::Path;

use campo_fuzz_targets::{TARGETS, Target, target};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const MUTATIONS: u32 = 2000;

/// A way to damage bytes; places are in parts of the length.
#[derive(Debug, Clone)]
enum Mutation {
    Set(u16, u8),
    Flip(u16, u8),
    Cut(u16),
    Remove(u16, u8),
    Repeat(u16, u8),
    Insert(u16, Vec<u8>),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let telling = prop_oneof![
        Just(0),
        Just(1),
        Just(0x7f),
        Just(0x80),
        Just(0xff),
        any::<u8>()
    ];
    prop_oneof![
        (any::<u16>(), telling).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (any::<u16>(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        any::<u16>().prop_map(Mutation::Cut),
        (any::<u16>(), any::<u8>()).prop_map(|(at, length)| Mutation::Remove(at, length)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, length)| Mutation::Repeat(at, length)),
        (any::<u16>(), vec(any::<u8>(), 1..16)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutation: &Mutation) {
    let place = |at: u16| bytes.len() * usize::from(at) / (1 << 16);
    let piece = |at: u16, length: u8| {
        let start = place(at);
        start..(start + usize::from(length)).min(bytes.len())
    };
    match mutation {
        Mutation::Set(at, byte) => {
            let at = place(*at);
            if let Some(there) = bytes.get_mut(at) {
                *there = *byte;
            }
        }
        Mutation::Flip(at, bit) => {
            let at = place(*at);
            if let Some(there) = bytes.get_mut(at) {
                *there ^= 1 << bit;
            }
        }
        Mutation::Cut(at) => bytes.truncate(place(*at)),
        Mutation::Remove(at, length) => drop(bytes.drain(piece(*at, *length))),
        Mutation::Repeat(at, length) => bytes.extend_from_within(piece(*at, *length)),
        Mutation::Insert(at, new) => {
            let at = place(*at);
            bytes.splice(at..at, new.iter().copied());
        }
    }
}

fn found(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../found")
        .join(target.name);
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    entries
        .map(|entry| std::fs::read(entry.expect("an entry").path()).expect("a file"))
        .collect()
}

fn survives(target: &'static Target) {
    let inputs = [(target.seeds)(), found(target)].concat();
    inputs.iter().for_each(|input| (target.run)(input));
    let config = Config {
        cases: MUTATIONS,
        failure_persistence: None,
        max_shrink_time: 5_000,
        ..Config::default()
    };
    let choice = (any::<prop::sample::Index>(), vec(mutation(), 1..5));
    let played = TestRunner::new(config).run(&choice, |(index, mutations)| {
        let mut input = index.get(&inputs).clone();
        mutations
            .iter()
            .for_each(|mutation| mutate(&mut input, mutation));
        (target.run)(&input);
        Ok(())
    });
    assert!(played.is_ok(), "{}: {played:?}", target.name);
}

/// One test for each target, so that they run side by side and one's failure names it.
macro_rules! replay {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { survives(target(stringify!($name)).unwrap()); })*

        #[test]
        fn every_target_is_replayed() {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

replay!(
    frame,
    push,
    pull,
    page,
    session,
    change,
    document,
    text,
    text_change,
    manifest,
    expression,
    cell,
    search,
    photo,
    code,
    link,
    track,
    segment,
    recognized,
);
