//! The device's store through its public functions: the life of an edit, from the keyboard to the log.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "runner/damage.rs"]
mod damage;
#[path = "runner/lifecycle.rs"]
mod lifecycle;
#[path = "runner/moments.rs"]
mod moments;

use std::collections::BTreeMap;

use campo_document::{Body, Edit, EditId, EditTime, TextDocument, TextLimits};
use campo_model::id::{ActorId, DeviceTag, RecordId, TypeKey};
use campo_model::load::check_module;
use campo_model::value::Value;
use campo_store::{Counts, Membership, Stamp, Store, StoreError};
use campo_wire::sync::{
    EditVerdict, Identity, Item, Position, PullReply, PushRequest, Refusal, Snapshot, Verdict,
};
use campo_wire::sync_status::Cursor;
use tempfile::TempDir;
use uuid::Uuid;

const MODULE: &str = "
campo: 1
module: demo
version: 1.0.0
types:
  - key: note
    title: '{{ name }}'
    fields:
      - { key: name, type: text, search: true }
      - { key: color, type: text }
      - { key: seen, type: counter }
      - { key: story, type: longtext, merge: text }
";

const DEVICE: DeviceTag = DeviceTag([7; 8]);

struct Device {
    store: Store,
    _dir: TempDir,
}

fn stamp(device: DeviceTag) -> Stamp {
    Stamp {
        actor: ActorId::new(device, [1; 8]),
        now_ms: 1_790_000_000_000,
        offset_ms: None,
    }
}

fn key() -> TypeKey {
    "demo.note".parse().unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, Value> {
    pairs
        .iter()
        .map(|(key, text)| ((*key).to_owned(), Value::from(*text)))
        .collect()
}

fn page(items: Vec<Item>, seq: u64) -> PullReply {
    let position = Position {
        cursor: Cursor { epoch: 1, seq },
        sweep: None,
    };
    PullReply {
        items,
        position,
        head: seq,
    }
}

impl Device {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("campo.sqlite"), &[9; 32]).unwrap();
        let module = check_module(&[("module.yaml", MODULE)], &[])
            .module
            .unwrap();
        let identity = Identity {
            user: "019aa0f4-0000-7000-8000-000000000001".parse().unwrap(),
            name: "Ana".to_owned(),
            roles: Vec::new(),
            attributes: "{}".to_owned(),
        };
        let membership = Membership {
            server: "http://127.0.0.1:1".to_owned(),
            tenant: "t".to_owned(),
            tenant_name: "T".to_owned(),
            login: "ana".to_owned(),
            token: "token".to_owned(),
            device: DEVICE,
            identity,
        };
        store.write(|tx| tx.set_membership(&membership)).unwrap();
        let mut device = Self { store, _dir: dir };
        device.pull(vec![Item::Module(module.canonical_json().unwrap())], 1);
        device
    }

    fn create(&mut self, number: u128, pairs: &[(&str, &str)]) -> RecordId {
        let id = RecordId(Uuid::from_u128(number));
        self.store
            .write(|tx| tx.create(id, &key(), &fields(pairs), stamp(DEVICE)))
            .unwrap();
        id
    }

    fn update(&mut self, id: RecordId, pairs: &[(&str, &str)]) {
        let write =
            |tx: &campo_store::Tx<'_>| tx.update(&tx.record(id)?, &fields(pairs), stamp(DEVICE));
        self.store.write(write).unwrap();
    }

    fn outbox(&mut self) -> Option<PushRequest> {
        self.store
            .write(|tx| tx.outbox(stamp(DEVICE).actor))
            .unwrap()
    }

    fn judge(&mut self, push: &PushRequest, verdicts: impl Fn(&Edit) -> Verdict) {
        let verdicts: Vec<EditVerdict> = push
            .edits
            .iter()
            .map(|edit| EditVerdict {
                number: edit.id.seq,
                verdict: verdicts(edit),
            })
            .collect();
        self.store
            .write(|tx| tx.judge(push, &verdicts, stamp(DEVICE).actor))
            .unwrap();
    }

    fn pull(&mut self, items: Vec<Item>, seq: u64) {
        self.store
            .write(|tx| tx.apply_page(&page(items, seq), stamp(DEVICE).actor, 0))
            .unwrap();
    }

    fn shown(&mut self, id: RecordId) -> BTreeMap<String, Value> {
        self.store.read(|tx| tx.fields_of(&tx.record(id)?)).unwrap()
    }

    fn counts(&mut self) -> Counts {
        self.store.read(|tx| tx.counts()).unwrap()
    }
}

