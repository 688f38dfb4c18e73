use crate::testing::{NOW, World};
use crate::{Condition, PersonRights};

fn rights(world: &World, of: &str) -> PersonRights {
    let mut ana = world.device("ana");
    let house = ana.create_house("Casa", "north");
    ana.push();
    let all = world.tenant().explain_record(house, NOW).unwrap();
    assert_eq!(all.len(), 3, "everybody is explained");
    all.into_iter()
        .find(|rights| rights.user.name == of)
        .unwrap()
}

fn allowed(rights: &PersonRights) -> Vec<(&'static str, bool)> {
    rights
        .rights
        .iter()
        .map(|right| (right.right, right.allowed))
        .collect()
}

#[test]
fn a_condition_that_fails_is_named_with_the_role_that_sets_it() {
    let bia = rights(&World::new(), "bia");
    let none = [
        ("read", true),
        ("update", false),
        ("delete", false),
        ("export", false),
    ];
    assert_eq!(allowed(&bia), none);
    let failing = Condition {
        expression: "self.territory == user.territory".to_owned(),
        holds: false,
    };
    let update = &bia.rights[1].because;
    assert_eq!(update.len(), 1);
    assert_eq!(
        (update[0].role.as_str(), &update[0].conditions),
        ("agent", &vec![failing.clone()])
    );
    assert!(
        !bia.on_devices,
        "another territory's house is not on her phone"
    );
    assert_eq!(bia.scope, Some(failing));
}

#[test]
fn who_meets_the_condition_has_the_right() {
    let ana = rights(&World::new(), "ana");
    assert_eq!(allowed(&ana)[..2], [("read", true), ("update", true)]);
    assert!(ana.on_devices);
    assert!(ana.rights[2].because.is_empty(), "no role of hers deletes");
}

#[test]
fn a_role_without_conditions_gives_the_right_always() {
    let office = rights(&World::new(), "office");
    assert_eq!(allowed(&office)[2], ("delete", true));
    assert!(office.rights[2].because[0].conditions.is_empty());
    assert!(office.on_devices && office.scope.is_none());
    assert!(office.hidden.is_empty());
}

#[test]
fn a_hidden_facet_is_told() {
    assert_eq!(rights(&World::new(), "ana").hidden, ["papers"]);
}

#[test]
fn a_disabled_person_may_nothing_and_is_not_named() {
    let world = World::new();
    let mut ana = world.device("ana");
    let house = ana.create_house("Casa", "north");
    ana.push();
    let change = crate::UserChange {
        disabled: Some(true),
        ..Default::default()
    };
    world.tenant().change_user("bia", change, NOW).unwrap();
    let all = world.tenant().explain_record(house, NOW).unwrap();
    assert!(all.iter().all(|rights| rights.user.name != "bia"));
}
