//! Every way a right is taken away, and given back. That nothing is left on the device is checked by every `settle`.

use campo_model::value::Value;

use super::{ANA, ANAS_TABLET, BIA, OFFICE, Stage};

/// A house in the north that everybody concerned has.
fn shared() -> (Stage, campo_model::id::RecordId) {
    let mut stage = Stage::new();
    let house = stage.house(OFFICE, "canary", "north");
    stage.settle();
    assert!(stage.has(ANA, house) && stage.has(ANAS_TABLET, house));
    (stage, house)
}

#[test]
fn a_role_removed_takes_every_record_from_every_device() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.roles.clear());
    stage.settle();
    assert!(!stage.has(ANA, house) && !stage.has(ANAS_TABLET, house));
}

#[test]
fn a_territory_changed_swaps_the_records() {
    let (mut stage, north) = shared();
    let south = stage.house(OFFICE, "other", "south");
    stage.person("ana", |ana| ana.territory = "south".to_owned());
    stage.settle();
    assert!(!stage.has(ANA, north) && stage.has(ANA, south));
}

#[test]
fn another_role_that_grants_a_record_keeps_it() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.roles = vec!["agent", "office"]);
    stage.settle();
    stage.person("ana", |ana| ana.territory = "south".to_owned());
    stage.settle();
    assert!(stage.has(ANA, house));
}

#[test]
fn the_last_of_two_roles_removed_takes_the_record() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.roles = vec!["agent", "office"]);
    stage.settle();
    stage.person("ana", |ana| {
        ana.roles = vec!["agent"];
        ana.territory = "south".to_owned();
    });
    stage.settle();
    assert!(!stage.has(ANA, house));
}

#[test]
fn a_facet_hidden_by_a_lesser_role_leaves_and_the_record_stays() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.roles = vec!["office"]);
    stage.set(OFFICE, house, "deed", "secret");
    stage.settle();
    assert_eq!(stage.get(ANA, house, "deed"), Some("secret".into()));
    stage.person("ana", |ana| ana.roles = vec!["agent"]);
    stage.settle();
    assert!(stage.has(ANA, house));
    assert_eq!(stage.get(ANA, house, "deed"), None);
}

#[test]
fn a_pull_cut_in_the_middle_of_a_revocation_goes_on_with_it() {
    for step in 0..10 {
        let (mut stage, house) = shared();
        stage.person("ana", |ana| ana.roles.clear());
        stage.0.machines[ANA].doom = Some(step);
        stage.0.nudge(ANA, 1);
        stage.pass(60_000);
        stage.settle();
        assert!(!stage.has(ANA, house), "{step}");
    }
}

#[test]
fn an_answer_lost_during_a_revocation_is_given_again() {
    let (mut stage, house) = shared();
    stage.set(OFFICE, house, "territory", "south");
    stage.pass(2_000);
    stage.0.weather.loss = 60;
    stage.0.nudge(ANA, 1);
    stage.pass(300_000);
    stage.settle();
    assert!(!stage.has(ANA, house));
}

#[test]
fn a_record_deleted_while_revoked_is_not_seen_when_the_right_returns_but_as_deleted() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.territory = "south".to_owned());
    stage.settle();
    stage.delete(OFFICE, house);
    stage.settle();
    stage.person("ana", |ana| ana.territory = "north".to_owned());
    stage.settle();
    assert!(stage.is_deleted(ANA, house));
}

#[test]
fn a_right_given_back_brings_the_records_as_they_are_now() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.roles.clear());
    stage.settle();
    stage.set(OFFICE, house, "name", "changed meanwhile");
    stage.person("ana", |ana| ana.roles = vec!["agent"]);
    stage.settle();
    assert_eq!(
        stage.get(ANA, house, "name"),
        Some("changed meanwhile".into())
    );
}

#[test]
fn a_record_that_leaves_and_comes_back_is_whole() {
    let (mut stage, house) = shared();
    for territory in ["south", "north", "south", "north"] {
        stage.set(OFFICE, house, "territory", territory);
        stage.settle();
        assert_eq!(stage.has(ANA, house), territory == "north");
    }
    stage.set(ANA, house, "price", Value::Int(3));
    stage.settle();
    assert_eq!(stage.get(OFFICE, house, "price"), Some(Value::Int(3)));
}

#[test]
fn a_record_that_left_and_came_back_unnoticed_stays() {
    let (mut stage, house) = shared();
    stage.online(ANA, false);
    for territory in ["south", "north"] {
        stage.set(OFFICE, house, "territory", territory);
        stage.pass(3_000);
    }
    stage.settle();
    assert!(stage.has(ANA, house));
}

#[test]
fn work_pending_while_revoked_offline_is_decided_by_the_server_and_accounted_for() {
    let (mut stage, house) = shared();
    stage.online(ANA, false);
    stage.set(ANA, house, "price", Value::Int(9));
    stage.person("ana", |ana| ana.roles.clear());
    stage.settle();
    assert!(!stage.has(ANA, house));
    let counts = stage.counts(ANA);
    assert_eq!(counts.refused + counts.quarantined, 1, "{counts:?}");
    assert_eq!(stage.get(OFFICE, house, "price"), None);
}

#[test]
fn what_depends_on_a_record_leaves_with_it() {
    let (mut stage, house) = shared();
    let visit = stage.visit(ANA, house);
    stage.settle();
    stage.set(OFFICE, house, "territory", "south");
    stage.settle();
    assert!(!stage.has(ANA, visit) && stage.has(BIA, visit));
}

#[test]
fn a_disabled_person_gets_nothing_more_and_is_told_to_sign_in() {
    let (mut stage, house) = shared();
    stage.person("ana", |ana| ana.disabled = true);
    stage.set(OFFICE, house, "name", "later");
    stage.pass(120_000);
    assert_eq!(stage.get(ANA, house, "name"), Some("canary".into()));
    stage.settle();
    assert_eq!(
        stage.get(ANA, house, "name"),
        Some("later".into()),
        "enabled again by then"
    );
}

#[test]
fn a_device_restored_from_before_a_revocation_forgets_again() {
    let (mut stage, house) = shared();
    stage.0.machines[ANA].back_up().unwrap();
    stage.set(OFFICE, house, "territory", "south");
    stage.settle();
    stage.set(OFFICE, house, "name", "elsewhere");
    stage.settle();
    stage.0.machines[ANA].go_back(0).unwrap();
    stage.0.start_machine(ANA).unwrap();
    stage.settle();
    assert!(!stage.has(ANA, house));
}
