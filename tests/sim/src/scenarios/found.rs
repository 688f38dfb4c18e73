//! Faults that seeds found, told as stories.

use campo_model::value::Value;

use super::{ANA, ANAS_TABLET, BOSS, OFFICE, Stage};
use crate::nemesis::Fault;

/// A server that knows an act by its moment took the second one for the first.
#[test]
fn two_acts_of_one_millisecond_both_count() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "counted", "north");
    stage.settle();
    stage.0.hasty = 100;
    for _ in 0..3 {
        stage.count_visit(ANA, house);
    }
    stage.settle();
    for machine in [ANA, OFFICE] {
        assert_eq!(stage.get(machine, house, "visits"), Some(Value::Int(3)));
    }
}

#[test]
fn an_edit_they_may_not_read_tells_an_agent_that_a_deletion_met_it() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "contested", "north");
    stage.settle();
    stage.online(OFFICE, false);
    stage.set(OFFICE, house, "deed", "signed");
    stage.delete(BOSS, house);
    stage.pass(5_000);
    assert_eq!(stage.counts(ANA).conflicts, 0);
    stage.settle();
    assert_eq!(stage.counts(ANA).conflicts, 1);
    assert_eq!(stage.get(ANA, house, "deed"), None);
}

/// Both copies made their typing anew on what the other had typed.
#[test]
fn what_was_typed_in_a_text_before_a_device_was_cloned_is_in_it_once() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "told", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.set(ANA, house, "story", "abc");
    stage.0.strike_at(Fault::Clone, ANA).unwrap();
    stage.set(ANA, house, "story", "abcdef");
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "story"), Some("abcdef".into()));
}

/// The second of two edits that wait for the office was numbered like the first, and could never be accepted.
#[test]
fn all_that_a_revoked_device_handed_in_about_a_record_can_be_accepted() {
    let mut stage = Stage::new();
    let house = stage.house(ANA, "before", "north");
    stage.settle();
    let (tenant, tag) = (
        stage.0.server.tenant().unwrap(),
        stage.0.machines[ANA].device,
    );
    tenant.revoke_device(tag, stage.0.now_ms).unwrap();
    for price in [5, 6] {
        stage.set(ANA, house, "price", Value::Int(price));
        stage.count_visit(ANA, house);
        stage.pass(10_000);
    }
    let waiting = tenant.quarantine(false).unwrap();
    let waiting: Vec<i64> = waiting.iter().map(|aside| aside.n).collect();
    assert_eq!(waiting.len(), 4);
    tenant.accept_quarantined(&waiting, stage.0.now_ms).unwrap();
    assert_eq!(tenant.quarantine(false).unwrap(), []);
    tenant.reinstate_device(tag, stage.0.now_ms).unwrap();
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "visits"), Some(Value::Int(2)));
    assert_eq!(stage.counts(ANA).conflicts, 1);
}

/// The device sent what builds on work that the server had lost, was told to make it anew, and sent it at once again.
#[test]
fn a_device_asks_a_restored_server_what_there_is_before_it_makes_its_work_anew() {
    let mut stage = Stage::new();
    stage.0.strike_at(Fault::ServerBackup, OFFICE).unwrap();
    let house = stage.house(OFFICE, "lost", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.set(ANA, house, "price", Value::Int(7));
    stage.go_back(0);
    stage.settle();
    for machine in [OFFICE, ANA] {
        assert_eq!(stage.get(machine, house, "name"), Some("lost".into()));
        assert_eq!(stage.get(machine, house, "price"), Some(Value::Int(7)));
    }
}

/// The second log did not know of the first, and took what the device had given to that for its own.
#[test]
fn work_given_to_a_log_that_was_itself_replaced_by_another_backup_is_offered_again() {
    let mut stage = Stage::new();
    stage.0.strike_at(Fault::ServerBackup, OFFICE).unwrap();
    for name in ["one", "two", "three"] {
        stage.house(OFFICE, name, "north");
        stage.settle();
    }
    stage.0.strike_at(Fault::ServerBackup, OFFICE).unwrap();
    stage.go_back(0);
    let house = stage.house(ANA, "between", "north");
    stage.settle();
    stage.go_back(1);
    stage.settle();
    assert!(stage.has(OFFICE, house));
}

/// What was only not in the scope any more was taken for lost, and brought back with old values.
#[test]
fn a_record_that_left_the_scope_while_the_server_was_restored_is_not_brought_back() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "kept", "north");
    stage.settle();
    stage.set(ANA, house, "kind", "farm");
    stage.settle();
    stage.0.strike_at(Fault::ServerBackup, OFFICE).unwrap();
    stage.set(OFFICE, house, "price", Value::Int(1));
    stage.settle();
    stage.person("ana", |ana| ana.territory = "south".to_owned());
    stage.0.machines[ANA].token.clear();
    stage.0.machines[ANAS_TABLET].token.clear();
    stage.go_back(0);
    stage.settle();
    assert!(!stage.has(ANA, house));
    assert_eq!(stage.counts(ANA).refused + stage.counts(ANA).quarantined, 0);
    assert_eq!(stage.counts(OFFICE).conflicts, 0);
}

/// Of the record's making the copy had only the counter left to say, and set it to nothing again.
#[test]
fn a_counter_is_not_started_anew_by_a_copy_of_the_device_that_made_its_record() {
    let mut stage = Stage::new();
    stage.online(ANA, false);
    let house = stage.house(ANA, "counted", "north");
    stage.0.machines[ANA].back_up().unwrap();
    stage.settle();
    stage.count_visit(OFFICE, house);
    stage.settle();
    stage.0.machines[ANA].go_back(0).unwrap();
    stage.0.start_machine(ANA).unwrap();
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "visits"), Some(Value::Int(1)));
    assert_eq!(stage.counts(OFFICE).conflicts, 0);
}
