use campo_wire::sync::SessionRequest;

use super::SESSION_MS;
use crate::testing::{NOW, PASSWORD, World};
use crate::{LogError, Tenants, UserChange};

fn request(tenant: &str, user: &str, password: &str) -> SessionRequest {
    let (tenant, user, password) = (tenant.to_owned(), user.to_owned(), password.to_owned());
    SessionRequest {
        tenant,
        user,
        password,
        device_name: "phone".into(),
        code: None,
        key: None,
        device: None,
    }
}

#[test]
fn only_the_right_tenant_person_and_password_sign_in() {
    let world = World::new();
    assert!(
        world
            .tenants
            .sign_in(&request("acme", "ANA", PASSWORD), NOW)
            .is_ok(),
        "case does not count"
    );
    for (tenant, user, password) in [
        ("acme", "ana", "wrong horse"),
        ("acme", "nobody", PASSWORD),
        ("other", "ana", PASSWORD),
        ("../acme", "ana", PASSWORD),
    ] {
        let refused = world.tenants.sign_in(&request(tenant, user, password), NOW);
        assert!(
            matches!(refused, Err(LogError::WrongCredentials)),
            "{tenant} {user}"
        );
    }
}

#[test]
fn a_device_keeps_its_tag_for_its_person_only() {
    let world = World::new();
    let first = world
        .tenants
        .sign_in(&request("acme", "ana", PASSWORD), NOW)
        .unwrap();
    for (user, same) in [("ana", true), ("bia", false)] {
        let again = SessionRequest {
            device: Some(first.device),
            ..request("acme", user, PASSWORD)
        };
        let reply = world.tenants.sign_in(&again, NOW).unwrap();
        assert_eq!(reply.device == first.device, same, "{user}");
    }
}

#[test]
fn a_session_slides_and_ends() {
    let world = World::new();
    let tenant = world.tenant();
    let token = world
        .tenants
        .sign_in(&request("acme", "ana", PASSWORD), NOW)
        .unwrap()
        .token;
    let later = NOW + SESSION_MS - 1;
    assert!(tenant.authenticate(&token, later).is_ok());
    assert!(tenant.authenticate(&token, later + SESSION_MS - 1).is_ok());
    let ended = tenant.authenticate(&token, later + 2 * SESSION_MS);
    assert!(matches!(ended, Err(LogError::SignedOut)));
}

#[test]
fn who_is_disabled_or_revoked_is_out_at_once() {
    let world = World::new();
    let tenant = world.tenant();
    let sign_in = |user| world.tenants.sign_in(&request("acme", user, PASSWORD), NOW);
    let (ana, bia) = (sign_in("ana").unwrap(), sign_in("bia").unwrap());
    tenant
        .change_user(
            "ana",
            UserChange {
                disabled: Some(true),
                ..UserChange::default()
            },
            NOW,
        )
        .unwrap();
    tenant.revoke_device(bia.device, NOW).unwrap();
    for token in [&ana.token, &bia.token] {
        assert!(matches!(
            tenant.authenticate(token, NOW),
            Err(LogError::Revoked)
        ));
    }
    assert!(matches!(sign_in("ana"), Err(LogError::WrongCredentials)));
    let again = SessionRequest {
        device: Some(bia.device),
        ..request("acme", "bia", PASSWORD)
    };
    assert!(matches!(
        world.tenants.sign_in(&again, NOW),
        Err(LogError::Revoked)
    ));
}

#[test]
fn another_process_sees_what_this_one_does() {
    let world = World::new();
    let beside = Tenants::open(world.directory()).unwrap();
    let mut ana = world.device("ana");
    ana.create_house("Casa", "north");
    ana.push();
    let tenant = beside.get("acme").unwrap();
    assert_eq!(tenant.size().unwrap().records, 1);
    let attributes = [("territory".to_owned(), "south".into())]
        .into_iter()
        .collect();
    tenant
        .change_user(
            "ana",
            UserChange {
                attributes,
                ..UserChange::default()
            },
            NOW,
        )
        .unwrap();
    ana.pull();
    assert_eq!(ana.records.len(), 0);
}

#[test]
fn people_need_known_roles_and_new_names() {
    let world = World::new();
    let new = |name: &str, role: &str| crate::NewUser {
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        roles: vec![role.to_owned()],
        attributes: serde_json::Map::new(),
    };
    let tenant = world.tenant();
    for (name, role) in [
        ("ana", "agent"),
        ("new", "ghost"),
        ("", "agent"),
        (" x", "agent"),
        ("a\nb", "agent"),
    ] {
        assert!(
            tenant.create_user(new(name, role), NOW).is_err(),
            "{name:?} {role}"
        );
    }
    assert_eq!(tenant.users().unwrap().len(), 3);
}
