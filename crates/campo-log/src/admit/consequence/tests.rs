use campo_document::{Body, KeyOp};
use campo_model::id::RecordId;

use crate::testing::{Device, World, accepted, refused, text};

/// A house with a visit (deleted with it) and a letter (its reference cleared).
fn house_with_both(office: &mut Device) -> [RecordId; 3] {
    let house = office.create_house("Casa", "north");
    let visit = office.create_visit(house);
    let letter = office.create("letter", &[("house", &house.to_string()), ("name", "x")]);
    assert!(office.push().iter().all(|v| accepted(v) == Some(false)));
    office.pull();
    [house, visit, letter]
}

fn is_deleted(device: &Device, record: RecordId) -> bool {
    device.records[&record].tombstone.is_some()
}

#[test]
fn a_deletion_takes_along_clears_and_can_be_undone_as_a_whole() {
    let world = World::new();
    let mut office = world.device("office");
    let [house, visit, letter] = house_with_both(&mut office);
    office.delete(house);
    assert_eq!(accepted(&office.push()[0]), Some(false));
    office.pull();
    assert!(is_deleted(&office, house) && is_deleted(&office, visit));
    assert!(!is_deleted(&office, letter));
    assert_eq!(office.get(letter, "house"), None);

    office.add(house, "house", Body::Restore);
    assert_eq!(accepted(&office.push()[0]), Some(false));
    office.pull();
    assert!(!is_deleted(&office, house) && !is_deleted(&office, visit));
    assert_eq!(office.get(letter, "house"), Some(text(&house.to_string())));
    let mut fresh = world.device("office");
    fresh.pull();
    assert_eq!(fresh.records, office.records);
}

#[test]
fn what_was_changed_since_is_not_undone() {
    let world = World::new();
    let mut office = world.device("office");
    let [house, visit, letter] = house_with_both(&mut office);
    let other = office.create_house("Outra", "north");
    office.delete(house);
    office.push();
    office.pull();
    let to_other = KeyOp::put("house", text(&other.to_string()));
    office.change(letter, "letter", "base", &[to_other]);
    office.add(visit, "visit", Body::Restore);
    office.push();
    office.pull();
    office.add(house, "house", Body::Restore);
    office.push();
    office.pull();
    assert_eq!(office.get(letter, "house"), Some(text(&other.to_string())));
    assert!(!is_deleted(&office, visit));
}

#[test]
fn a_reference_that_forbids_the_deletion_leaves_nothing_done() {
    let world = World::new();
    let mut office = world.device("office");
    let [house, visit, _] = house_with_both(&mut office);
    let note = office.create("note", &[("visit", &visit.to_string())]);
    office.push();
    office.pull();
    let head = office.tenant.head().unwrap();
    office.delete(house);
    assert_eq!(refused(&office.push()[0]), "referenced");
    assert_eq!(office.tenant.head().unwrap(), head);

    let mut other = world.device("office");
    other.pull();
    other.delete_as(note, "note");
    other.delete(house);
    assert_eq!(
        other.push().iter().map(accepted).collect::<Vec<_>>(),
        [Some(false), Some(false)],
        "once nothing refers to it, the house goes with its visit"
    );
}
