//! Sessions over weeks: a device that was away goes on by itself, one that was away too long signs in, and neither loses work.

use std::path::PathBuf;

use campo_faults::faketime;
use campo_tests::{Home, Server, Tenant};

/// A server whose devices may go on without it for as long as these stories last, with Ana's device.
fn ana() -> (Server, Tenant, Home) {
    let server = Server::start();
    let tenant = server.tenant("sessions");
    server.admin(&["tenant", "lease", &tenant.key, "--days", "365"], "");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    (server, tenant, home)
}

/// So much time passes at the server; the device's clock stands still.
fn pass(server: &mut Server, clock: &str) {
    let data = PathBuf::from(server.data());
    server.move_to(&data, &faketime(clock).expect("looked for before"));
    server.launch();
}

#[test]
fn a_device_that_was_away_for_twenty_days_goes_on_and_after_ninety_one_signs_in() {
    if faketime("+0d").is_none() {
        return;
    }
    let (mut server, tenant, home) = ana();
    let lead = home.create("crm.lead", &["name=Antes"]);
    pass(&mut server, "+20d");
    home.sync();
    home.set(&lead, &["name=Longe"]);
    pass(&mut server, "+91d");
    assert!(home.run(&["sync"]).refused().contains("sign in"));
    assert_eq!(home.get(&lead)["fields"]["name"], "Longe", "the work stays");
    home.login(&server, &tenant, "ana", Tenant::PASSWORD).ok();
    home.sync();
    let fresh = Home::signed_in(&server, &tenant, "ana");
    assert_eq!(fresh.get(&lead)["fields"]["name"], "Longe");
}

#[test]
fn programs_that_share_a_home_renew_its_session_once() {
    if faketime("+0d").is_none() {
        return;
    }
    let (mut server, tenant, home) = ana();
    pass(&mut server, "+1d");
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| home.run(&["devices", "list"]).ok()))
            .collect();
        for answer in asked {
            assert_eq!(answer.join().unwrap().as_array().map(Vec::len), Some(1));
        }
    });
    let sessions = server.admin(&["session", "list", &tenant.key, "--user", "ana"], "");
    assert_eq!(sessions.as_array().map(Vec::len), Some(1), "{sessions}");
    let found = server.upkeep(&[
        "audit",
        "search",
        &tenant.key,
        "--action",
        "session.replayed",
    ]);
    assert_eq!(found, serde_json::json!([]));

    let session = sessions[0]["session"].as_str().unwrap();
    server.admin(&["session", "revoke", &tenant.key, session], "");
    assert!(home.run(&["sync"]).refused().contains("sign in"));
}
