//! A subject's values disappear: from the server's files at once, from devices at their next contact, with a receipt.

use campo_tests::{Home, Server, is_tidy, plain_bytes};
use rusqlite::Connection;
use serde_json::{Value, json};

const CANARY: &str = "Zulmira";

/// Whether a database has the canary.
fn is_in(database: &Connection) -> bool {
    plain_bytes(database)
        .windows(CANARY.len())
        .any(|part| part.eq_ignore_ascii_case(CANARY.as_bytes()))
}

/// Whether nothing of the canary can be left in a database's file.
fn is_gone(database: &Connection) -> bool {
    !is_in(database) && is_tidy(database)
}

/// Whether anything the device can say has the canary: records, history, search, outbox.
fn is_told(home: &Home, id: &str) -> bool {
    let told = [
        home.run(&["record", "list", "crm.lead", "--search", CANARY])
            .ok()["records"]
            .clone(),
        home.run(&["record", "list", "crm.lead"]).ok(),
        home.run(&["record", "get", id, "--history"]).ok(),
    ];
    told.iter().any(|told| told.to_string().contains(CANARY))
}

fn receipt(server: &Server, tenant: &str) -> Value {
    server.admin(&["erasure", "show", tenant, "1"], "")[0].clone()
}

#[test]
fn erased_values_are_nowhere_and_the_receipt_says_who_has_yet_to_erase_them() {
    let server = Server::start();
    let tenant = server.tenant("erase");
    server.user(&tenant, "gil", "manager", &[]);
    let office = Home::signed_in(&server, &tenant, "gil");
    let phone = Home::signed_in(&server, &tenant, "gil");
    let id = office.create(
        "crm.lead",
        &["name=Zulmira Antes", "notes=conhece a Zulmira"],
    );
    office.set(&id, &["name=Zulmira Depois"]);
    office.sync();
    phone.sync();
    phone.set(&id, &["name=Zulmira na rua"]);
    assert!(is_in(&server.connect(&tenant)) && is_told(&phone, &id));

    let order = [
        "erase",
        &tenant.key,
        &id,
        "--field",
        "name",
        "--field",
        "notes",
        "--reason",
        "pedido",
    ];
    server.admin(&order, "");
    assert!(is_gone(&server.connect(&tenant)));
    assert_eq!(receipt(&server, &tenant.key)["open"], json!(2));

    // The first page erases, the next request says so.
    for home in [&office, &phone] {
        home.sync();
        home.sync();
        assert!(!is_told(home, &id));
        assert_eq!(home.get(&id)["fields"]["name"], Value::Null);
    }
    assert_eq!(receipt(&server, &tenant.key)["open"], json!(0));

    let outbox = phone.run(&["outbox", "list"]).ok();
    assert_eq!(outbox[0]["state"], "refused");
    assert!(is_gone(&office.connect()));
    assert!(
        is_in(&phone.connect()),
        "refused work stays with who typed it"
    );
    let edit = outbox[0]["edit"].as_str().unwrap();
    phone.run(&["outbox", "discard", edit]).ok();
    assert_eq!(phone.run(&["outbox", "list"]).ok(), json!([]));
    assert!(is_gone(&phone.connect()), "what was given up stays");
    let again = phone.run(&["outbox", "retry", edit]).refused();
    assert!(again.contains("not waiting"), "{again}");
    assert!(is_gone(&server.connect(&tenant)));
    server.upkeep(&["doctor"]);
}

#[test]
fn a_record_that_was_erased_whole_is_gone_and_stays_gone() {
    let server = Server::start();
    let tenant = server.tenant("gone");
    server.user(&tenant, "gil", "manager", &[]);
    let office = Home::signed_in(&server, &tenant, "gil");
    let id = office.create("crm.lead", &["name=Zulmira"]);
    office.sync();
    server.admin(&["erase", &tenant.key, &id, "--reason", "pedido"], "");
    assert!(is_gone(&server.connect(&tenant)));
    office.sync();
    assert!(
        office
            .run(&["record", "get", &id])
            .refused()
            .contains("no record")
    );
    let late = Home::signed_in(&server, &tenant, "gil");
    assert_eq!(
        late.run(&["record", "list", "crm.lead"]).ok()["total"],
        json!(0)
    );
    server.upkeep(&["doctor"]);
}

#[test]
fn a_record_is_shown_as_it_was_also_from_before_the_horizon() {
    let server = Server::start();
    let tenant = server.tenant("past");
    server.user(&tenant, "gil", "manager", &[]);
    let office = Home::signed_in(&server, &tenant, "gil");
    let id = office.create("crm.lead", &["name=Antes"]);
    office.set(&id, &["name=Depois"]);
    office.run(&["record", "delete", &id]).ok();
    office.sync();
    let done = server.admin(&["tenant", "compact", &tenant.key, "--keep", "0"], "");
    assert!(done["edits"].as_u64() >= Some(3), "{done}");
    let late = Home::signed_in(&server, &tenant, "gil");
    let steps = late.run(&["record", "get", &id, "--history"]).ok();
    assert_eq!(steps.as_array().map(Vec::len), Some(3), "{steps}");
    for (step, name, deleted) in [
        (0, "Antes", false),
        (1, "Depois", false),
        (2, "Depois", true),
    ] {
        let time = steps[step]["time"].as_str().unwrap();
        for home in [&office, &late] {
            let past = home.run(&["record", "get", &id, "--at", time]).ok();
            let told = (&past["fields"]["name"], &past["deleted"]);
            assert_eq!(told, (&json!(name), &json!(deleted)), "step {step}");
        }
    }
    assert!(
        late.run(&["record", "get", &id, "--at", "2001-01-01"])
            .refused()
            .contains("not there yet")
    );
}
