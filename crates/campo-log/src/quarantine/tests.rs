use campo_document::Scalar;
use campo_model::id::RecordId;
use campo_wire::sync::{Item, Verdict};
use serde_json::Map;

use crate::testing::{Device, NOW, World, accepted, refused, text};
use crate::{Cause, SetAside, UserChange};

fn waiting(world: &World) -> Vec<SetAside> {
    world.tenant().quarantine(false).unwrap()
}

fn set_aside(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Quarantined { .. })
}

fn all(waiting: &[SetAside]) -> Vec<i64> {
    waiting.iter().map(|aside| aside.n).collect()
}

fn house(device: &mut Device, territory: &str) -> RecordId {
    let house = device.create_house("Casa", territory);
    device.push();
    device.pull();
    house
}

fn change(world: &World, name: &str, change: UserChange) {
    world.tenant().change_user(name, change, NOW).unwrap();
}

fn territory(name: &str) -> UserChange {
    let attributes = Map::from_iter([("territory".to_owned(), name.into())]);
    UserChange {
        attributes,
        ..UserChange::default()
    }
}

#[test]
fn the_work_of_a_revoked_device_waits_and_is_accepted_whole() {
    let world = World::new();
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let known = house(&mut ana, "north");
    let head = world.tenant().head().unwrap();
    ana.set(known, "name", text("offline"));
    let new = ana.create_house("Nova", "north");
    ana.set(new, "price", Scalar::Int(7));
    world.tenant().revoke_device(ana.tag(), NOW).unwrap();
    let request = ana.request();
    let verdicts = ana.push();
    assert!(verdicts.iter().all(set_aside), "{verdicts:?}");
    assert_eq!(
        world.tenant().head().unwrap(),
        head + 1,
        "nothing but the revocation is in the log"
    );
    let again = ana.tenant.push(&ana.caller, &request, NOW).unwrap();
    assert!(
        matches!(again, campo_wire::sync::PushReply::Verdicts(same) if same.iter().all(|one| set_aside(&one.verdict))),
        "handed in twice, it waits once"
    );
    let asides = waiting(&world);
    assert_eq!(asides.len(), 3);
    assert!(asides.iter().all(|aside| aside.cause == Cause::Revoked));

    let decided = world
        .tenant()
        .accept_quarantined(&all(&asides), NOW)
        .unwrap();
    assert!(
        decided
            .iter()
            .all(|(_, verdict)| accepted(verdict) == Some(false)),
        "{decided:?}"
    );
    assert!(waiting(&world).is_empty());
    office.pull();
    assert_eq!(office.get(known, "name"), Some(text("offline")));
    assert_eq!(office.get(new, "price"), Some(Scalar::Int(7)));
    let account = world.tenant().account(ana.tag()).unwrap();
    assert_eq!(
        (account.received, account.accepted, account.quarantined),
        (4, 4, 0)
    );
    assert!(account.adds_up());
}

#[test]
fn work_allowed_when_it_was_made_waits_after_the_right_is_gone() {
    type Take = fn(&World, &mut Device, RecordId);
    let cases: [(&str, Take); 3] = [
        ("the role", |world, _, _| {
            let roles = Some(vec![]);
            change(
                world,
                "ana",
                UserChange {
                    roles,
                    ..UserChange::default()
                },
            );
        }),
        ("the territory of the person", |world, _, _| {
            change(world, "ana", territory("south"));
        }),
        ("the territory of the record", |_, office, house| {
            office.pull();
            office.set(house, "territory", text("south"));
            office.push();
        }),
    ];
    for (what, take) in cases {
        let world = World::new();
        let (mut office, mut ana) = (world.device("office"), world.device("ana"));
        let house = house(&mut ana, "north");
        ana.set(house, "name", text("offline"));
        take(&world, &mut office, house);
        let verdicts = ana.push();
        assert!(set_aside(&verdicts[0]), "{what}: {verdicts:?}");
        ana.set(house, "name", text("and more"));
        assert!(set_aside(&ana.push()[0]), "{what}: builds on it");
        assert_eq!(waiting(&world)[0].cause, Cause::Rights);
    }
}

