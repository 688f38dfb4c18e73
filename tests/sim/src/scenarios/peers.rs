//! Bugs that peers had, by their numbers.

use campo_model::value::Value;

use super::{ANA, ANAS_TABLET, BIA, OFFICE, Stage};
use crate::nemesis::Fault;

/// Work of a day was gone the next morning, before anybody had pushed it.
#[test]
fn qfield_7479_unsent_work_outlives_restarts_and_days_without_a_network() {
    let mut stage = Stage::new();
    stage.online(ANA, false);
    let house = stage.house(ANA, "monday", "north");
    for _ in 0..3 {
        stage.pass(24 * 3_600_000);
        stage.0.start_machine(ANA).unwrap();
    }
    stage.set(ANA, house, "price", Value::Int(7));
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "name"), Some("monday".into()));
    assert_eq!(stage.get(OFFICE, house, "price"), Some(Value::Int(7)));
}

/// A push failed at the server, nobody was told, and the next download removed the points.
#[test]
fn qfield_4033_a_refused_edit_is_told_and_kept_through_every_later_pull() {
    let mut stage = Stage::new();
    let house = stage.house(ANA, "home", "north");
    stage.settle();
    stage.set(ANA, house, "price", Value::Int(-5));
    stage.settle();
    stage.set(OFFICE, house, "name", "renamed");
    stage.settle();
    assert_eq!(stage.counts(ANA).refused, 1);
}

/// One colleague's synchronization made another's work of the day disappear.
#[test]
fn qfieldcloud_429_nobodys_synchronization_removes_a_colleagues_work() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "shared", "north");
    stage.settle();
    for machine in [OFFICE, ANA] {
        stage.online(machine, false);
    }
    stage.set(OFFICE, house, "price", Value::Int(10));
    stage.set(ANA, house, "name", "by ana");
    stage.settle();
    for machine in [OFFICE, ANA, ANAS_TABLET] {
        assert_eq!(stage.get(machine, house, "price"), Some(Value::Int(10)));
        assert_eq!(stage.get(machine, house, "name"), Some("by ana".into()));
    }
}

/// Changes of a feature that exists were not applied: "unable to find feature".
#[test]
fn qfieldcloud_570_an_edit_finds_its_record_however_it_came_to_the_device() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "moving", "south");
    stage.settle();
    stage.set(OFFICE, house, "territory", "north");
    stage.settle();
    stage.set(ANA, house, "name", "found");
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "name"), Some("found".into()));
    assert_eq!(stage.counts(ANA).refused, 0);
}

/// A download that could not be written cleared files, and the upload after it cleared them on the server too.
#[test]
fn mergin_2382_what_cannot_be_written_clears_nothing_here_or_at_the_server() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "whole", "north");
    stage.settle();
    stage.set(ANA, house, "price", Value::Int(4));
    stage.0.machines[ANA].disk_full = true;
    stage.set(OFFICE, house, "kind", "farm");
    stage.pass(120_000);
    assert_eq!(stage.get(ANA, house, "name"), Some("whole".into()));
    stage.settle();
    for (field, value) in [
        ("name", "whole".into()),
        ("kind", "farm".into()),
        ("price", Value::Int(4)),
    ] {
        assert_eq!(stage.get(OFFICE, house, field), Some(value), "{field}");
    }
}

#[test]
fn a_synchronization_cut_at_any_step_loses_and_doubles_nothing() {
    for step in 0..14 {
        let mut stage = Stage::new();
        let house = stage.house(OFFICE, "counted", "north");
        stage.settle();
        stage.count_visit(ANA, house);
        stage.0.machines[ANA].doom = Some(step);
        stage.pass(120_000);
        stage.settle();
        assert_eq!(
            stage.get(OFFICE, house, "visits"),
            Some(Value::Int(1)),
            "{step}"
        );
    }
}

/// What had been removed at the server was uploaded again by a phone that still had it.
#[test]
fn mergin_4335_a_device_that_still_has_a_record_does_not_bring_it_back() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "removed", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.delete(OFFICE, house);
    stage.pass(5_000);
    stage.house(ANA, "something else", "north");
    stage.settle();
    for machine in [OFFICE, ANA] {
        assert!(stage.is_deleted(machine, house));
    }
}

