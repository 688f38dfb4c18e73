use campo_model::id::{ActorId, DeviceTag};

use crate::guard::{Refusal, check};
use crate::*;

const DEVICE: DeviceTag = DeviceTag([7; 8]);
const ANA: ActorId = ActorId([7; 16]);
const OTHER: ActorId = ActorId([8; 16]);

fn base() -> Document {
    let mut document = Document::default();
    let ops = [
        KeyOp::put("name", Scalar::Int(1)),
        KeyOp::put("visits", Scalar::Counter(i64::MAX - 1)),
    ];
    document.author(OTHER, 1, &ops).unwrap();
    document
}

fn honest() -> Change {
    let ops = [
        KeyOp::put("name", Scalar::Int(2)),
        KeyOp::increment("visits", 1),
    ];
    base().author(ANA, 2, &ops).unwrap().unwrap().0
}

/// The refusal of an honest change after `forge` has altered it.
fn refusal(forge: impl FnOnce(&mut Change)) -> Refusal {
    let mut change = honest();
    forge(&mut change);
    check(&change, DEVICE, &base(), &Limits::default()).expect_err("forged")
}

#[test]
fn an_honest_change_is_admitted() {
    assert_eq!(
        check(&honest(), DEVICE, &base(), &Limits::default()),
        Ok(())
    );
}

#[test]
fn a_change_in_a_foreign_name_or_out_of_turn_is_refused() {
    let foreign = Refusal::ForeignActor {
        actor: OTHER,
        device: DEVICE,
    };
    assert_eq!(refusal(|change| change.actor = OTHER), foreign);
    assert_eq!(
        refusal(|change| change.seq = 2),
        Refusal::Sequence {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(
        refusal(|change| change.start_op = 9),
        Refusal::StartOp {
            expected: 3,
            found: 9
        }
    );
    assert_eq!(
        refusal(|change| change.start_op = 1),
        Refusal::StartOp {
            expected: 3,
            found: 1
        }
    );
    assert_eq!(refusal(|change| change.deps.clear()), Refusal::Dependencies);
    assert_eq!(
        refusal(|change| change.deps[0] = ChangeHash([1; 32])),
        Refusal::Dependencies
    );
}

#[test]
fn an_operation_replaces_only_what_its_author_saw() {
    let replaced = |key: &str| Refusal::Replaced(key.into());
    assert_eq!(
        refusal(|change| change.ops[0].pred[0].counter = 2),
        replaced("name")
    );
    assert_eq!(
        refusal(|change| change.ops[0].pred[0].actor = ANA),
        replaced("name")
    );
    assert_eq!(
        refusal(|change| change.ops[1].pred.clear()),
        replaced("visits")
    );
    let delete_nothing = |change: &mut Change| {
        change.ops[0] = Op {
            action: Action::Delete,
            pred: vec![],
            ..change.ops[0].clone()
        }
    };
    assert_eq!(refusal(delete_nothing), replaced("name"));
    assert_eq!(
        refusal(|change| change.ops[1] = change.ops[0].clone()),
        Refusal::RepeatedKey("name".into())
    );
}

#[test]
fn a_counter_takes_only_increments_it_can_hold() {
    let increment =
        |change: &mut Change, index: usize, by| change.ops[index].action = Action::Increment(by);
    assert_eq!(
        refusal(|change| increment(change, 1, 2)),
        Refusal::Increment("visits".into())
    );
    assert_eq!(
        refusal(|change| increment(change, 0, 1)),
        Refusal::Increment("name".into())
    );
}

#[test]
fn values_outside_what_campo_stores_are_refused() {
    let unknown = Scalar::Unknown {
        type_code: 12,
        bytes: vec![],
    };
    for value in [Scalar::F64(f64::NAN), Scalar::F64(f64::INFINITY), unknown] {
        let put = |change: &mut Change| change.ops[0].action = Action::Put(value);
        assert_eq!(refusal(put), Refusal::Value("name".into()));
    }
    let long = |change: &mut Change| change.ops[0].key = "k".repeat(257);
    assert!(matches!(
        refusal(long),
        Refusal::Form(ParseError::TooLarge { .. })
    ));
}

#[test]
fn replaced_values_out_of_order_are_refused() {
    let twice = |change: &mut Change| {
        let id = change.ops[0].pred[0];
        change.ops[0].pred.push(id);
    };
    assert_eq!(refusal(twice), Refusal::Form(ParseError::Unsorted));
}
