use campo_document::{Body, KeyOp};

use crate::testing::{World, accepted, refused, text};

const NOTES: &str = "base~notes";
const SECRET: &str = "papers~secret";

#[test]
fn what_two_people_typed_apart_both_stays_and_is_no_conflict() {
    let world = World::new();
    let (mut ana, mut office) = (world.device("ana"), world.device("office"));
    let house = ana.create_house("Casa", "north");
    ana.type_in(house, NOTES, "Three rooms.");
    assert_eq!(
        ana.push().iter().map(accepted).collect::<Vec<_>>(),
        [Some(false), Some(false)]
    );
    office.pull();
    office.type_in(house, NOTES, "Three rooms. New roof.");
    ana.type_in(house, NOTES, "Three sunny rooms.");
    for device in [&mut office, &mut ana] {
        assert_eq!(accepted(&device.push()[0]), Some(false));
    }
    for device in [&mut office, &mut ana] {
        device.pull();
        assert_eq!(
            device.typed(house, NOTES).as_deref(),
            Some("Three sunny rooms. New roof.")
        );
    }
    let mut fresh = world.device("office");
    fresh.pull();
    assert_eq!(fresh.typed(house, NOTES), ana.typed(house, NOTES));
}

#[test]
fn a_text_is_read_and_written_by_whoever_may_read_and_write_its_facet() {
    let world = World::new();
    let (mut ana, mut office) = (world.device("ana"), world.device("office"));
    let house = office.create_house("Casa", "north");
    office.type_in(house, SECRET, "the price is a bluff");
    office.type_in(house, NOTES, "sunny");
    assert!(office.push().iter().all(|v| accepted(v) == Some(false)));
    ana.pull();
    assert_eq!(ana.typed(house, NOTES).as_deref(), Some("sunny"));
    assert_eq!(ana.typed(house, SECRET), None);
    ana.type_in(house, SECRET, "mine now");
    assert_eq!(refused(&ana.push()[0]), "forbidden");
}

#[test]
fn a_deletion_by_somebody_who_had_not_seen_the_typing_is_a_conflict() {
    let world = World::new();
    let (mut ana, mut office) = (world.device("ana"), world.device("office"));
    let house = ana.create_house("Casa", "north");
    ana.push();
    office.pull();
    ana.type_in(house, NOTES, "sold by phone, do not delete");
    ana.push();
    office.delete(house);
    assert_eq!(accepted(&office.push()[0]), Some(true));
    office.pull();
    office.type_in(house, NOTES, "again: sold by phone, do not delete");
    office.push();
    office.pull();
    office.delete(house);
    assert_eq!(accepted(&office.push()[0]), Some(false));
}

type Forge = fn(&mut Body);

#[test]
fn a_forged_typing_leaves_no_trace() {
    let forge: [(&str, &str, Forge); 6] = [
        ("forged", "a change that is not one", |body| {
            let Body::Text { change, .. } = body else {
                return;
            };
            change.truncate(20);
        }),
        ("forged", "another name", |body| {
            let Body::Text { hash, .. } = body else {
                return;
            };
            hash.0[0] ^= 1;
        }),
        ("forged", "a false account of what was there", |body| {
            let Body::Text { before, .. } = body else {
                return;
            };
            before.push_str("never typed");
        }),
        ("forged", "a false account of what was typed", |body| {
            let Body::Text { after, .. } = body else {
                return;
            };
            after.push_str("never typed");
        }),
        ("unknown_field", "no such text", |body| {
            let Body::Text { facet, .. } = body else {
                return;
            };
            *facet = "base~other".to_owned();
        }),
        ("unknown_field", "the text of another facet", |body| {
            let Body::Text { facet, .. } = body else {
                return;
            };
            *facet = "base~secret".to_owned();
        }),
    ];
    for (code, what, forge) in forge {
        let world = World::new();
        let mut office = world.device("office");
        let house = office.create_house("Casa", "north");
        office.push();
        let head = office.tenant.head().unwrap();
        office.type_in(house, NOTES, "honest");
        office
            .outbox
            .iter_mut()
            .for_each(|edit| forge(&mut edit.body));
        assert_eq!(refused(&office.push()[0]), code, "{what}");
        assert_eq!(office.tenant.head().unwrap(), head, "{what}");
    }
}

#[test]
fn somebody_elses_typing_is_not_sent_as_ones_own() {
    let world = World::new();
    let (mut ana, mut office) = (world.device("ana"), world.device("office"));
    let house = office.create_house("Casa", "north");
    office.push();
    office.pull();
    ana.pull();
    office.type_in(house, NOTES, "by the office");
    let stolen = office.outbox.last().unwrap().body.clone();
    ana.add(house, "house", stolen);
    assert_eq!(refused(&ana.push()[0]), "forged");
}

#[test]
fn a_text_is_not_written_like_a_field() {
    let world = World::new();
    let mut office = world.device("office");
    let house = office.create_house("Casa", "north");
    office.push();
    office.change(house, "house", "base", &[KeyOp::put("notes", text("x"))]);
    assert_eq!(refused(&office.push()[0]), "unknown_field");
}