/// An edit of what a colleague had deleted blocked synchronization for good.
#[test]
fn mergin_4363_an_edit_of_a_deleted_record_stops_nothing_and_is_a_conflict() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "both", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.delete(OFFICE, house);
    stage.pass(5_000);
    stage.set(ANA, house, "name", "still used");
    let after = stage.house(ANA, "after", "north");
    stage.settle();
    assert!(stage.has(OFFICE, after));
    assert_eq!(stage.get(OFFICE, house, "name"), Some("still used".into()));
    assert!(stage.counts(OFFICE).conflicts > 0);
}

/// Uploads stopped after a reconnect, until the app was started anew.
#[test]
fn powersync_dart_307_work_goes_out_by_itself_once_the_network_is_back() {
    let mut stage = Stage::new();
    stage.online(ANA, false);
    let house = stage.house(ANA, "waiting", "north");
    stage.pass(600_000);
    stage.online(ANA, true);
    stage.pass(120_000);
    assert!(stage.has(OFFICE, house));
    stage.settle();
}

/// What was written while an upload ran was taken for uploaded.
#[test]
fn powersync_dart_308_an_edit_made_during_a_push_is_pushed_too() {
    let mut stage = Stage::new();
    stage.0.machines[ANA].slow = true;
    let first = stage.house(ANA, "first", "north");
    stage.pass(60);
    let second = stage.house(ANA, "second", "north");
    stage.settle();
    assert!(stage.has(OFFICE, first) && stage.has(OFFICE, second));
}

/// One write the server refuses stopped every later one.
#[test]
fn powersync_native_15_one_refused_edit_stops_no_other() {
    let mut stage = Stage::new();
    stage.online(ANA, false);
    let house = stage.house(ANA, "good", "north");
    stage.set(ANA, house, "price", Value::Int(-1));
    stage.set(ANA, house, "name", "better");
    let other = stage.house(ANA, "other", "north");
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "name"), Some("better".into()));
    assert_eq!(stage.get(OFFICE, house, "price"), None);
    assert!(stage.has(OFFICE, other));
    assert_eq!(stage.counts(ANA).refused, 1);
}

/// A client restored from a backup wrote on, and nothing of it ever reached the server.
#[test]
fn turso_8129_what_a_restored_device_writes_reaches_the_server() {
    let mut stage = Stage::new();
    let house = stage.house(ANA, "one", "north");
    stage.settle();
    stage.0.machines[ANA].back_up().unwrap();
    stage.set(ANA, house, "price", Value::Int(2));
    stage.settle();
    stage.0.machines[ANA].go_back(0).unwrap();
    stage.0.start_machine(ANA).unwrap();
    stage.set(ANA, house, "name", "three");
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "price"), Some(Value::Int(2)));
    assert_eq!(stage.get(OFFICE, house, "name"), Some("three".into()));
}

/// A copied database had its source's identity, and one of the two was ignored.
#[test]
fn cr_sqlite_145_both_copies_of_a_cloned_device_are_heard_and_nothing_is_done_twice() {
    let mut stage = Stage::new();
    let house = stage.house(ANA, "counted", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.count_visit(ANA, house);
    stage.0.strike_at(Fault::Clone, ANA).unwrap();
    let clone = stage.0.machines.len() - 1;
    stage.count_visit(ANA, house);
    stage.count_visit(clone, house);
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "visits"), Some(Value::Int(3)));
}

/// Documents that no longer match a person's filter stayed on the phone for ever.
#[test]
fn pouchdb_802_what_leaves_a_scope_leaves_the_device() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "moved", "north");
    stage.settle();
    assert!(stage.has(ANA, house));
    stage.set(OFFICE, house, "territory", "south");
    stage.settle();
    assert!(!stage.has(ANA, house) && stage.has(BIA, house));
}

/// Every device downloaded everything.
#[test]
fn cht_10408_a_device_holds_its_persons_scope_and_not_the_tenant() {
    let mut stage = Stage::new();
    let houses: Vec<_> = (0..10)
        .map(|n| {
            let territory = if n == 0 { "north" } else { "south" };
            stage.house(OFFICE, &format!("house{n}"), territory)
        })
        .collect();
    stage.settle();
    let held = houses.iter().filter(|id| stage.has(ANA, **id)).count();
    assert_eq!(held, 1);
}
