//! Devices that are taken away, lost or left alone: their work is kept, their data is not.

use campo_tests::{Home, Server, Tenant};
use serde_json::{Value, json};

/// A server with a manager and an agent of the north, both signed in.
fn office_and_agent(key: &str) -> (Server, Tenant, Home, Home) {
    let server = Server::start();
    let tenant = server.tenant(key);
    server.user(&tenant, "gil", "manager", &[]);
    server.user(&tenant, "ivo", "agent", &["--territory", "Norte"]);
    let office = Home::signed_in(&server, &tenant, "gil");
    let agent = Home::signed_in(&server, &tenant, "ivo");
    (server, tenant, office, agent)
}

/// What the server says of a device, and what the device says of itself.
#[track_caller]
fn agree(server: &Server, tenant: &Tenant, home: &Home) -> Value {
    let shown = server.admin(&["device", "show", &tenant.key, &home.tag()], "")["account"].clone();
    let status = home.run(&["status"]).ok();
    assert_eq!(shown, status["receipts"], "the books differ");
    let parts = [
        "accepted",
        "accepted_with_conflict",
        "refused",
        "quarantined",
        "rebased",
    ];
    let sum: u64 = parts.iter().filter_map(|part| shown[part].as_u64()).sum();
    assert_eq!(
        Some(sum),
        shown["received"].as_u64(),
        "the books do not add up"
    );
    status
}

fn waiting(server: &Server, tenant: &Tenant) -> Vec<Value> {
    let list = server.admin(&["quarantine", "list", &tenant.key], "");
    list.as_array().cloned().unwrap_or_default()
}

