use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use campo_wire::contact::{ContactReply, ContactRequest, Order};

use super::DEFAULT_LEASE_MS;
use crate::signin::SESSION_MS;
use crate::testing::{Device, NOW, World};
use crate::{LogError, UserChange};

fn report(device: &Device) -> ContactRequest {
    ContactRequest {
        device: device.tag(),
        version: "1.2.3".into(),
        pending: device.outbox.len() as u64,
        given: device.number,
        account: device.tenant.account(device.tag()).unwrap(),
        deposit: None,
        returned: vec![],
    }
}

fn order(device: &Device, request: &ContactRequest) -> Order {
    device
        .tenant
        .contact(&device.caller, request, NOW)
        .unwrap()
        .order
}

#[test]
fn a_contact_gives_a_lease_signed_by_the_tenant() {
    let world = World::new();
    let ana = world.device("ana");
    let reply = ana.tenant.contact(&ana.caller, &report(&ana), NOW).unwrap();
    assert_eq!(reply.order, Order::Lease(DEFAULT_LEASE_MS));
    let authority = ana
        .tenant
        .read(|connection| ana.tenant.authority(connection));
    let key = UnparsedPublicKey::new(&ED25519, authority.unwrap());
    let signed = |order| ContactReply::signed_bytes(ana.tag(), reply.server_ms, order);
    assert!(key.verify(&signed(reply.order), &reply.signature).is_ok());
    assert!(key.verify(&signed(Order::Wipe), &reply.signature).is_err());
    ana.tenant.set_lease_ms(60_000, NOW).unwrap();
    assert_eq!(order(&ana, &report(&ana)), Order::Lease(60_000));
    assert!(ana.tenant.set_lease_ms(0, NOW).is_err());
    let known = ana.tenant.device(ana.tag()).unwrap();
    assert_eq!((known.version.as_str(), known.pending), ("1.2.3", 0));
}

#[test]
fn a_restored_or_cloned_device_shows_before_it_pushes() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.create_house("one", "north");
    ana.push();
    let old = report(&ana);
    let mut restored = ana.clone();
    ana.create_house("two", "north");
    ana.push();
    assert_eq!(order(&ana, &report(&ana)), Order::Lease(DEFAULT_LEASE_MS));
    assert_eq!(order(&restored, &old), Order::Rewind, "an older copy");
    restored.create_house("another", "north");
    let mut forked = report(&ana);
    forked.account.chain = [9; 32];
    assert_eq!(order(&restored, &forked), Order::Rewind, "another past");
    let tag = ana.tenant.enroll(&restored.caller, NOW).unwrap();
    assert_ne!(tag, ana.tag());
    // Both go on with the session they share, each as itself.
    restored.caller.device = tag;
    restored.position = Default::default();
    restored.pull();
    ana.create_house("three", "north");
    ana.push();
    ana.pull();
    assert_eq!(ana.records.len(), 3);
}

#[test]
fn a_session_is_not_for_the_devices_of_others() {
    let world = World::new();
    let (ana, bia) = (world.device("ana"), world.device("bia"));
    let foreign = report(&bia);
    assert!(matches!(
        ana.tenant.contact(&ana.caller, &foreign, NOW),
        Err(LogError::ForeignDevice)
    ));
}

#[test]
fn people_end_their_own_other_devices_and_nobody_elses() {
    let world = World::new();
    let (here, lost, bia) = (
        world.device("ana"),
        world.device("ana"),
        world.device("bia"),
    );
    let tenant = world.tenant();
    let own: Vec<_> = tenant.devices_of(&here.caller).unwrap();
    assert_eq!(own.len(), 2);
    assert!(matches!(
        tenant.end_device(&here.caller, bia.tag(), false, NOW),
        Err(LogError::Missing { .. })
    ));
    assert!(matches!(
        tenant.end_device(&here.caller, here.tag(), false, NOW),
        Err(LogError::Forbidden(_))
    ));
    let access = tenant.last_of_access().unwrap();
    tenant
        .end_device(&here.caller, lost.tag(), false, NOW)
        .unwrap();
    assert!(tenant.device(lost.tag()).unwrap().revoked);
    assert!(tenant.last_of_access().unwrap() > access);
    assert!(tenant.still_signed_in(&here.caller, NOW).unwrap());
}

