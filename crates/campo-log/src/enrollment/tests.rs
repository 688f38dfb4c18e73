use campo_model::id::DeviceTag;

use super::*;
use crate::AuditQuery;
use crate::people::UserChange;
use crate::testing::{NOW, World};

fn exchange(token: &str) -> EnrollRequest {
    EnrollRequest {
        token: token.to_owned(),
        device_name: "Ana's phone".into(),
        device: None,
        key: [7; 32],
    }
}

fn refusal(tenant: &Tenant, token: &str, now_ms: i64) -> EnrollmentRefusal {
    match tenant.enroll_device(&exchange(token), now_ms) {
        Err(LogError::Enrollment(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("signed in"),
    }
}

fn actions(tenant: &Tenant) -> Vec<String> {
    let events = tenant.audit(&AuditQuery::default()).unwrap().into_iter();
    let actions = events.map(|event| event.action);
    actions
        .filter(|action| action.starts_with("enrollment"))
        .collect()
}

#[test]
fn a_code_signs_its_person_in_once() {
    let tenant = World::new().tenant();
    let offer = tenant.offer_enrollment("ana", NOW).unwrap();
    let reply = tenant
        .enroll_device(&exchange(&offer.token), NOW + 1)
        .unwrap();
    assert_eq!(reply.login, "ana");
    assert_eq!(secret::to_hex(&reply.session.authority), offer.authority);
    let caller = tenant.authenticate(&reply.session.token, NOW + 2).unwrap();
    assert_eq!(caller.user, reply.session.identity.user);
    assert_eq!(
        refusal(&tenant, &offer.token, NOW + 3),
        EnrollmentRefusal::Used
    );
    let done = ["enrollment.create", "enrollment.done", "enrollment.refused"];
    let mut noted = actions(&tenant);
    noted.sort();
    assert_eq!(noted, done);
}

#[test]
fn codes_that_are_old_foreign_or_of_disabled_people_sign_nobody_in() {
    let world = World::new();
    let tenant = world.tenant();
    let offer = tenant.offer_enrollment("ana", NOW).unwrap();
    let over = NOW + LIFE_MS;
    assert_eq!(
        refusal(&tenant, &offer.token, over),
        EnrollmentRefusal::Expired
    );
    let other = world.tenants.create("other", "Other", NOW).unwrap();
    assert_eq!(
        refusal(&other, &offer.token, NOW),
        EnrollmentRefusal::Unknown
    );
    assert_eq!(refusal(&tenant, "acme.00", NOW), EnrollmentRefusal::Unknown);
    let disable = UserChange {
        disabled: Some(true),
        ..UserChange::default()
    };
    tenant.change_user("ana", disable, NOW).unwrap();
    assert_eq!(
        refusal(&tenant, &offer.token, NOW),
        EnrollmentRefusal::Disabled
    );
    assert!(tenant.offer_enrollment("ana", NOW).is_err());
    assert!(tenant.offer_enrollment("nobody", NOW).is_err());
}

#[test]
fn a_revoked_device_does_not_come_back_by_a_code() {
    let world = World::new();
    let ana = world.device("ana");
    let tenant = world.tenant();
    tenant.revoke_device(ana.tag(), NOW).unwrap();
    let offer = tenant.offer_enrollment("ana", NOW).unwrap();
    let request = EnrollRequest {
        device: Some(ana.tag()),
        ..exchange(&offer.token)
    };
    assert!(matches!(
        tenant.enroll_device(&request, NOW),
        Err(LogError::Revoked)
    ));
    // The code was not used up by that.
    let request = EnrollRequest {
        device: Some(DeviceTag([9; 8])),
        ..exchange(&offer.token)
    };
    let reply = tenant.enroll_device(&request, NOW).unwrap();
    assert_ne!(reply.session.device, ana.tag());
}
