use campo_model::id::RecordId;

use crate::testing::{Device, NOW, World, text};

fn held(world: &World, device: &Device, at_ms: i64) -> Vec<RecordId> {
    let report = world.tenant().device_report(device.tag(), at_ms).unwrap();
    report.records.into_iter().map(|held| held.record).collect()
}

#[test]
fn a_report_says_what_was_on_a_device_at_a_date() {
    let world = World::new();
    let (mut office, mut ana) = (world.device("office"), world.device("ana"));
    let stays = office.create_house("Fica", "north");
    let moves = office.create_house("Muda", "north");
    office.create_house("Longe", "south");
    office.push();
    office.pull();
    assert_eq!(held(&world, &ana, NOW), []);
    ana.pull();
    assert_eq!(held(&world, &ana, NOW - 1), [], "before it was given");
    assert_eq!(held(&world, &ana, NOW), [stays, moves]);
    office.set(moves, "territory", text("south"));
    office.push();
    ana.pull();
    assert_eq!(
        held(&world, &ana, NOW),
        [stays, moves],
        "it was told to forget one and has not been heard of since"
    );
    let seen = |transaction: &rusqlite::Transaction<'_>| {
        crate::table::device::seen(transaction, ana.tag(), NOW + 300_000)
    };
    world.tenant().write(seen).unwrap();
    assert_eq!(held(&world, &ana, NOW + 300_000), [stays]);
    let report = world
        .tenant()
        .device_report(ana.tag(), NOW + 300_000)
        .unwrap();
    assert_eq!(report.records[0].title, "Fica");
}

#[test]
fn what_a_device_made_was_on_it() {
    let world = World::new();
    let mut ana = world.device("ana");
    let own = ana.create_house("Casa", "north");
    ana.push();
    assert_eq!(held(&world, &ana, NOW), [own]);
}