fn accept(edit: &Edit) -> Verdict {
    Verdict::Accepted {
        seq: 10 + edit.id.seq,
        conflict: false,
    }
}

fn refuse() -> Verdict {
    let refusal = Refusal {
        code: "invalid".to_owned(),
        message: "not so".to_owned(),
        problems: Vec::new(),
    };
    Verdict::Refused(refusal)
}

#[test]
fn an_edit_is_numbered_when_it_is_sent_and_sent_again_as_it_was() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    assert_eq!(push.edits[0].id.seq, 1);
    device.update(note, &[("name", "two")]);
    assert_eq!(
        device.outbox().unwrap(),
        push,
        "what may have arrived keeps its bytes"
    );
    device.judge(&push, accept);
    let next = device.outbox().unwrap();
    assert_eq!((next.edits.len(), next.edits[0].id.seq), (1, 2));
    assert_eq!(
        next.chain,
        push.edits[0].chain(push.chain),
        "the chain goes on from the judged edits"
    );
}

#[test]
fn a_push_that_never_left_waits_again_but_one_cut_short_does_not() {
    let mut device = Device::new();
    device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    device.store.write(|tx| tx.take_back(&push)).unwrap();
    assert_eq!((device.counts().local, device.counts().sent), (1, 0));
    let again = device.outbox().unwrap();
    assert_eq!(again, push, "nothing happened meanwhile");
    let resent = device.outbox().unwrap();
    device.store.write(|tx| tx.take_back(&resent)).unwrap();
    assert_eq!(
        (device.counts().local, device.counts().sent),
        (0, 1),
        "the first of the two may have arrived"
    );
}

#[test]
fn a_refused_edit_leaves_the_record_and_stays_in_the_outbox() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one"), ("color", "red")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.update(note, &[("color", "blue")]);
    device.update(note, &[("name", "two")]);
    let push = device.outbox().unwrap();
    let verdict = |edit: &Edit| {
        if edit.id.seq == 2 {
            refuse()
        } else {
            Verdict::Rebase
        }
    };
    device.judge(&push, verdict);
    assert_eq!(
        device.shown(note),
        fields(&[("name", "two"), ("color", "red")])
    );
    assert_eq!((device.counts().refused, device.counts().local), (1, 1));
    let rebased = device.outbox().unwrap();
    assert_eq!(
        (rebased.edits.len(), rebased.edits[0].id.seq),
        (1, 4),
        "made anew, under a new number"
    );
    device.judge(&rebased, accept);

    let refused = device.store.read(|tx| tx.open_edits()).unwrap().remove(0);
    assert!(
        refused
            .reason
            .is_some_and(|reason| reason.contains("not so"))
    );
    device
        .store
        .write(|tx| tx.retry(refused.local, stamp(DEVICE).actor))
        .unwrap();
    assert_eq!(device.shown(note)["color"], Value::from("blue"));
    assert_eq!((device.counts().refused, device.counts().local), (0, 1));
}

#[test]
fn what_was_accepted_comes_back_by_the_log_and_is_counted_once() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    let entry = Item::Edit {
        seq: 11,
        conflict: false,
        edit: push.edits[0].clone(),
    };
    device.pull(vec![entry.clone()], 11);
    device.pull(vec![entry], 11);
    assert_eq!(device.shown(note)["name"], Value::from("one"));
    let counts = device.counts();
    assert_eq!(
        (counts.local, counts.sent, counts.accepted, counts.refused),
        (0, 0, 1, 0)
    );
    let history = device
        .store
        .read(|tx| tx.history(tx.record(note)?.n))
        .unwrap();
    assert_eq!(history.len(), 1);
}

