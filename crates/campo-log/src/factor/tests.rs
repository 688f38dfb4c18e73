use campo_wire::sync::SessionRequest;
use totp_rs::{Builder, Secret, Totp};

use crate::LogError;
use crate::signin::Caller;
use crate::testing::{NOW, PASSWORD, World};

const STEP_MS: i64 = 30_000;

/// Ana, signed in, with an authenticator app that took over her secret.
struct Ana {
    world: World,
    caller: Caller,
    app: Totp,
}

impl Ana {
    fn with_an_app() -> Self {
        let world = World::new();
        let token = world.sign_in("ana", PASSWORD).unwrap().token;
        let caller = world.tenant().authenticate(&token, NOW).unwrap();
        let offer = world.tenant().begin_factor(&caller).unwrap();
        let secret = Secret::try_from_base32(&offer.secret).unwrap();
        assert_eq!(
            Totp::from_url(&offer.address).unwrap().secret().as_bytes(),
            secret.as_bytes()
        );
        let app = Builder::new().with_secret(secret).build().unwrap();
        Self { world, caller, app }
    }

    fn code(&self, at_ms: i64) -> String {
        self.app
            .generate(u64::try_from(at_ms / 1000).unwrap())
            .to_string()
    }

    fn confirm(&self) -> Vec<String> {
        let code = self.code(NOW);
        let tenant = self.world.tenant();
        tenant.confirm_factor(&self.caller, &code, NOW).unwrap()
    }

    fn sign_in(&self, code: Option<&str>, at_ms: i64) -> Result<(), LogError> {
        let request = SessionRequest {
            tenant: "acme".into(),
            user: "ana".into(),
            password: PASSWORD.into(),
            device_name: "phone".into(),
            device: None,
            code: code.map(str::to_owned),
            key: None,
        };
        self.world.tenant().sign_in(&request, at_ms).map(|_| ())
    }
}

#[test]
fn an_offer_that_was_not_confirmed_asks_nobody_for_a_code() {
    let ana = Ana::with_an_app();
    assert!(!ana.world.tenant().has_factor(&ana.caller).unwrap());
    ana.sign_in(None, NOW).unwrap();
    let wrong = ana
        .world
        .tenant()
        .confirm_factor(&ana.caller, "000000", NOW);
    assert!(matches!(wrong, Err(LogError::WrongCode)));
    assert!(!ana.world.tenant().has_factor(&ana.caller).unwrap());
}

#[test]
fn signing_in_takes_a_code_that_is_right_now_and_new() {
    let ana = Ana::with_an_app();
    ana.confirm();
    let later = NOW + 2 * STEP_MS;
    let code = ana.code(later);
    for (given, at_ms) in [
        (ana.code(NOW), NOW),
        (ana.code(later - 2 * STEP_MS), later),
        (ana.code(later + 2 * STEP_MS), later),
        ("12345".to_owned(), later),
        ("".to_owned(), later),
        ("９９９９９９".to_owned(), later),
    ] {
        let refused = ana.sign_in(Some(&given), at_ms);
        assert!(matches!(refused, Err(LogError::WrongCode)), "{given}");
    }
    assert!(matches!(
        ana.sign_in(None, later),
        Err(LogError::CodeNeeded)
    ));
    ana.sign_in(Some(&code), later).unwrap();
    let again = ana.sign_in(Some(&code), later);
    assert!(matches!(again, Err(LogError::WrongCode)), "used before");
    let spaced = ana.code(later + STEP_MS);
    ana.sign_in(Some(&format!("{} {}", &spaced[..3], &spaced[3..])), later)
        .unwrap();
}

#[test]
fn a_wrong_password_says_nothing_of_the_code() {
    let ana = Ana::with_an_app();
    ana.confirm();
    let wrong = ana.world.sign_in("ana", "wrong horse");
    assert!(matches!(wrong, Err(LogError::WrongCredentials)));
}

#[test]
fn a_recovery_code_signs_in_once() {
    let ana = Ana::with_an_app();
    let codes = ana.confirm();
    assert_eq!(codes.len(), 10);
    for code in [codes[0].clone(), codes[1].to_lowercase().replace('-', " ")] {
        ana.sign_in(Some(&code), NOW).unwrap();
        let again = ana.sign_in(Some(&code), NOW);
        assert!(matches!(again, Err(LogError::WrongCode)), "{code}");
    }
}

#[test]
fn it_ends_with_a_code_or_by_an_administrator() {
    let ana = Ana::with_an_app();
    let codes = ana.confirm();
    let tenant = ana.world.tenant();
    assert!(matches!(
        tenant.begin_factor(&ana.caller),
        Err(LogError::Exists { .. })
    ));
    let wrong = tenant.end_factor(&ana.caller, "000000", NOW);
    assert!(matches!(wrong, Err(LogError::WrongCode)));
    tenant.end_factor(&ana.caller, &codes[0], NOW).unwrap();
    ana.sign_in(None, NOW).unwrap();
    assert!(!tenant.reset_factor("ana", NOW).unwrap());

    let again = Ana::with_an_app();
    again.confirm();
    assert!(again.world.tenant().reset_factor("ana", NOW).unwrap());
    again.sign_in(None, NOW).unwrap();
}
