//! Random histories against the `automerge` crate: same bytes, heads, winners, conflicts and operation ids.

use std::collections::BTreeMap;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue};
use campo_model::id::{ActorId, DeviceTag};
use proptest::prelude::*;

use crate::*;

const KEYS: [&str; 5] = ["a", "b", "status", "tags/x", "é/ç"];

#[derive(Debug, Clone)]
enum Step {
    Edit {
        replica: usize,
        time: i64,
        ops: BTreeMap<usize, Action>,
    },
    Pull {
        replica: usize,
    },
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        Just(Scalar::Null),
        any::<bool>().prop_map(Scalar::Bool),
        any::<u64>().prop_map(Scalar::Uint),
        any::<i64>().prop_map(Scalar::Int),
        (-1e9..1e9).prop_map(Scalar::F64),
        prop::collection::vec(any::<char>(), 0..40)
            .prop_map(|chars| Scalar::Str(chars.into_iter().collect())),
        Just(Scalar::Str("open".into())),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(Scalar::Bytes),
        (0..1i64 << 45).prop_map(Scalar::Timestamp),
        (-99..99i64).prop_map(Scalar::Counter),
        (-99..99i64).prop_map(Scalar::Counter),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let action = prop_oneof![
        3 => scalar().prop_map(Action::Put),
        1 => Just(Action::Delete),
        2 => (-50..50i64).prop_map(Action::Increment),
    ];
    let ops = prop::collection::btree_map(0..KEYS.len(), action, 1..4);
    let time = -5..2_000_000_000i64;
    prop_oneof![
        2 => (0..4usize, time, ops).prop_map(|(replica, time, ops)| Step::Edit { replica, time, ops }),
        1 => (0..4usize).prop_map(|replica| Step::Pull { replica }),
    ]
}

struct Replica {
    theirs: Automerge,
    ours: Document,
}

fn actor(replica: usize) -> ActorId {
    ActorId::new(
        DeviceTag([replica as u8 * 37 + 5; 8]),
        [9 - replica as u8; 8],
    )
}

fn to_theirs(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Null => ScalarValue::Null,
        Scalar::Bool(value) => ScalarValue::Boolean(*value),
        Scalar::Uint(value) => ScalarValue::Uint(*value),
        Scalar::Int(value) => ScalarValue::Int(*value),
        Scalar::F64(value) => ScalarValue::F64(*value),
        Scalar::Str(value) => ScalarValue::Str(value.as_str().into()),
        Scalar::Bytes(value) => ScalarValue::Bytes(value.clone()),
        Scalar::Counter(value) => ScalarValue::counter(*value),
        Scalar::Timestamp(value) => ScalarValue::Timestamp(*value),
        Scalar::Unknown { type_code, bytes } => ScalarValue::Unknown {
            type_code: *type_code,
            bytes: bytes.clone(),
        },
    }
}

/// The operations of a step that both sides do in the same way: counters are incremented where there are any, and the
/// winner of a conflict is not put again (automerge deletes the losers then, we put the winner).
fn feasible(document: &Document, ops: BTreeMap<usize, Action>) -> Vec<KeyOp> {
    let feasible = |op: &KeyOp| {
        let visible = document.visible(&op.key);
        match &op.action {
            Action::Put(value) => visible.len() < 2 || document.get(&op.key) != Some(value),
            Action::Delete => true,
            Action::Increment(_) => visible
                .iter()
                .any(|entry| entry.value.as_counter().is_some()),
        }
    };
    let ops = ops.into_iter().map(|(key, action)| KeyOp {
        key: KEYS[key].into(),
        action,
    });
    ops.filter(feasible).collect()
}

impl Replica {
    fn edit(&mut self, actor: ActorId, time: i64, ops: &[KeyOp]) -> Option<(Change, ChangeHash)> {
        let theirs = self.their_change(actor, time, ops);
        let ours = self.ours.author(actor, time, ops).unwrap();
        let (Some(theirs), Some((change, hash))) = (&theirs, &ours) else {
            assert!(
                theirs.is_none() && ours.is_none(),
                "one side saw nothing to change"
            );
            return None;
        };
        // automerge also names the author's own last change, which the heads imply already.
        let deps = theirs
            .deps()
            .iter()
            .map(|hash| ChangeHash(hash.0))
            .collect();
        let (bytes, _) = Change {
            deps,
            ..change.clone()
        }
        .encode();
        assert_eq!(bytes, theirs.raw_bytes());
        let (bytes, _) = change.encode();
        assert_eq!(
            Change::parse(&bytes, &Limits::default()),
            Ok((change.clone(), *hash))
        );
        self.theirs
            .apply_changes([automerge::Change::try_from(&bytes[..]).unwrap()])
            .unwrap();
        self.compare();
        ours
    }

    fn their_change(&self, actor: ActorId, time: i64, ops: &[KeyOp]) -> Option<automerge::Change> {
        let mut document = self.theirs.clone().with_actor(actor.0.to_vec().into());
        let mut transaction = document.transaction();
        for KeyOp { key, action } in ops {
            match action {
                Action::Put(value) => transaction
                    .put(ROOT, key.as_str(), to_theirs(value))
                    .unwrap(),
                Action::Delete => transaction.delete(ROOT, key.as_str()).unwrap(),
                Action::Increment(by) => transaction.increment(ROOT, key.as_str(), *by).unwrap(),
            }
        }
        transaction
            .commit_with(CommitOptions::default().with_time(time))
            .0?;
        document.get_last_local_change()
    }