#[test]
fn an_order_taken_back_too_late_leaves_a_device_that_is_known_to_be_empty() {
    let world = World::new();
    let ana = world.device("ana");
    ana.tenant.wipe_device(ana.tag(), NOW).unwrap();
    assert_eq!(order(&ana, &report(&ana)), Order::Wipe);
    ana.tenant.reinstate_device(ana.tag(), NOW).unwrap();
    ana.tenant.confirm_wipe(&ana.caller, NOW + 5).unwrap();
    let device = ana.tenant.device(ana.tag()).unwrap();
    assert_eq!(device.wiped_ms, Some(NOW + 5));
    assert!(!ana.tenant.still_signed_in(&ana.caller, NOW).unwrap());
    assert!(ana.tenant.reinstate_device(ana.tag(), NOW).is_err());
}

#[test]
fn with_access_given_back_sessions_do_not_last_as_long_as_work_may_be_handed_in() {
    let world = World::new();
    let (ana, bia) = (world.device("ana"), world.device("bia"));
    let tenant = world.tenant();
    tenant.revoke_device(ana.tag(), NOW).unwrap();
    tenant.reinstate_device(ana.tag(), NOW).unwrap();
    for disabled in [true, false] {
        let change = UserChange {
            disabled: Some(disabled),
            ..UserChange::default()
        };
        tenant.change_user("bia", change, NOW).unwrap();
    }
    for caller in [ana.caller, bia.caller] {
        assert!(
            tenant
                .still_signed_in(&caller, NOW + SESSION_MS - 1)
                .unwrap()
        );
        assert!(!tenant.still_signed_in(&caller, NOW + SESSION_MS).unwrap());
    }
}

#[test]
fn a_device_to_be_destroyed_hands_in_first_and_reports_once() {
    let world = World::new();
    let mut ana = world.device("ana");
    ana.pull();
    ana.create_house("unsent", "north");
    ana.tenant.wipe_device(ana.tag(), NOW).unwrap();
    assert_eq!(order(&ana, &report(&ana)), Order::Wipe);
    ana.push();
    assert_eq!(ana.tenant.quarantine(false).unwrap().len(), 1);
    ana.tenant.confirm_wipe(&ana.caller, NOW + 5).unwrap();
    let device = ana.tenant.device(ana.tag()).unwrap();
    assert_eq!(
        (device.wipe_ms, device.wiped_ms),
        (Some(NOW), Some(NOW + 5))
    );
    assert!(!ana.tenant.still_signed_in(&ana.caller, NOW).unwrap());
    assert!(matches!(
        ana.tenant.reinstate_device(ana.tag(), NOW),
        Err(LogError::Wiped(_))
    ));
}

#[test]
fn what_a_revoked_device_may_not_do() {
    let world = World::new();
    let ana = world.device("ana");
    ana.tenant.revoke_device(ana.tag(), NOW).unwrap();
    assert_eq!(order(&ana, &report(&ana)), Order::HandIn);
    let request = campo_wire::sync::PullRequest {
        device: ana.tag(),
        position: ana.position,
    };
    assert!(matches!(
        ana.tenant.pull(&ana.caller, &request, NOW),
        Err(LogError::Revoked)
    ));
    assert!(matches!(
        ana.tenant.enroll(&ana.caller, NOW),
        Err(LogError::Revoked)
    ));
    assert!(!ana.tenant.still_signed_in(&ana.caller, NOW).unwrap());
    ana.tenant.reinstate_device(ana.tag(), NOW).unwrap();
    assert!(ana.tenant.pull(&ana.caller, &request, NOW).is_ok());
}
