//! Set aside and decided on, restored on either side: what a device makes of it.

use campo_document::{Document, KeyOp, Scalar};
use campo_wire::sync::{Account, Snapshot, Sweep};

use super::*;

const OTHER: DeviceTag = DeviceTag([3; 8]);

fn account(device: &mut Device) -> Account {
    device.store.read(|tx| tx.account()).unwrap()
}

/// A page of another epoch that says the logs agree up to `shared` and the server has `account` of this device.
fn restored(device: &mut Device, shared: u64, account: Account, items: Vec<Item>) {
    let mut all = vec![Item::Epoch { shared, account }];
    all.extend(items);
    let mut page = page(all, shared);
    page.position.cursor.epoch = 2;
    device
        .store
        .write(|tx| tx.apply_page(&page, stamp(DEVICE).actor, 0))
        .unwrap();
}

/// A record as the server has it, with these fields by somebody else.
pub(super) fn enter(id: RecordId, fields: &[(&str, &str)]) -> Item {
    let mut document = Document::default();
    let ops: Vec<KeyOp> = fields
        .iter()
        .map(|(key, value)| KeyOp::put(*key, Scalar::Str((*value).to_owned())))
        .collect();
    document
        .author(ActorId::new(OTHER, [3; 8]), 1, &ops)
        .unwrap();
    Item::Enter(Snapshot {
        record: id,
        record_type: key(),
        created_ms: 0,
        updated_ms: 0,
        tombstone: None,
        facets: vec![("base".to_owned(), document.to_bytes())],
    })
}

fn pulled_back(push: &PushRequest) -> Vec<Item> {
    let entry = |edit: &Edit| Item::Edit {
        seq: 10 + edit.id.seq,
        conflict: false,
        edit: edit.clone(),
    };
    push.edits.iter().map(entry).collect()
}

#[test]
fn work_set_aside_is_shown_with_its_reason_until_it_is_decided_on() {
    for accepted in [true, false] {
        let mut device = Device::new();
        let note = device.create(1, &[("name", "one")]);
        let push = device.outbox().unwrap();
        device.judge(&push, |_| Verdict::Quarantined {
            reason: "revoked".to_owned(),
        });
        assert_eq!((device.counts().quarantined, device.counts().local), (1, 0));
        let open = device.store.read(|tx| tx.open_edits()).unwrap().remove(0);
        assert_eq!(open.reason.as_deref(), Some("revoked"));
        let again = device
            .store
            .write(|tx| tx.retry(open.local, stamp(DEVICE).actor));
        assert!(
            matches!(again, Err(StoreError::NotOpen(_))),
            "the office decides"
        );
        let verdict = match accepted {
            true => accept(&push.edits[0]),
            false => refuse(),
        };
        let decided = Item::Decided {
            device: DEVICE,
            number: 1,
            verdict,
        };
        let mut items = match accepted {
            true => pulled_back(&push),
            false => vec![],
        };
        items.extend([decided.clone(), decided]);
        device.pull(items, 11);
        let counts = device.counts();
        assert_eq!(
            (counts.accepted, counts.refused, counts.quarantined),
            (u64::from(accepted), u64::from(!accepted), 0)
        );
        let books = account(&mut device);
        assert!(books.adds_up());
        assert_eq!(
            (books.accepted, books.refused),
            (counts.accepted, counts.refused)
        );
        if accepted {
            assert_eq!(device.shown(note)["name"], Value::from("one"));
        }
    }
}

#[test]
fn the_books_count_every_verdict_once() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    device.update(note, &[("color", "red")]);
    device.update(note, &[("color", "blue")]);
    let push = device.outbox().unwrap();
    device.judge(&push, |edit| match edit.id.seq {
        1 => accept(edit),
        2 => refuse(),
        _ => Verdict::Rebase,
    });
    let again = device.outbox().unwrap();
    device.judge(&again, |_| Verdict::Accepted {
        seq: 20,
        conflict: true,
    });
    let books = account(&mut device);
    assert_eq!(
        (
            books.received,
            books.accepted,
            books.conflicting,
            books.refused,
            books.rebased
        ),
        (4, 1, 1, 1, 1)
    );
    let edits = push.edits.iter().chain(&again.edits);
    assert_eq!(
        books.chain,
        edits.fold([0; 32], |chain, edit| edit.chain(chain))
    );
}

