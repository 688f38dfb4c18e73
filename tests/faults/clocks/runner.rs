//! Wrong clocks: a device's lease never grows by turning the clock back, and signing in heals what a wrong clock did.

mod sessions;

use campo_faults::faketime;
use campo_tests::{Home, Server, Tenant};

/// Clocks, one after the other, and whether the device opens under each; the lease is fourteen days.
const TABLE: &[&[(&str, bool)]] = &[
    &[("-1h", true), ("+1h", true)],
    &[("+13d", true)],
    &[("+15d", false)],
    &[("+400d", false)],
    // Once over it is over, whatever the clock says later.
    &[("+15d", false), ("+0d", false)],
    &[("+400d", false), ("-400d", false)],
    // Time that was seen to pass counts, though the clock is turned back.
    &[("+13d", true), ("-400d", true), ("+15d", false)],
    &[("+13d", true), ("+1h", true), ("+15d", false)],
    // Turned back for good, it goes on from there and ends all the same.
    &[("-400d", true), ("-399d", true), ("-380d", false)],
    &[("-1h", true), ("+15d", false)],
    &[("+7d", true), ("-7d", true), ("+8d", false)],
];

#[test]
fn a_lease_never_grows_by_turning_the_clock() {
    if faketime("+0d").is_none() {
        return;
    }
    let server = Server::start();
    let tenant = server.tenant("clocks");
    server.user(&tenant, "ana", "manager", &[]);
    for steps in TABLE {
        let home = Home::signed_in(&server, &tenant, "ana");
        let lead = home.create("crm.lead", &["name=Antes"]);
        for (clock, opens) in *steps {
            let there = Home::at(home.path(), &faketime(clock).unwrap());
            let list = there.run(&["record", "list", "crm.lead"]);
            assert_eq!(
                list.code == Some(0),
                *opens,
                "{clock} of {steps:?}: {}",
                list.stderr
            );
        }
        home.login(&server, &tenant, "ana", Tenant::PASSWORD).ok();
        home.sync();
        assert_eq!(home.get(&lead)["fields"]["name"], "Antes", "{steps:?}");
    }
}

#[test]
fn edits_made_under_a_wrong_clock_arrive_and_lose_nothing() {
    if faketime("+0d").is_none() {
        return;
    }
    let server = Server::start();
    let tenant = server.tenant("edits");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let lead = home.create("crm.lead", &["name=Certa"]);
    // Seven days pass in all, by what the device saw: less than its lease.
    for clock in ["-1h", "+1h", "+5d", "-2d"] {
        let there = Home::at(home.path(), &faketime(clock).unwrap());
        there.set(&lead, &[&format!("notes=em {clock}")]);
    }
    home.set(&lead, &["notes=por fim"]);
    home.sync();
    let fresh = Home::signed_in(&server, &tenant, "ana");
    assert_eq!(
        fresh.get(&lead)["fields"]["notes"],
        "por fim",
        "the last edit of one device wins"
    );
    assert_eq!(
        fresh.run(&["conflicts", "list"]).ok(),
        serde_json::json!([])
    );
}
