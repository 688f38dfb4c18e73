use campo_model::id::DeviceTag;
use campo_wire::sync::{Account, EditVerdict, Position, PullReply};
use campo_wire::sync_status::Cursor;

use super::*;

const DEVICE: DeviceTag = DeviceTag([7; 8]);

fn push() -> PushRequest {
    PushRequest {
        device: DEVICE,
        chain: [0; 32],
        edits: Vec::new(),
    }
}

fn at(seq: u64) -> PullRequest {
    PullRequest {
        device: DEVICE,
        position: Position {
            cursor: Cursor { epoch: 1, seq },
            sweep: None,
        },
    }
}

fn page(seq: u64) -> PullReply {
    PullReply {
        items: Vec::new(),
        position: at(seq).position,
        head: seq,
    }
}

fn verdicts() -> PushReply {
    PushReply::Verdicts(Vec::new())
}

#[test]
fn a_round_pushes_everything_then_pulls_to_the_head() {
    let mut replica = Replica::new(1);
    assert_eq!(replica.handle(Input::Go), [Effect::LoadOutbox]);
    assert_eq!(
        replica.handle(Input::Outbox(Some(push()), at(0))),
        [Effect::Show(Activity::Syncing), Effect::Push(push())]
    );
    assert_eq!(
        replica.handle(Input::Pushed(Ok(verdicts()))),
        [Effect::StoreVerdicts(push(), verdicts())]
    );
    assert_eq!(replica.handle(Input::VerdictsStored), [Effect::LoadOutbox]);
    assert_eq!(
        replica.handle(Input::Outbox(None, at(0))),
        [Effect::Pull(at(0))]
    );
    assert_eq!(
        replica.handle(Input::Pulled(Ok(page(5)))),
        [Effect::StorePage(page(5))]
    );
    assert_eq!(
        replica.handle(Input::PageStored(at(5), false)),
        [Effect::Pull(at(5))]
    );
    assert_eq!(
        replica.handle(Input::Pulled(Ok(page(9)))),
        [Effect::StorePage(page(9))]
    );
    assert_eq!(
        replica.handle(Input::PageStored(at(9), true)),
        [Effect::Show(Activity::Idle), Effect::Wait(POLL)]
    );
}

/// After a restore the base of an edit may be gone for good: sending it anew at once would go on for ever.
#[test]
fn what_has_to_be_made_anew_waits_for_what_the_server_has() {
    let mut replica = Replica::new(1);
    replica.handle(Input::Go);
    replica.handle(Input::Outbox(Some(push()), at(3)));
    let rebase = PushReply::Verdicts(vec![EditVerdict {
        number: 1,
        verdict: Verdict::Rebase,
    }]);
    replica.handle(Input::Pushed(Ok(rebase)));
    assert_eq!(replica.handle(Input::VerdictsStored), [Effect::Pull(at(3))]);
    replica.handle(Input::Pulled(Ok(page(9))));
    assert_eq!(
        replica.handle(Input::PageStored(at(9), true)),
        [Effect::LoadOutbox]
    );
}

#[test]
fn an_edit_made_during_a_round_starts_another_one() {
    let mut replica = Replica::new(1);
    replica.handle(Input::Go);
    replica.handle(Input::Outbox(None, at(0)));
    assert!(replica.handle(Input::Go).is_empty());
    replica.handle(Input::Pulled(Ok(page(1))));
    assert_eq!(
        replica.handle(Input::PageStored(at(1), true)),
        [Effect::LoadOutbox]
    );
}

#[test]
fn without_a_server_it_waits_longer_each_time_and_goes_on_by_itself() {
    let mut replica = Replica::new(1);
    let mut waits = Vec::new();
    for _ in 0..4 {
        replica.handle(Input::Go);
        replica.handle(Input::Outbox(None, at(0)));
        let effects = replica.handle(Input::Pulled(Err(Failure::Unreachable("no route".into()))));
        match effects.last() {
            Some(Effect::Wait(wait)) => waits.push(*wait),
            other => panic!("{other:?}"),
        }
    }
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
}

#[test]
fn a_rewound_device_enrolls_anew_and_pulls_before_it_pushes() {
    let mut replica = Replica::new(1);
    replica.handle(Input::Go);
    replica.handle(Input::Outbox(Some(push()), at(0)));
    assert_eq!(
        replica.handle(Input::Pushed(Ok(PushReply::Rewind { last: 3 }))),
        [Effect::Enroll]
    );
    assert_eq!(
        replica.handle(Input::Enrolled(Ok(at(0)))),
        [Effect::Pull(at(0))]
    );
    replica.handle(Input::Pulled(Ok(page(3))));
    assert_eq!(
        replica.handle(Input::PageStored(at(3), true)),
        [Effect::LoadOutbox]
    );
}

#[test]
fn what_a_restored_server_lost_is_sent_after_the_walk() {
    let mut replica = Replica::new(1);
    replica.handle(Input::Go);
    replica.handle(Input::Outbox(None, at(9)));
    let lost = Item::Epoch {
        shared: 3,
        account: Account::default(),
    };
    let restored = PullReply {
        items: vec![lost],
        ..page(3)
    };
    replica.handle(Input::Pulled(Ok(restored)));
    assert_eq!(
        replica.handle(Input::PageStored(at(3), true)),
        [Effect::LoadOutbox]
    );
}

#[test]
fn a_device_that_is_told_so_before_it_sends_enrolls_first() {
    let mut replica = Replica::new(1);
    assert_eq!(replica.handle(Input::Rewound), [Effect::Enroll]);
    assert_eq!(
        replica.handle(Input::Enrolled(Ok(at(0)))),
        [Effect::Pull(at(0))]
    );
}

#[test]
fn late_answers_change_nothing() {
    let mut replica = Replica::new(1);
    assert!(replica.handle(Input::Pulled(Ok(page(1)))).is_empty());
    assert!(replica.handle(Input::VerdictsStored).is_empty());
    assert_eq!(replica.handle(Input::Go), [Effect::LoadOutbox]);
}

#[test]
fn a_full_disk_is_shown_and_tried_again() {
    let mut replica = Replica::new(1);
    replica.handle(Input::Go);
    replica.handle(Input::Outbox(None, at(0)));
    replica.handle(Input::Pulled(Ok(page(1))));
    let effects = replica.handle(Input::StoreFailed("the disk is full".into()));
    assert!(matches!(
        effects[..],
        [Effect::Show(Activity::Attention(_)), Effect::Wait(_)]
    ));
    assert_eq!(replica.handle(Input::Go), [Effect::LoadOutbox]);
}