#[test]
fn the_work_of_a_revoked_device_waits_for_the_office_and_is_not_lost() {
    let (server, tenant, office, agent) = office_and_agent("revoked");
    let known = agent.create("crm.lead", &["name=Antes", "territory=Norte"]);
    agent.sync();
    let tag = agent.tag();
    agent.set(&known, &["notes=offline"]);
    let new = agent.create("crm.lead", &["name=Depois", "territory=Norte"]);
    server.admin(&["device", "revoke", &tenant.key, &tag], "");

    assert!(agent.run(&["sync"]).refused().contains("revoked"));
    let status = agree(&server, &tenant, &agent);
    assert_eq!(
        (&status["pending"], &status["quarantined"]),
        (&json!(0), &json!(2))
    );
    let outbox = agent.run(&["outbox", "list"]).ok();
    assert_eq!(outbox[0]["state"], "quarantined");
    assert!(
        outbox[0]["reason"]
            .as_str()
            .is_some_and(|why| why.contains("revoked"))
    );
    office.sync();
    assert_eq!(office.get(&known)["fields"]["notes"], Value::Null);
    office.run(&["record", "get", &new]).refused();

    assert_eq!(waiting(&server, &tenant).len(), 2);
    server.admin(&["quarantine", "accept", &tenant.key, "--device", &tag], "");
    office.sync();
    assert_eq!(office.get(&known)["fields"]["notes"], "offline");
    assert_eq!(office.get(&new)["fields"]["name"], "Depois");
    agent.run(&["sync"]).refused();

    server.admin(&["device", "reinstate", &tenant.key, &tag], "");
    agent.sync();
    let status = agree(&server, &tenant, &agent);
    assert_eq!(
        (&status["quarantined"], &status["accepted"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(agent.get(&new)["fields"]["name"], "Depois");
    assert!(server.try_upkeep(&["doctor"]).status.success());
}

#[test]
fn work_of_somebody_who_lost_a_right_meanwhile_waits_and_comes_in_with_the_right() {
    let (server, tenant, office, agent) = office_and_agent("rights");
    let lead = office.create("crm.lead", &["name=Antes", "territory=Norte"]);
    office.sync();
    agent.sync();
    agent.set(&lead, &["notes=offline"]);
    server.admin(
        &["user", "set", &tenant.key, "ivo", "--territory", "Sul"],
        "",
    );
    agent.sync();
    let status = agree(&server, &tenant, &agent);
    assert_eq!(
        (&status["quarantined"], &status["refused"]),
        (&json!(1), &json!(0))
    );
    agent.run(&["record", "get", &lead]).refused();
    assert_eq!(waiting(&server, &tenant)[0]["cause"], "rights");

    server.admin(
        &["user", "set", &tenant.key, "ivo", "--territory", "Norte"],
        "",
    );
    assert!(waiting(&server, &tenant).is_empty());
    for home in [&office, &agent] {
        home.sync();
        assert_eq!(home.get(&lead)["fields"]["notes"], "offline");
    }
    agree(&server, &tenant, &agent);
}

#[test]
fn what_the_office_rejects_stays_with_its_author_with_the_reason() {
    let (server, tenant, _office, agent) = office_and_agent("rejected");
    agent.create("crm.lead", &["name=Duvidoso", "territory=Norte"]);
    server.admin(&["user", "disable", &tenant.key, "ivo"], "");
    agent.run(&["sync"]).refused();
    let n = waiting(&server, &tenant)[0]["n"].to_string();
    server.admin(
        &[
            "quarantine",
            "reject",
            &tenant.key,
            &n,
            "--reason",
            "visita nunca feita",
        ],
        "",
    );
    server.admin(&["user", "enable", &tenant.key, "ivo"], "");
    agent.sync();
    agree(&server, &tenant, &agent);
    let outbox = agent.run(&["outbox", "list"]).ok();
    assert_eq!(
        (&outbox[0]["state"], &outbox[0]["reason"]),
        (&json!("refused"), &json!("visita nunca feita"))
    );
}

#[test]
fn a_lost_device_hands_in_its_work_destroys_itself_and_says_so() {
    let (server, tenant, office, agent) = office_and_agent("wiped");
    let known = office.create("crm.lead", &["name=Segredo", "territory=Norte"]);
    office.sync();
    agent.sync();
    let tag = agent.tag();
    agent.create("crm.lead", &["name=Ainda no bolso", "territory=Norte"]);
    let report = server.admin(&["device", "report", &tenant.key, &tag], "");
    assert_eq!(report["records"][0]["record"], known.as_str());
    assert_eq!(report["records"][0]["title"], "Segredo");
    let before = server.admin(
        &[
            "device",
            "report",
            &tenant.key,
            &tag,
            "--at",
            "2020-01-01T00:00:00Z",
        ],
        "",
    );
    assert_eq!(before["records"], json!([]));

    server.admin(&["device", "wipe", &tenant.key, &tag], "");
    assert!(agent.run(&["sync"]).refused().contains("erased"));
    let left: Vec<String> = std::fs::read_dir(agent.path())
        .expect("the folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.ends_with(".lock"))
        .collect();
    assert_eq!(left, ["wiped.json"], "nothing that can be opened is left");
    let text = std::fs::read_to_string(agent.path().join("wiped.json")).expect("the note");
    assert!(
        !text.contains("http"),
        "the token is gone once it was reported"
    );
    assert!(
        agent
            .run(&["record", "list", "crm.lead"])
            .refused()
            .contains("erased")
    );
    let shown = server.admin(&["device", "show", &tenant.key, &tag], "");
    assert_eq!(shown["state"], "wiped");
    assert!(shown["wiped"].is_string());
    assert_eq!(
        waiting(&server, &tenant).len(),
        1,
        "the work was handed in first"
    );

    agent.login(&server, &tenant, "ivo", Tenant::PASSWORD).ok();
    agent.sync();
    assert_ne!(agent.tag(), tag);
    assert_eq!(agent.get(&known)["fields"]["name"], "Segredo");
}

#[test]
fn past_the_lease_the_key_is_gone_and_a_sign_in_brings_the_work_back() {
    let (mut server, tenant, office, agent) = office_and_agent("lease");
    agent.create("crm.lead", &["name=Na rua", "territory=Norte"]);
    server.admin(&["tenant", "lease", &tenant.key, "--seconds", "1"], "");
    let unsent = {
        agent.sync();
        agent.run(&[
            "record",
            "create",
            "crm.lead",
            "name=Sem sinal",
            "territory=Norte",
        ])
    };
    server.kill();
    let reason = loop {
        let tried = agent.run(&["record", "list", "crm.lead"]);
        if tried.code != Some(0) {
            break tried.refused();
        }
    };
    assert!(reason.contains("without the server"), "{reason}");
    let vault = std::fs::read_to_string(agent.path().join("vault.json")).expect("the vault");
    assert!(
        vault.contains("locked"),
        "the passphrase opens nothing any more: {vault}"
    );
    agent
        .login(&server, &tenant, "ivo", Tenant::PASSWORD)
        .refused();

    server.launch();
    server.admin(&["tenant", "lease", &tenant.key, "--days", "14"], "");
    agent.login(&server, &tenant, "ivo", Tenant::PASSWORD).ok();
    agent.sync();
    agree(&server, &tenant, &agent);
    office.sync();
    let leads = office.run(&["record", "list", "crm.lead"]).ok();
    // The lease may have been over before the second was typed.
    let expected = 1 + u64::from(unsent.code == Some(0));
    assert_eq!(leads["total"].as_u64(), Some(expected));
}
