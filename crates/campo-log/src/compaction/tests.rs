use campo_document::{KeyOp, Scalar};
use campo_wire::sync::Item;

use crate::testing::{NOW, World, accepted, text};

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Long after everything in these tests was sent.
const LATER: i64 = NOW + 500 * DAY_MS;

#[test]
fn a_new_device_gets_the_same_after_compaction() {
    let world = World::new();
    let mut office = world.device("office");
    for name in ["one", "two", "three"] {
        let house = office.create_house(name, "north");
        office.set(house, "price", Scalar::Int(1));
        office.type_in(house, "base~notes", "told");
    }
    office.push();
    let mut before = world.device("ana");
    before.pull();
    let done = world.tenant().compact(400, LATER).unwrap();
    assert_eq!(done.edits, 9 + 3, "the running numbers are edits too");
    let mut after = world.device("ana");
    after.pull();
    assert_eq!(after.records, before.records);
    assert_eq!(world.tenant().compact(400, LATER).unwrap().edits, 0);
    assert_eq!(world.tenant().examine().unwrap(), Vec::<String>::new());
}

#[test]
fn history_before_the_horizon_is_told_as_before() {
    let world = World::new();
    let mut office = world.device("office");
    let house = office.create_house("N", "north");
    office.push();
    office.set(house, "name", text("M"));
    office.push();
    let history = || {
        let caller = &office.caller;
        world.tenant().history(caller, house, NOW).unwrap()
    };
    let before = history();
    world.tenant().compact(400, LATER).unwrap();
    assert_eq!(history(), before);
}

#[test]
fn a_device_from_before_the_horizon_is_swept_and_its_edits_are_merged() {
    let world = World::new();
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let house = office.create_house("N", "north");
    let counter = KeyOp::put("visits", Scalar::Counter(1));
    office.change(house, "house", "base", &[counter]);
    office.push();
    office.pull();
    ana.pull();
    office.set(house, "name", text("from the office"));
    office.push();
    world.tenant().compact(400, LATER).unwrap();
    ana.set(house, "name", text("from the field"));
    ana.change(house, "house", "base", &[KeyOp::increment("visits", 2)]);
    let verdicts = ana.push();
    let met: Vec<_> = verdicts.iter().map(accepted).collect();
    assert_eq!(met, [Some(true), Some(false)], "both changed the name");
    let page = ana.page();
    let whole = page
        .items
        .iter()
        .any(|item| matches!(item, Item::Enter(snapshot) if snapshot.record == house));
    assert!(whole, "a snapshot, not the edits between");
    ana.pull();
    assert_eq!(ana.get(house, "visits"), Some(Scalar::Counter(3)));
}

#[test]
fn what_came_within_the_horizon_stays_in_the_tail() {
    let world = World::new();
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let house = office.create_house("N", "north");
    office.push();
    ana.pull();
    office.set(house, "name", text("M"));
    office.push();
    assert_eq!(
        world
            .tenant()
            .compact(400, NOW + 10 * DAY_MS)
            .unwrap()
            .edits,
        0
    );
    let page = ana.page();
    assert!(
        page.items
            .iter()
            .any(|item| matches!(item, Item::Edit { .. }))
    );
}
