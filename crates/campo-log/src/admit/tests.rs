use campo_document::{Action, Body, Change, KeyOp, Scalar};
use campo_model::id::RecordId;
use campo_wire::sync::{PushReply, PushRequest, Verdict};

use crate::LogError;
use crate::testing::{Device, NOW, World, accepted, refused, text};

/// Makes a house in the north and sends it; its maker has the server's state of it.
fn house(device: &mut Device) -> RecordId {
    let house = device.create_house("Casa", "north");
    let verdicts = device.push();
    assert_eq!(
        verdicts.iter().map(accepted).collect::<Vec<_>>(),
        [Some(false)],
        "{verdicts:?}"
    );
    device.pull();
    house
}

#[test]
fn a_new_record_gets_its_running_number_from_the_server() {
    let world = World::new();
    let mut ana = world.device("ana");
    let (first, second) = (house(&mut ana), house(&mut ana));
    assert_eq!(ana.get(first, "code"), Some(text("H-2026-001")));
    assert_eq!(ana.get(second, "code"), Some(text("H-2026-002")));
}

#[test]
fn an_edit_sent_again_gets_its_first_verdict_again_and_makes_no_entry() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.create_house("Casa", "north");
    let request = ana.request();
    let first = ana.tenant.push(&ana.caller, &request, NOW).unwrap();
    let head = ana.tenant.head().unwrap();
    assert_eq!(ana.tenant.push(&ana.caller, &request, NOW).unwrap(), first);
    assert_eq!(ana.tenant.head().unwrap(), head);
}

#[test]
fn a_rewound_or_cloned_device_is_told_to_become_a_new_one() {
    let world = World::new();
    let mut ana = world.device("ana");
    house(&mut ana);
    let mut clone = ana.clone();
    ana.create_house("one", "north");
    ana.push();
    clone.create_house("another", "north");
    let mut gap = ana.clone();
    gap.number += 1;
    gap.create_house("gap", "north");
    let mut other_past = ana.clone();
    other_past.chain = [9; 32];
    other_past.create_house("other past", "north");
    for device in [clone, gap, other_past] {
        let reply = device
            .tenant
            .push(&device.caller, &device.request(), NOW)
            .unwrap();
        assert_eq!(reply, PushReply::Rewind { last: 2 });
    }
}

#[test]
fn a_request_in_the_name_of_another_device_is_refused_whole() {
    let world = World::new();
    let (mut ana, bia) = (world.device("ana"), world.device("bia"));
    ana.create_house("Casa", "north");
    let forged = ana.request();
    assert!(matches!(
        bia.tenant.push(&bia.caller, &forged, NOW),
        Err(LogError::ForeignDevice)
    ));
    let disguised = PushRequest {
        device: bia.tag(),
        ..forged
    };
    assert!(matches!(
        bia.tenant.push(&bia.caller, &disguised, NOW),
        Err(LogError::ForeignDevice)
    ));
}

#[test]
fn what_may_not_be_is_refused_with_its_reason() {
    let cases: [(&str, &str, KeyOp); 11] = [
        ("forbidden", "base", KeyOp::put("tag", text("x"))),
        ("forbidden", "papers", KeyOp::put("deed", text("x"))),
        ("forbidden", "base", KeyOp::put("code", text("H-1"))),
        ("unknown_field", "base", KeyOp::put("color", text("x"))),
        ("unknown_field", "base", KeyOp::put("deed", text("x"))),
        ("unknown_facet", "other", KeyOp::put("name", text("x"))),
        ("invalid", "base", KeyOp::put("price", text("many"))),
        ("invalid", "base", KeyOp::put("price", Scalar::Int(-1))),
        (
            "invalid",
            "base",
            KeyOp::put("name", text(&"x".repeat(20_000))),
        ),
        ("invalid", "base", KeyOp::put("status", text("sold"))),
        ("invalid", "base", KeyOp::delete("name")),
    ];
    for (code, facet, op) in cases {
        let world = World::new();
        let mut ana = world.device("ana");
        let house = house(&mut ana);
        let head = ana.tenant.head().unwrap();
        ana.change(house, "house", facet, std::slice::from_ref(&op));
        assert_eq!(refused(&ana.push()[0]), code, "{op:?}");
        assert_eq!(
            ana.tenant.head().unwrap(),
            head,
            "nothing of it is in the log"
        );
    }
}