#[test]
fn what_was_never_allowed_is_refused() {
    let world = World::new();
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let elsewhere = house(&mut office, "south");
    ana.records = office.records.clone();
    ana.set(elsewhere, "name", text("forged"));
    let own = ana.create_house("Casa", "north");
    ana.set(own, "tag", text("forged"));
    ana.delete(own);
    let verdicts = ana.push();
    assert_eq!(refused(&verdicts[0]), "forbidden");
    assert_eq!(refused(&verdicts[2]), "forbidden");
    assert_eq!(refused(&verdicts[3]), "forbidden");
    assert!(waiting(&world).is_empty());
}

#[test]
fn rights_that_come_back_accept_what_waits_for_them_but_not_a_revoked_devices_work() {
    let world = World::new();
    let (mut ana, mut lost) = (world.device("ana"), world.device("ana"));
    let house = house(&mut ana, "north");
    ana.set(house, "name", text("offline"));
    lost.create_house("Suspeita", "north");
    world.tenant().revoke_device(lost.tag(), NOW).unwrap();
    lost.push();
    change(&world, "ana", territory("south"));
    ana.push();
    assert_eq!(waiting(&world).len(), 2);
    change(&world, "ana", territory("north"));
    let left = waiting(&world);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].cause, Cause::Revoked);
    ana.pull();
    assert_eq!(ana.get(house, "name"), Some(text("offline")));
}

#[test]
fn a_disabled_persons_work_waits_and_may_be_rejected_with_a_reason_they_see() {
    let world = World::new();
    let mut ana = world.device("ana");
    let house = house(&mut ana, "north");
    ana.set(house, "name", text("offline"));
    let disabled = |disabled| UserChange {
        disabled: Some(disabled),
        ..UserChange::default()
    };
    change(&world, "ana", disabled(true));
    assert!(set_aside(&ana.push()[0]));
    let asides = waiting(&world);
    let decided = world
        .tenant()
        .reject_quarantined(&all(&asides), "not hers any more", NOW)
        .unwrap();
    assert_eq!(refused(&decided[0].1), "rejected");
    change(&world, "ana", disabled(false));
    let told = |ana: &mut Device| {
        let page = ana.page();
        let told = page.items.iter().any(|item| {
            matches!(item, Item::Decided { number: 2, verdict: Verdict::Refused(_), device } if *device == ana.tag())
        });
        ana.apply(page);
        told
    };
    let mut heard = false;
    for _ in 0..3 {
        heard |= told(&mut ana);
    }
    assert!(heard);
    assert!(
        world
            .tenant()
            .accept_quarantined(&all(&asides), NOW)
            .is_err(),
        "decided once"
    );
    let account = world.tenant().account(ana.tag()).unwrap();
    assert_eq!(
        (account.accepted, account.refused, account.quarantined),
        (1, 1, 0)
    );
}

#[test]
fn a_group_is_decided_on_as_one_and_what_cannot_be_taken_goes_on_waiting() {
    let world = World::new();
    let mut office = world.device("office");
    let (one, other) = (house(&mut office, "north"), house(&mut office, "north"));
    office.set(one, "tag", text("T1"));
    office.set(other, "name", text("B"));
    office.group(2);
    world.tenant().revoke_device(office.tag(), NOW).unwrap();
    office.push();
    let mut second = world.device("office");
    second.pull();
    let taken = house(&mut second, "north");
    second.set(taken, "tag", text("T1"));
    second.push();
    let first = waiting(&world)[0].n;
    let tried = world.tenant().accept_quarantined(&[first], NOW).unwrap();
    assert_eq!(tried.len(), 2);
    assert!(
        tried
            .iter()
            .all(|(_, verdict)| refused(verdict) == "not_unique")
    );
    assert_eq!(waiting(&world).len(), 2);
    second.set(taken, "tag", text("T2"));
    second.push();
    let done = world.tenant().accept_quarantined(&[first], NOW).unwrap();
    assert!(
        done.iter().all(|(_, verdict)| accepted(verdict).is_some()),
        "{done:?}"
    );
}
