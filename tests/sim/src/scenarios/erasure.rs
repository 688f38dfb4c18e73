//! Compaction and erasure, told as stories.

use campo_model::value::Value;

use super::{ANA, BIA, OFFICE, Stage};

/// Away for longer than the log reaches back: records come as they are, edits of before are merged on what they saw.
#[test]
fn a_device_that_was_away_over_the_horizon_loses_nothing_and_counts_nothing_twice() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "away", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.count_visit(ANA, house);
    stage.set(ANA, house, "name", "from the field");
    stage.set(ANA, house, "story", "abc");
    for price in 1..4 {
        stage.set(OFFICE, house, "price", Value::Int(price));
        stage.count_visit(OFFICE, house);
        stage.pass(5_000);
    }
    stage.set(OFFICE, house, "name", "from the office");
    stage.pass(60_000);
    let tenant = stage.0.server.tenant().unwrap();
    assert!(tenant.compact(0, stage.0.now_ms).unwrap().edits > 0);
    stage.settle();
    for machine in [ANA, OFFICE] {
        assert_eq!(stage.get(machine, house, "visits"), Some(Value::Int(4)));
        assert_eq!(stage.get(machine, house, "price"), Some(Value::Int(3)));
        assert_eq!(stage.get(machine, house, "story"), Some("abc".into()));
        assert_eq!(stage.counts(machine).conflicts, 1, "both set the name");
    }
}

#[test]
fn what_was_typed_unaware_of_an_erasure_is_refused_and_the_rest_is_taken() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "n4711", "north");
    stage.settle();
    stage.online(ANA, false);
    stage.set(ANA, house, "name", "n4712");
    stage.set(ANA, house, "price", Value::Int(7));
    stage.0.erase(house, &["name".to_owned()]).unwrap();
    stage.settle();
    for machine in [ANA, OFFICE] {
        assert_eq!(stage.get(machine, house, "name"), None);
        assert_eq!(stage.get(machine, house, "price"), Some(Value::Int(7)));
    }
    assert_eq!(stage.counts(ANA).refused, 1);
}

#[test]
fn a_record_that_was_erased_whole_leaves_every_device() {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "n4711", "north");
    let visit = stage.visit(ANA, house);
    stage.settle();
    stage.online(ANA, false);
    stage.set(ANA, house, "name", "n4712");
    stage.0.machines[ANA].back_up().unwrap();
    stage.0.erase(house, &[]).unwrap();
    stage.settle();
    for machine in [ANA, BIA, OFFICE] {
        assert!(!stage.has(machine, house));
    }
    assert!(!stage.has(ANA, visit), "whose territory was the house's");
    assert!(stage.has(OFFICE, visit));
    stage.0.machines[ANA].go_back(0).unwrap();
    stage.0.start_machine(ANA).unwrap();
    stage.settle();
    assert!(!stage.has(ANA, house));
}
