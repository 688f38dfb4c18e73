use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use campo_wire::renewal::{RenewReply, RenewRequest, SIGNED_WITHIN_MS};
use campo_wire::sync::{SessionReply, SessionRequest};

use super::{ACCESS_MS, GRACE_MS, LONGEST_MS};
use crate::signin::SESSION_MS;
use crate::testing::{NOW, PASSWORD, World};
use crate::{AuditQuery, LogError};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A device with a key, and the tokens it has heard of.
struct Device {
    world: World,
    key: Ed25519KeyPair,
    access: String,
    refresh: String,
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

impl Device {
    fn new() -> Self {
        let (world, key) = (World::new(), key(1));
        let request = SessionRequest {
            tenant: "acme".into(),
            user: "ana".into(),
            password: PASSWORD.into(),
            device_name: "phone".into(),
            device: None,
            code: None,
            key: key.public_key().as_ref().try_into().ok(),
        };
        let SessionReply { token, refresh, .. } = world.tenants.sign_in(&request, NOW).unwrap();
        Self {
            world,
            key,
            access: token,
            refresh: refresh.unwrap(),
        }
    }

    fn signed(&self, refresh: &str, at_ms: i64) -> RenewRequest {
        let bytes = RenewRequest::signed_bytes(refresh, at_ms);
        RenewRequest {
            refresh: refresh.to_owned(),
            at_ms,
            signature: self.key.sign(&bytes).as_ref().to_vec(),
        }
    }

    /// Asks for the tokens that follow `refresh`.
    fn ask(&self, refresh: &str, now_ms: i64) -> Result<(String, String), LogError> {
        let request = self.signed(refresh, now_ms);
        match self.world.tenant().renew(&request, now_ms)? {
            RenewReply::Tokens { access, refresh } => Ok((access, refresh)),
            RenewReply::Clock(server_ms) => panic!("{server_ms}"),
        }
    }

    /// Renews and hears of it.
    fn renew(&mut self, now_ms: i64) {
        (self.access, self.refresh) = self.ask(&self.refresh, now_ms).unwrap();
    }

    fn is_let_in(&self, access: &str, now_ms: i64) -> bool {
        self.world.tenant().authenticate(access, now_ms).is_ok()
    }

    fn is_known(&self, access: &str, now_ms: i64) -> bool {
        self.world.tenant().recognize(access, now_ms).is_ok()
    }

