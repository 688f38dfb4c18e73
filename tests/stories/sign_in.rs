//! Signing in with a second factor, its codes made by a program that is not ours.

use std::process::Command;

use campo_tests::{Home, Server, Tenant};
use serde_json::{Value, json};

/// What an authenticator app with this secret shows `later` seconds from now.
fn code(secret: &str, later: u32) -> String {
    let output = Command::new("oathtool")
        .args(["--totp", "--base32", "--now"])
        .arg(format!("now + {later} seconds"))
        .arg(secret)
        .output()
        .expect("oathtool runs: see `cargo xtask setup`");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A person with a second factor in force, their secret and recovery codes.
struct Person {
    server: Server,
    tenant: Tenant,
    home: Home,
    secret: String,
    recovery: Value,
}

fn ana_with_a_factor() -> Person {
    let server = Server::start();
    let tenant = server.tenant("cofre");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let offer = home.run(&["factor", "begin"]).ok();
    let secret = offer["secret"].as_str().unwrap().to_owned();
    assert!(
        offer["address"]
            .as_str()
            .unwrap()
            .starts_with("otpauth://totp/Campo:")
    );
    assert_eq!(
        home.run(&["factor", "show"]).ok(),
        json!({ "in_force": false })
    );
    let recovery = home.run(&["factor", "confirm", &code(&secret, 0)]).ok()["codes"].clone();
    assert_eq!(recovery.as_array().map(Vec::len), Some(10));
    Person {
        server,
        tenant,
        home,
        secret,
        recovery,
    }
}

impl Person {
    fn login(&self, code: Option<&str>) -> campo_tests::Answer {
        let url = self.server.url();
        let mut words = vec!["login", "--server", &url, "--tenant", &self.tenant.key];
        words.extend(["--user", "ana", "--password-stdin"]);
        words.extend(code.iter().flat_map(|code| ["--code", code]));
        Home::new().run_with(&words, Tenant::PASSWORD)
    }
}

#[test]
fn a_second_factor_is_asked_for_and_each_code_is_good_once() {
    let ana = ana_with_a_factor();
    assert!(ana.login(None).refused().contains("code_needed"));
    assert!(ana.login(Some("000000")).refused().contains("wrong_code"));
    let next = code(&ana.secret, 30);
    ana.login(Some(&next)).ok();
    assert!(ana.login(Some(&next)).refused().contains("wrong_code"));
    let spare = ana.recovery[0].as_str().unwrap();
    ana.login(Some(spare)).ok();
    assert!(ana.login(Some(spare)).refused().contains("wrong_code"));
    assert_eq!(
        ana.home.run(&["sync"]).code,
        Some(0),
        "a session that is there goes on"
    );
}

#[test]
fn who_lost_the_app_is_helped_by_an_administrator_and_it_is_audited() {
    let ana = ana_with_a_factor();
    let reset = ana
        .server
        .admin(&["user", "reset-factor", &ana.tenant.key, "ana"], "");
    assert_eq!(reset["removed"], true);
    ana.login(None).ok();
    let found = ana.server.upkeep(&[
        "audit",
        "search",
        &ana.tenant.key,
        "--action",
        "factor.reset",
    ]);
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
}

/// A device of the person's list, by what `field` says.
fn device<'a>(devices: &'a Value, field: &str, value: &Value) -> &'a Value {
    let found = devices.as_array().into_iter().flatten();
    found
        .into_iter()
        .find(|device| device[field] == *value)
        .unwrap_or_else(|| panic!("no device with {field} {value}: {devices}"))
}

#[test]
fn a_new_password_signs_the_other_devices_out_and_a_lost_one_is_ended_from_here() {
    let server = Server::start();
    let tenant = server.tenant("contas");
    server.user(&tenant, "ana", "manager", &[]);
    let (here, there) = (
        Home::signed_in(&server, &tenant, "ana"),
        Home::signed_in(&server, &tenant, "ana"),
    );
    let kept = there.create("crm.lead", &["name=Escrito antes"]);

    let new = "outra frase bem comprida 43";
    let change = |old: &str, new: &str| {
        here.run_with(&["password", "--password-stdin"], &format!("{old}\n{new}"))
    };
    assert!(
        change("errada demais", new)
            .refused()
            .contains("wrong_credentials")
    );
    assert!(
        change(Tenant::PASSWORD, "12345678")
            .refused()
            .contains("weak_password")
    );
    change(Tenant::PASSWORD, new).ok();
    assert_eq!(here.run(&["sync"]).code, Some(0));
    assert!(there.run(&["sync"]).refused().contains("sign in"));
    assert!(
        there
            .login(&server, &tenant, "ana", Tenant::PASSWORD)
            .refused()
            .contains("wrong")
    );
    there.login(&server, &tenant, "ana", new).ok();
    there.run(&["sync"]).ok();
    here.run(&["sync"]).ok();
    assert_eq!(
        here.get(&kept)["fields"]["name"],
        "Escrito antes",
        "nothing was lost"
    );

    let devices = here.run(&["devices", "list"]).ok();
    assert_eq!(devices.as_array().map(Vec::len), Some(2), "{devices}");
    let this = device(&devices, "this", &json!(true))["device"].clone();
    let other = device(&devices, "this", &json!(false))["device"].clone();
    let end = |tag: &Value| here.run(&["devices", "end", tag.as_str().unwrap(), "--wipe"]);
    end(&this).refused();
    end(&json!("0102030405060708")).refused();
    let left = end(&other).ok();
    assert_eq!(device(&left, "device", &other)["access"], "wipe_ordered");
    there.run(&["sync"]);
    let gone = here.run(&["devices", "list"]).ok();
    assert_eq!(device(&gone, "device", &other)["access"], "wiped");
}