#[test]
fn a_record_that_leaves_is_forgotten_and_unsent_work_on_it_is_not() {
    let mut device = Device::new();
    let (kept, gone) = (
        device.create(1, &[("name", "kept")]),
        device.create(2, &[("name", "CANARY")]),
    );
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    let entries = push.edits.iter().map(|edit| Item::Edit {
        seq: 10 + edit.id.seq,
        conflict: false,
        edit: edit.clone(),
    });
    device.pull(entries.collect(), 12);
    device.update(gone, &[("color", "late")]);
    device.pull(vec![Item::Leave(gone)], 13);
    assert!(
        device
            .store
            .read(|tx| tx.find_record(kept))
            .unwrap()
            .is_some()
    );
    let left = device
        .store
        .read(|tx| tx.find_record(gone))
        .unwrap()
        .unwrap();
    assert!(left.facets.is_empty(), "nothing of its content is left");
    assert_eq!(
        device.outbox().unwrap().edits.len(),
        1,
        "the server decides on the late edit"
    );
}

#[test]
fn a_restored_device_makes_its_open_edits_anew_as_another_incarnation() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    device.outbox().unwrap();
    let other = DeviceTag([8; 8]);
    device
        .store
        .write(|tx| tx.become_incarnation(other))
        .unwrap();
    let push = device
        .store
        .write(|tx| tx.outbox(stamp(other).actor))
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            push.device,
            push.chain,
            push.edits[0].id.device,
            push.edits[0].id.seq
        ),
        (other, [0; 32], other, 1)
    );
    let Body::Change { change, .. } = &push.edits[0].body else {
        panic!("a creation is a change")
    };
    assert_eq!(change.actor.device(), other);
    assert_eq!(device.shown(note)["name"], Value::from("one"));
}

#[test]
fn an_entry_that_does_not_fit_is_refused_whole_and_the_device_starts_over() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    device.update(note, &[("name", "two")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    let second = Item::Edit {
        seq: 12,
        conflict: false,
        edit: push.edits[1].clone(),
    };
    let lost = device
        .store
        .write(|tx| tx.apply_page(&page(vec![second], 12), stamp(DEVICE).actor, 0));
    assert!(matches!(lost, Err(StoreError::Apply(_))));
    let request = device.store.write(|tx| tx.start_over()).unwrap();
    assert_eq!(request.position.cursor, Cursor { epoch: 1, seq: 0 });
    assert_eq!(
        device.shown(note)["name"],
        Value::from("two"),
        "what was typed is still there"
    );
}

/// What a colleague typed, as the log brings it: `after` in place of `before`, made on `base`.
fn foreign_typing(id: RecordId, base: &mut TextDocument, after: &str, seq: u64) -> Item {
    let colleague = ActorId::new(DeviceTag([8; 8]), [2; 8]);
    let before = base.text();
    let typed = base.set_text(colleague, 0, after, &TextLimits::default());
    let (change, hash) = typed.unwrap().unwrap();
    let edit = Edit {
        id: EditId {
            device: DeviceTag([8; 8]),
            seq,
        },
        group: None,
        record: id,
        record_type: key(),
        schema: String::new(),
        at: EditTime {
            device_ms: 0,
            offset_ms: None,
        },
        body: Body::Text {
            facet: "base~story".to_owned(),
            before,
            after: after.to_owned(),
            change,
            hash,
        },
    };
    Item::Edit {
        seq: 20 + seq,
        conflict: false,
        edit,
    }
}

fn sent_text(push: &PushRequest) -> &[u8] {
    push.edits
        .iter()
        .find_map(|edit| match &edit.body {
            Body::Text { change, .. } => Some(change.as_slice()),
            _ => None,
        })
        .unwrap()
}

#[test]
fn a_text_shows_what_everybody_typed_before_and_after_the_verdict() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one"), ("story", "It rains.")]);
    let push = device.outbox().unwrap();
    assert_eq!(push.edits.len(), 2, "the fields and the text");
    let mut colleague = TextDocument::new();
    colleague
        .apply(sent_text(&push), &TextLimits::default())
        .unwrap();
    device.judge(&push, accept);
    let entries = push.edits.iter().map(|edit| Item::Edit {
        seq: 10 + edit.id.seq,
        conflict: false,
        edit: edit.clone(),
    });
    device.pull(entries.collect(), 12);
    device.update(note, &[("story", "It rains in May.")]);
    let foreign = foreign_typing(note, &mut colleague, "Monday. It rains.", 1);
    device.pull(vec![foreign], 21);
    assert_eq!(
        device.shown(note)["story"],
        Value::from("Monday. It rains in May.")
    );
    let push = device.outbox().unwrap();
    device.judge(&push, |_| refuse());
    assert_eq!(
        device.shown(note)["story"],
        Value::from("Monday. It rains.")
    );
}