#[test]
fn states_change_only_by_transitions_and_lock_fields() {
    let world = World::new();
    let mut office = world.device("office");
    let house = house(&mut office);
    for (key, value, outcome) in [
        ("status", text("open"), None),
        ("price", Scalar::Int(5), None),
        ("status", text("sold"), None),
        ("price", Scalar::Int(6), Some("locked")),
    ] {
        office.set(house, key, value);
        let verdict = office.push().remove(0);
        match outcome {
            None => assert_eq!(accepted(&verdict), Some(false), "{key}: {verdict:?}"),
            Some(code) => assert_eq!(refused(&verdict), code),
        }
    }
}

#[test]
fn what_builds_on_a_refused_edit_is_to_be_made_anew_and_the_rest_is_taken() {
    let world = World::new();
    let mut ana = world.device("ana");
    let (first, second) = (house(&mut ana), house(&mut ana));
    ana.set(first, "price", Scalar::Int(-1));
    ana.set(first, "name", text("later"));
    ana.set(second, "name", text("other"));
    let verdicts = ana.push();
    assert_eq!(refused(&verdicts[0]), "invalid");
    assert_eq!(verdicts[1], Verdict::Rebase);
    assert_eq!(accepted(&verdicts[2]), Some(false));
}

#[test]
fn a_group_is_taken_whole_or_not_at_all() {
    let world = World::new();
    let mut office = world.device("office");
    let house = house(&mut office);
    office.change(
        house,
        "house",
        "papers",
        &[KeyOp::put("deed", text("page 1"))],
    );
    office.set(house, "price", Scalar::Int(-1));
    office.group(2);
    assert_eq!(
        office.push().iter().map(refused).collect::<Vec<_>>(),
        ["invalid", "invalid"]
    );
    let mut other = world.device("office");
    other.pull();
    assert_eq!(other.get(house, "deed"), None);
    other.change(
        house,
        "house",
        "papers",
        &[KeyOp::put("deed", text("page 1"))],
    );
    other.set(house, "price", Scalar::Int(1));
    other.group(2);
    assert_eq!(
        other.push().iter().map(accepted).collect::<Vec<_>>(),
        [Some(false), Some(false)]
    );
}

#[test]
fn concurrent_different_values_are_accepted_with_a_conflict_and_counters_add_up() {
    let world = World::new();
    let (mut ana, mut office) = (world.device("ana"), world.device("office"));
    let house = house(&mut ana);
    ana.set(house, "visits", Scalar::Counter(0));
    ana.push();
    ana.pull();
    office.pull();
    for (device, name) in [(&mut ana, "Azul"), (&mut office, "Branca")] {
        device.set(house, "name", text(name));
        device.change(house, "house", "base", &[KeyOp::increment("visits", 3)]);
    }
    assert_eq!(
        ana.push().iter().map(accepted).collect::<Vec<_>>(),
        [Some(false), Some(false)]
    );
    assert_eq!(
        office.push().iter().map(accepted).collect::<Vec<_>>(),
        [Some(true), Some(false)]
    );
    ana.pull();
    office.pull();
    assert_eq!(ana.records, office.records);
    assert_eq!(ana.get(house, "visits"), Some(Scalar::Counter(6)));
    assert_eq!(ana.records[&house].facets["base"].conflicts().count(), 1);
}

