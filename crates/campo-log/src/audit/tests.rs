use serde_json::json;

use super::{AuditHealth, AuditQuery};
use crate::testing::{NOW, World};
use crate::{LogError, UserChange};

fn actions(world: &World) -> Vec<String> {
    let events = world.tenant().audit(&AuditQuery::default()).unwrap();
    events.into_iter().map(|event| event.action).collect()
}

#[test]
fn what_people_and_the_operator_do_is_noted() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.create_house("", "north");
    ana.push();
    let change = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    world.tenant().change_user("bia", change, NOW + 5).unwrap();
    let noted = actions(&world);
    for action in ["user.create", "signin.done", "edit.refused", "user.change"] {
        assert!(
            noted.iter().any(|known| known == action),
            "{action}: {noted:?}"
        );
    }
    let ana = world.tenant().user("ana").unwrap().id;
    let query = AuditQuery {
        user: Some(ana),
        action: Some("edit.refused".to_owned()),
        resource_type: Some("record".to_owned()),
        from_ms: Some(NOW),
        to_ms: Some(NOW + 1),
        ..AuditQuery::default()
    };
    let refused = world.tenant().audit(&query).unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].detail["code"], json!("invalid"));
}

#[test]
fn a_failed_sign_in_is_noted_without_the_password() {
    let world = World::new();
    let refused = world.sign_in("ana", "not the password");
    assert!(matches!(refused, Err(LogError::WrongCredentials)));
    let event = world
        .tenant()
        .audit(&AuditQuery::default())
        .unwrap()
        .remove(0);
    assert_eq!(
        (event.action.as_str(), event.resource.as_str()),
        ("signin.refused", "ana")
    );
    assert!(!event.detail.to_string().contains("not the password"));
}

#[test]
fn every_change_of_a_row_and_every_row_taken_out_shows() {
    let tampering = [
        ("UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '{}' WHERE seq = 1", 1),
        ("UPDATE audit SET user = x'00' WHERE seq = 2", 2),
        ("UPDATE audit SET hash = x'00' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 4", 4),
    ];
    for (sql, row) in tampering {
        let world = World::new();
        let sound = AuditHealth {
            rows: 4,
            broken: None,
        };
        assert_eq!(world.tenant().verify_audit().unwrap(), sound);
        let changed = world
            .tenant()
            .write(|transaction| Ok(transaction.execute(sql, [])?));
        assert!(changed.is_err(), "the program itself cannot: {sql}");
        world
            .tenant()
            .write(|transaction| {
                transaction.execute_batch(
                    "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed;",
                )?;
                Ok(transaction.execute(sql, [])?)
            })
            .unwrap();
        assert_eq!(
            world.tenant().verify_audit().unwrap().broken,
            Some(row),
            "{sql}"
        );
    }
}