    fn audited(&self, action: &str) -> usize {
        let query = AuditQuery {
            action: Some(action.to_owned()),
            ..AuditQuery::default()
        };
        self.world.tenant().audit(&query).unwrap().len()
    }
}

#[test]
fn an_access_token_lasts_minutes_and_a_renewal_gives_the_next_one() {
    let mut device = Device::new();
    let first = device.access.clone();
    assert!(device.is_let_in(&first, NOW + ACCESS_MS - 1));
    assert!(!device.is_let_in(&first, NOW + ACCESS_MS));
    device.renew(NOW + ACCESS_MS);
    assert!(device.is_let_in(&device.access, NOW + ACCESS_MS));
    assert!(
        !device.is_let_in(&device.refresh, NOW),
        "a refresh token opens nothing"
    );
}

#[test]
fn a_device_that_was_away_for_20_days_goes_on_and_after_30_it_signs_in() {
    let mut device = Device::new();
    device.renew(NOW + 20 * DAY);
    assert!(device.is_let_in(&device.access, NOW + 20 * DAY));
    let ended = device.ask(&device.refresh, NOW + 20 * DAY + SESSION_MS);
    assert!(matches!(ended, Err(LogError::SignedOut)));
}

#[test]
fn a_session_ends_after_90_days_however_often_it_is_renewed() {
    let mut device = Device::new();
    for day in (10..90).step_by(10) {
        device.renew(NOW + day * DAY);
    }
    let ended = device.ask(&device.refresh, NOW + LONGEST_MS);
    assert!(matches!(ended, Err(LogError::SignedOut)));
}

#[test]
fn a_stolen_refresh_token_is_worth_nothing_without_the_key() {
    let mut device = Device::new();
    let own = std::mem::replace(&mut device.key, key(2));
    assert!(matches!(
        device.ask(&device.refresh, NOW),
        Err(LogError::SignedOut)
    ));
    assert_eq!(device.audited("session.forged"), 1);
    device.key = own;
    let mut altered = device.signed(&device.refresh, NOW);
    altered.at_ms += 1;
    assert!(device.world.tenant().renew(&altered, NOW).is_err());
    device.renew(NOW);
}

#[test]
fn a_used_up_token_ends_the_session_and_is_audited() {
    let mut device = Device::new();
    let old = device.refresh.clone();
    device.renew(NOW + MINUTE);
    assert!(device.is_let_in(&device.access, NOW + MINUTE));
    let replayed = device.ask(&old, NOW + MINUTE + GRACE_MS);
    assert!(matches!(replayed, Err(LogError::SignedOut)));
    assert!(
        !device.is_let_in(&device.access, NOW + MINUTE),
        "its tokens end with it"
    );
    assert!(device.ask(&device.refresh, NOW + 2 * MINUTE).is_err());
    assert_eq!(device.audited("session.replayed"), 1);
}

#[test]
fn a_token_older_than_the_last_but_one_ends_the_session_at_once() {
    let mut device = Device::new();
    let oldest = device.refresh.clone();
    device.renew(NOW);
    device.renew(NOW);
    assert!(device.ask(&oldest, NOW).is_err());
    assert!(device.ask(&device.refresh, NOW).is_err());
}

#[test]
fn a_lost_answer_is_given_again_the_same_however_late() {
    let mut device = Device::new();
    let lost = device.ask(&device.refresh, NOW).unwrap();
    // The token before still works meanwhile; that proves nothing about the answer.
    assert!(device.is_let_in(&device.access, NOW + 2 * MINUTE));
    for later in [1, GRACE_MS, DAY, 29 * DAY] {
        let again = device.ask(&device.refresh, NOW + later).unwrap();
        assert_eq!(again, lost, "{later}");
    }
    device.renew(NOW + 29 * DAY);
    assert!(device.is_let_in(&device.access, NOW + 29 * DAY));
}

#[test]
fn a_device_with_a_wrong_clock_is_told_the_time() {
    let device = Device::new();
    let tenant = device.world.tenant();
    for skew in [SIGNED_WITHIN_MS + 1, -400 * DAY, i64::MAX - NOW, i64::MIN] {
        let request = device.signed(&device.refresh, NOW.wrapping_add(skew));
        let reply = tenant.renew(&request, NOW).unwrap();
        assert!(matches!(reply, RenewReply::Clock(NOW)), "{skew}");
    }
    assert!(device.ask(&device.refresh, NOW).is_ok());
}

#[test]
fn what_is_no_refresh_token_renews_nothing() {
    let device = Device::new();
    let session = device.refresh.split('.').nth(1).unwrap();
    let mut others: Vec<String> = ["", ".", "acme", "acme..", "acme.00.00", "other.x.y"]
        .map(str::to_owned)
        .into();
    others.push(device.access.clone());
    others.push(format!("acme.{session}"));
    for refresh in others {
        assert!(device.ask(&refresh, NOW).is_err(), "{refresh}");
    }
    assert!(device.ask(&device.refresh, NOW).is_ok());
}

#[test]
fn a_revoked_device_and_its_copies_renew_their_session_to_hand_in_their_work() {
    let mut device = Device::new();
    let tenant = device.world.tenant();
    let tag = tenant.authenticate(&device.access, NOW).unwrap().device;
    tenant.revoke_device(tag, NOW).unwrap();
    let old = device.refresh.clone();
    device.renew(NOW + 200 * DAY);
    assert!(device.is_known(&device.access, NOW + 200 * DAY));
    // A copy of the device has work of its own.
    let late = NOW + 200 * DAY + 2 * MINUTE;
    (device.access, device.refresh) = device.ask(&old, late).unwrap();
    assert!(device.is_known(&device.access, late));
    assert!(matches!(
        tenant.authenticate(&device.access, late),
        Err(LogError::Revoked)
    ));
}

/// Answers are lost, requests come twice and late; a device that goes on trying is never signed out.
#[test]
fn no_schedule_of_lost_and_late_answers_ends_a_session() {
    let mut device = Device::new();
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: u64| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (chance >> 33) % below
    };
    let (mut now, mut lost) = (NOW, 0);
    let tenant = device.world.tenant();
    for schedule in 0..1_000 {
        // A session lasts 90 days: time goes by slower than in life.
        now += i64::try_from(draw(2 * 60 * 1000)).unwrap();
        let request = device.signed(&device.refresh, now);
        let answer = tenant.renew(&request, now);
        let Ok(RenewReply::Tokens { access, refresh }) = answer else {
            panic!("schedule {schedule} signed the device out after {lost} lost answers");
        };
        if draw(2) == 0 {
            lost += 1;
        } else {
            (device.access, device.refresh) = (access, refresh);
            if draw(3) > 0 {
                assert!(device.is_let_in(&device.access, now), "schedule {schedule}");
            }
        }
        if draw(4) == 0 {
            // A copy of the request arrives late; nobody waits for its answer.
            now += i64::try_from(draw(200_000)).unwrap();
            let _ = tenant.renew(&request, now);
        }
    }
    assert!(lost > 300, "{lost}");
    device.renew(now);
    assert!(device.is_let_in(&device.access, now));
}