#[test]
fn a_deletion_that_meets_an_edit_is_a_conflict_whichever_comes_first() {
    for deletion_first in [true, false] {
        let world = World::new();
        let (mut ana, mut office) = (world.device("ana"), world.device("office"));
        let house = house(&mut ana);
        office.pull();
        ana.set(house, "price", Scalar::Int(7));
        office.delete(house);
        let (first, second) = if deletion_first {
            (&mut office, &mut ana)
        } else {
            (&mut ana, &mut office)
        };
        assert_eq!(accepted(&first.push()[0]), Some(false));
        assert_eq!(accepted(&second.push()[0]), Some(true));
        let mut other = world.device("office");
        other.pull();
        assert!(
            other.records[&house]
                .tombstone
                .as_ref()
                .is_some_and(|tombstone| tombstone.conflict)
        );
        assert_eq!(other.get(house, "price"), Some(Scalar::Int(7)));
        other.add(house, "house", Body::Restore);
        other.push();
        other.pull();
        assert_eq!(other.records[&house].tombstone, None);
    }
}

#[test]
fn only_who_may_delete_deletes() {
    let world = World::new();
    let mut ana = world.device("ana");
    let house = house(&mut ana);
    ana.delete(house);
    assert_eq!(refused(&ana.push()[0]), "forbidden");
}

#[test]
fn an_agent_does_not_edit_another_territory() {
    let world = World::new();
    let (mut ana, mut bia) = (world.device("ana"), world.device("bia"));
    let house = house(&mut ana);
    bia.records = ana.records.clone();
    bia.set(house, "name", text("mine now"));
    assert_eq!(refused(&bia.push()[0]), "forbidden");
}

#[test]
fn a_unique_value_is_given_once() {
    let world = World::new();
    let mut office = world.device("office");
    let (first, second) = (house(&mut office), house(&mut office));
    office.set(first, "tag", text("T1"));
    office.set(second, "tag", text("T1"));
    let verdicts = office.push();
    assert_eq!(
        (accepted(&verdicts[0]), refused(&verdicts[1])),
        (Some(false), "not_unique")
    );
}

type Forge = fn(&mut Change);

#[test]
fn forged_changes_leave_no_trace() {
    let forge: [(&str, Forge); 5] = [
        ("an actor of another device", |change| {
            change.actor.0[0] ^= 1
        }),
        ("a skipped sequence number", |change| change.seq += 1),
        ("skipped operation numbers", |change| change.start_op += 5),
        ("no dependencies", |change| change.deps.clear()),
        ("another value under the same name", |change| {
            change.ops[0].action = Action::Put(text("forged"))
        }),
    ];
    for (what, forge) in forge {
        let world = World::new();
        let mut ana = world.device("ana");
        let house = house(&mut ana);
        let head = ana.tenant.head().unwrap();
        ana.set(house, "name", text("honest"));
        let Some(Body::Change { change, .. }) = ana.outbox.last_mut().map(|edit| &mut edit.body)
        else {
            panic!()
        };
        forge(change);
        assert_eq!(refused(&ana.push()[0]), "forged", "{what}");
        assert_eq!(ana.tenant.head().unwrap(), head, "{what}");
    }
}

/// Found by the simulator: each copy of a cloned device made its unsent edits anew, and both were accepted.
#[test]
fn an_act_that_another_copy_of_the_device_made_already_is_not_done_twice() {
    let world = World::new();
    let mut ana = world.device("ana");
    let house = house(&mut ana);
    ana.set(house, "visits", Scalar::Counter(0));
    ana.push();
    ana.pull();
    let mut copy = world.device("ana");
    copy.pull();
    for device in [&mut ana, &mut copy] {
        device.change(house, "house", "base", &[KeyOp::increment("visits", 3)]);
    }
    let at = ana.outbox[0].at;
    assert_eq!(accepted(&ana.push()[0]), Some(false));
    copy.outbox[0].at = at;
    assert!(matches!(copy.push()[0], Verdict::Known { .. }));
    ana.pull();
    assert_eq!(ana.get(house, "visits"), Some(Scalar::Counter(3)));
}
