use campo_wire::contact::ContactRequest;
use campo_wire::sync::Item;
use campo_wire::sync_status::Cursor;

use crate::testing::{Device, NOW, World, accepted, text};
use crate::upkeep::{backup, restore};
use crate::{LogError, Tenants};

/// The world after its backup was restored elsewhere, and a device as it was with the old server.
fn restored(world: &World, device: &Device) -> (tempfile::TempDir, Tenants, Device) {
    let to = tempfile::tempdir().unwrap();
    restore(
        &world.directory().join("backup"),
        to.path().join("data"),
        NOW,
    )
    .unwrap();
    let tenants = Tenants::open(to.path().join("data")).unwrap();
    let mut device = device.clone();
    device.tenant = tenants.get("acme").unwrap();
    (to, tenants, device)
}

fn back_up(world: &World) {
    backup(&world.tenants, &world.directory().join("backup")).unwrap();
}

#[test]
fn a_device_hears_of_the_restore_with_its_first_page_and_where_the_logs_part() {
    let world = World::new();
    let mut ana = world.device("ana");
    let kept = ana.create_house("kept", "north");
    ana.push();
    ana.pull();
    let shared = world.tenant().head().unwrap();
    back_up(&world);
    let lost = ana.create_house("lost", "north");
    ana.push();
    ana.pull();
    let known = ana.position.cursor;
    let (_folder, _tenants, mut ana) = restored(&world, &ana);
    let page = ana.page();
    assert!(page.position.cursor.epoch > known.epoch, "epochs rise");
    let told = page.items.iter().any(|item| {
        matches!(item, Item::Epoch { shared: at, account } if *at == shared && account.received == 1)
    });
    assert!(told, "{:?}", page.items.first());
    ana.records.clear();
    ana.pull();
    assert!(ana.records.contains_key(&kept) && !ana.records.contains_key(&lost));
    let gaps = ana.tenant.gaps().unwrap();
    assert_eq!((gaps[0].shared, gaps[0].known), (shared, known.seq));
    assert_eq!(gaps[0].missing, [shared + 1..=known.seq]);

    let offers = ContactRequest {
        device: ana.tag(),
        version: String::new(),
        pending: 1,
        given: 1,
        account: ana.tenant.account(ana.tag()).unwrap(),
        deposit: None,
        returned: vec![shared + 1],
    };
    ana.tenant.contact(&ana.caller, &offers, NOW).unwrap();
    let gap = ana.tenant.gaps().unwrap().remove(0);
    assert_eq!(
        (gap.returned, gap.missing),
        (1, vec![shared + 2..=known.seq])
    );
}

#[test]
fn each_restore_of_one_backup_is_another_epoch() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.pull();
    back_up(&world);
    let epoch = |later: i64| {
        let to = tempfile::tempdir().unwrap();
        let data = to.path().join("data");
        let done = restore(&world.directory().join("backup"), &data, NOW + later).unwrap();
        assert!(matches!(
            restore(&world.directory().join("backup"), &data, NOW),
            Err(LogError::Exists { .. })
        ));
        done[0].1
    };
    assert!(epoch(0) < epoch(1000));
}

#[test]
fn a_copy_is_not_served_before_it_was_restored() {
    let world = World::new();
    back_up(&world);
    let copy = Tenants::open(world.directory().join("backup")).unwrap();
    assert!(matches!(copy.get("acme"), Err(LogError::IsBackup)));
    let nothing = tempfile::tempdir().unwrap();
    assert!(restore(nothing.path(), nothing.path().join("data"), NOW).is_err());
}

#[test]
fn a_device_that_sends_before_it_hears_becomes_another_incarnation_and_loses_nothing() {
    let world = World::new();
    let mut ana = world.device("ana");
    back_up(&world);
    ana.create_house("lost", "north");
    ana.push();
    ana.create_house("unsent", "north");
    let (_folder, _tenants, mut ana) = restored(&world, &ana);
    let reply = ana.tenant.push(&ana.caller, &ana.request(), NOW).unwrap();
    assert!(matches!(
        reply,
        campo_wire::sync::PushReply::Rewind { last: 0 }
    ));
    ana.position.cursor = Cursor { epoch: 1, seq: 0 };
    let page = ana.page();
    assert!(matches!(page.items.first(), Some(Item::Epoch { .. })));
    ana.outbox.clear();
    (ana.number, ana.chain) = (0, Default::default());
    let again = ana.create_house("lost", "north");
    assert_eq!(accepted(&ana.push()[0]), Some(false));
    ana.pull();
    assert_eq!(ana.get(again, "name"), Some(text("lost")));
}