#[test]
fn what_a_restored_server_lost_is_sent_again_and_what_it_has_is_not() {
    let mut device = Device::new();
    let kept = device.create(1, &[("name", "kept")]);
    let first = device.outbox().unwrap();
    device.judge(&first, accept);
    device.pull(pulled_back(&first), 11);
    let books = account(&mut device);
    device.update(kept, &[("color", "red")]);
    let lost = device.create(2, &[("name", "lost")]);
    let second = device.outbox().unwrap();
    device.judge(&second, accept);
    device.pull(pulled_back(&second), 13);

    let mut document = Document::default();
    let Body::Change { change, hash, .. } = &first.edits[0].body else {
        panic!("a creation is a change")
    };
    document.apply(change, *hash).unwrap();
    let mut snapshot = enter(kept, &[]);
    if let Item::Enter(snapshot) = &mut snapshot {
        snapshot.facets = vec![("base".to_owned(), document.to_bytes())];
    }
    restored(&mut device, 11, books, vec![snapshot]);
    assert_eq!(
        device.shown(kept),
        fields(&[("name", "kept"), ("color", "red")])
    );
    assert_eq!(device.shown(lost)["name"], Value::from("lost"));
    let returned = device.store.read(|tx| tx.returned()).unwrap();
    assert_eq!(returned, [12, 13]);
    let push = device.outbox().unwrap();
    assert_eq!(push.chain, books.chain);
    let numbers: Vec<u64> = push.edits.iter().map(|edit| edit.id.seq).collect();
    assert_eq!(numbers, [2, 3]);
    device.judge(&push, accept);
    assert_eq!((device.counts().accepted, device.counts().local), (3, 0));
}

#[test]
fn a_record_of_others_that_a_restored_server_lost_is_brought_back_from_the_copy_here() {
    let mut device = Device::new();
    let note = RecordId(Uuid::from_u128(9));
    device.pull(
        vec![enter(note, &[("name", "of others"), ("color", "red")])],
        20,
    );
    restored(&mut device, 5, Account::default(), vec![]);
    assert_eq!(
        device.shown(note),
        fields(&[("name", "of others"), ("color", "red")])
    );
    let push = device.outbox().unwrap();
    assert_eq!((push.edits.len(), push.edits[0].record), (1, note));
    let Body::Change { change, .. } = &push.edits[0].body else {
        panic!("what is brought back is a change")
    };
    assert!(change.deps.is_empty() && change.ops.len() == 2);
}

#[test]
fn a_value_that_was_replaced_before_the_loss_does_not_come_back_over_the_later_one() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "earlier")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.pull(pulled_back(&push), 11);
    restored(
        &mut device,
        5,
        Account::default(),
        vec![enter(note, &[("name", "later")])],
    );
    let record = device.store.read(|tx| tx.record(note)).unwrap();
    let document = &record.facets[0].1;
    let mut names: Vec<_> = document
        .visible("name")
        .iter()
        .map(|entry| entry.value.clone())
        .collect();
    names.sort_by_key(|value| format!("{value:?}"));
    let text = |value: &str| Scalar::Str(value.to_owned());
    assert_eq!(names, [text("earlier"), text("later")], "both are shown");
}

#[test]
fn a_walk_from_nothing_forgets_what_it_does_not_meet() {
    let mut device = Device::new();
    let (stays, gone) = (RecordId(Uuid::from_u128(1)), RecordId(Uuid::from_u128(2)));
    device.pull(
        vec![
            enter(stays, &[("name", "a")]),
            enter(gone, &[("name", "b")]),
        ],
        20,
    );
    device
        .store
        .write(|tx| tx.become_incarnation(OTHER))
        .unwrap();
    let mut first = page(vec![], 0);
    first.position.sweep = Some(Sweep {
        at: 21,
        after: None,
        done: 1,
        total: 2,
    });
    let apply = |device: &mut Device, page: &PullReply| {
        device
            .store
            .write(|tx| tx.apply_page(page, stamp(OTHER).actor, 0))
            .unwrap();
    };
    apply(&mut device, &first);
    assert!(
        device
            .store
            .read(|tx| tx.find_record(gone))
            .unwrap()
            .is_some()
    );
    apply(&mut device, &page(vec![enter(stays, &[("name", "a")])], 21));
    assert!(
        device
            .store
            .read(|tx| tx.find_record(gone))
            .unwrap()
            .is_none()
    );
    assert_eq!(device.shown(stays)["name"], Value::from("a"));
}

/// The office accepted it before its device heard that it was set aside, and its author may not read it in the log.
#[test]
fn work_accepted_by_a_decision_is_not_shown_on_top_of_the_log_for_ever() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.pull(pulled_back(&push), 11);
    device.update(note, &[("color", "blue")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    let decided = Item::Decided {
        device: DEVICE,
        number: 2,
        verdict: accept(&push.edits[0]),
    };
    device.pull(vec![decided], 13);
    assert_eq!(device.shown(note).get("color"), None);
    assert_eq!((device.counts().local, device.counts().accepted), (0, 2));
    assert_eq!(account(&mut device).accepted, 2, "counted once");
}