#[test]
fn typing_on_what_was_refused_is_made_anew_without_it() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.update(note, &[("story", "wrong.")]);
    device.update(note, &[("story", "wrong. right.")]);
    let push = device.outbox().unwrap();
    let first = push.edits[0].id.seq;
    device.judge(&push, |edit| match edit.id.seq == first {
        true => refuse(),
        false => Verdict::Rebase,
    });
    assert_eq!(device.shown(note)["story"], Value::from(" right."));
    let again = device.outbox().unwrap();
    let mut server = TextDocument::new();
    server
        .apply(sent_text(&again), &TextLimits::default())
        .unwrap();
    assert_eq!(server.text(), " right.");
}

#[test]
fn a_snapshot_with_a_text_takes_the_place_of_what_was_confirmed() {
    let mut device = Device::new();
    let id = RecordId(Uuid::from_u128(5));
    let mut story = TextDocument::new();
    foreign_typing(id, &mut story, "Once upon a time", 1);
    let snapshot = |story: &TextDocument| {
        Item::Enter(Snapshot {
            record: id,
            record_type: key(),
            created_ms: 0,
            updated_ms: 0,
            tombstone: None,
            facets: vec![("base~story".to_owned(), story.save())],
        })
    };
    device.pull(vec![snapshot(&story)], 21);
    device.update(id, &[("story", "Once upon a time.")]);
    foreign_typing(id, &mut story, "Monday: Once upon a time", 2);
    device.pull(vec![snapshot(&story)], 22);
    assert_eq!(
        device.shown(id)["story"],
        Value::from("Monday: Once upon a time.")
    );
}

/// Found by the simulator: it stayed on top of what came without it.
#[test]
fn accepted_work_in_a_document_that_is_hidden_by_now_leaves_with_it() {
    let mut device = Device::new();
    let id = device.create(1, &[("name", "one"), ("story", "Once upon a time")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.pull(vec![lifecycle::enter(id, &[("name", "two")])], 20);
    assert_eq!(device.shown(id).get("story"), None);
}

/// Found by the simulator: the record's handle went, and with it what the retried edit was made on.
#[test]
fn a_refused_edit_of_a_record_that_left_is_retried_as_an_edit_of_that_record() {
    let mut device = Device::new();
    let gone = device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.update(gone, &[("color", "blue")]);
    let push = device.outbox().unwrap();
    device.judge(&push, |_| refuse());
    device.pull(vec![Item::Leave(gone)], 13);
    device.create(2, &[("name", "another record")]);
    let refused = device.store.read(|tx| tx.open_edits()).unwrap();
    let refused = refused.iter().find(|edit| edit.reason.is_some()).unwrap();
    device
        .store
        .write(|tx| tx.retry(refused.local, stamp(DEVICE).actor))
        .unwrap();
    let other = DeviceTag([8; 8]);
    device
        .store
        .write(|tx| tx.become_incarnation(other))
        .unwrap();
    let push = device
        .store
        .write(|tx| tx.outbox(stamp(other).actor))
        .unwrap()
        .unwrap();
    let named = |edit: &Edit| (edit.record, edit.id.device);
    let sent: Vec<_> = push.edits.iter().map(named).collect();
    assert!(sent.contains(&(gone, other)), "{sent:?}");
    assert!(sent.iter().all(|(_, device)| *device == other), "{sent:?}");
}

#[test]
fn an_act_that_is_in_the_log_already_is_accepted_and_not_shown_twice() {
    let mut device = Device::new();
    let note = device.create(1, &[("name", "one")]);
    let push = device.outbox().unwrap();
    device.judge(&push, accept);
    device.update(note, &[("color", "blue")]);
    let push = device.outbox().unwrap();
    device.judge(&push, |_| Verdict::Known { seq: 99 });
    assert_eq!((device.counts().local, device.counts().accepted), (0, 2));
    assert_eq!(device.outbox(), None);
    assert_eq!(device.shown(note).get("color"), None, "the log brings it");
}