    fn pull(&mut self, log: &[(Change, ChangeHash)]) {
        for (change, hash) in log {
            let known = self.ours.contains(hash);
            let applied = self.ours.apply(change, *hash).unwrap();
            assert_eq!(applied == Applied::Duplicate, known);
            if !known {
                let (bytes, _) = change.encode();
                self.theirs
                    .apply_changes([automerge::Change::try_from(&bytes[..]).unwrap()])
                    .unwrap();
            }
        }
        self.compare();
    }

    fn compare(&self) {
        compare(&self.theirs, &self.ours);
        assert_eq!(
            Document::from_bytes(&self.ours.to_bytes()).as_ref(),
            Ok(&self.ours)
        );
    }
}

fn compare(theirs: &Automerge, ours: &Document) {
    let heads: Vec<_> = theirs
        .get_heads()
        .iter()
        .map(|hash| ChangeHash(hash.0))
        .collect();
    assert_eq!(heads, ours.heads());
    let keys: Vec<_> = theirs
        .map_range(ROOT, ..)
        .map(|item| item.key.to_string())
        .collect();
    let our_keys: Vec<_> = ours.entries().map(|(key, _)| key.to_owned()).collect();
    assert_eq!(keys, our_keys);
    for (key, entries) in ours.entries() {
        let visible = theirs.get_all(ROOT, key).unwrap();
        let values: Vec<_> = visible
            .iter()
            .map(|(value, _)| value.as_scalar().unwrap().clone())
            .collect();
        assert_eq!(
            values,
            entries
                .iter()
                .map(|entry| to_theirs(&entry.value))
                .collect::<Vec<_>>()
        );
        let ids: Vec<_> = visible.iter().map(|(_, id)| id.clone()).collect();
        for (id, entry) in ids.iter().zip(entries) {
            let ObjId::Id(counter, actor, _) = id else {
                panic!("the root is no value")
            };
            assert_eq!(
                (*counter, actor.to_bytes()),
                (entry.id.counter, &entry.id.actor.0[..])
            );
        }
        let (winner, _) = theirs.get(ROOT, key).unwrap().unwrap();
        assert_eq!(winner.as_scalar(), ours.get(key).map(to_theirs).as_ref());
    }
}

/// Applies the log in another causal order, picked by `seed`.
fn in_other_order(log: &[(Change, ChangeHash)], mut seed: usize) -> Document {
    let mut waiting: Vec<_> = log.iter().collect();
    let mut document = Document::default();
    while !waiting.is_empty() {
        let ready: Vec<_> = (0..waiting.len())
            .filter(|index| {
                waiting[*index]
                    .0
                    .deps
                    .iter()
                    .all(|dep| document.contains(dep))
            })
            .collect();
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let (change, hash) = waiting.remove(ready[(seed >> 33) % ready.len()]);
        assert_eq!(document.apply(change, *hash), Ok(Applied::New));
    }
    document
}

fn run(steps: Vec<Step>, seed: usize) {
    let new = || Replica {
        theirs: Automerge::new(),
        ours: Document::default(),
    };
    let mut replicas: [Replica; 4] = std::array::from_fn(|_| new());
    let mut log: Vec<(Change, ChangeHash)> = Vec::new();
    for step in steps {
        match step {
            Step::Pull { replica } => replicas[replica].pull(&log),
            Step::Edit { replica, time, ops } => {
                let ops = feasible(&replicas[replica].ours, ops);
                log.extend(replicas[replica].edit(actor(replica), time, &ops));
            }
        }
    }
    replicas.iter_mut().for_each(|replica| replica.pull(&log));
    let merged = &replicas[0].ours;
    for document in [
        &replicas[1].ours,
        &replicas[3].ours,
        &in_other_order(&log, seed),
    ] {
        assert_eq!(document, merged);
        assert_eq!(document.to_bytes(), merged.to_bytes());
    }
    compare(
        &Automerge::load(&replicas[2].theirs.save()).unwrap(),
        merged,
    );
    check_history(&log, merged);
}

/// The guard admits every honest change, against the state rebuilt at its dependencies.
fn check_history(log: &[(Change, ChangeHash)], merged: &Document) {
    let by_hash: BTreeMap<_, _> = log
        .iter()
        .map(|(change, hash)| (*hash, change.clone()))
        .collect();
    for (change, _) in log {
        let at_deps = Document::at(&by_hash, &change.deps).unwrap();
        let admitted = guard::check(change, change.actor.device(), &at_deps, &Limits::default());
        assert_eq!(admitted, Ok(()));
    }
    assert_eq!(Document::at(&by_hash, merged.heads()).as_ref(), Ok(merged));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_history_is_as_automerge_has_it(steps in prop::collection::vec(step(), 1..40), seed: usize) {
        run(steps, seed);
    }
}
