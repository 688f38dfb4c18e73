//! Copies: a server restored from a backup, homes restored from a backup, cloned, and shared.

use std::collections::BTreeMap;

use campo_tests::{Home, Server, Tenant};
use serde_json::{Value, json};

fn manager(key: &str) -> (Server, Tenant, Home) {
    let server = Server::start();
    let tenant = server.tenant(key);
    server.user(&tenant, "ana", "manager", &[]);
    server.user(&tenant, "bia", "manager", &[]);
    let ana = Home::signed_in(&server, &tenant, "ana");
    (server, tenant, ana)
}

/// The names of all leads by id.
fn leads(home: &Home) -> BTreeMap<String, String> {
    let list = home.run(&["record", "list", "crm.lead"]).ok();
    let records = list["records"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named = |lead: Value| (text(&lead["id"]), text(&lead["fields"]["name"]));
    records.into_iter().map(named).collect()
}

fn names(home: &Home) -> Vec<String> {
    let mut names: Vec<String> = leads(home).into_values().collect();
    names.sort();
    names
}

#[track_caller]
fn settled(homes: &[&Home]) {
    for _ in 0..2 {
        homes.iter().for_each(|home| drop(home.sync()));
    }
    for home in homes {
        let status = home.run(&["status"]).ok();
        for state in ["pending", "sent", "refused", "quarantined"] {
            assert_eq!(status[state], 0, "{state}: {status}");
        }
    }
}

#[test]
fn a_server_restored_from_a_backup_heals_from_its_devices() {
    let (mut server, tenant, ana) = manager("healed");
    let bia = Home::signed_in(&server, &tenant, "bia");
    let item = ana.create("estoque.item", &["name=Parafuso", "quantity=10"]);
    let kept = ana.create("crm.lead", &["name=Antes"]);
    settled(&[&ana, &bia]);
    let backup = tempfile::tempdir().expect("a folder").path().join("copy");
    let to = backup.to_str().expect("a plain path").to_owned();
    server.upkeep(&["backup", "--out", &to]);

    let lost = ana.create("crm.lead", &["name=Depois"]);
    ana.set(&kept, &["notes=mudou"]);
    ana.set(&item, &["quantity+=5"]);
    settled(&[&ana, &bia]);
    bia.set(&item, &["quantity-=3"]);
    bia.create("crm.lead", &["name=De Bia"]);
    settled(&[&bia, &ana]);
    ana.create("crm.lead", &["name=Sem sinal"]);
    let known = bia.run(&["status"]).ok()["cursor"].clone();

    server.restore(&backup);
    let epoch = server.admin(&["tenant", "show", &tenant.key], "")["epoch"].clone();
    assert!(epoch.as_u64() > known["epoch"].as_u64(), "epochs rise");
    settled(&[&ana, &bia]);
    let fresh = Home::signed_in(&server, &tenant, "ana");
    for home in [&ana, &bia, &fresh] {
        assert_eq!(names(home), ["Antes", "De Bia", "Depois", "Sem sinal"]);
        assert_eq!(home.get(&kept)["fields"]["notes"], "mudou");
        assert_eq!(home.get(&lost)["fields"]["name"], "Depois");
        assert_eq!(home.get(&item)["fields"]["quantity"], 12, "counted once");
        assert_eq!(home.run(&["conflicts", "list"]).ok(), json!([]));
        assert_eq!(home.run(&["status"]).ok()["cursor"]["epoch"], epoch);
    }
    let gaps = server.admin(&["gaps", &tenant.key], "");
    assert_eq!(gaps[0]["missing"], json!([]), "all of it came back");
    assert!(server.try_upkeep(&["doctor"]).status.success());
}

#[test]
fn what_only_the_lost_server_knew_is_listed() {
    let (mut server, tenant, ana) = manager("gaps");
    ana.create("crm.lead", &["name=Antes"]);
    ana.sync();
    let backup = tempfile::tempdir().expect("a folder").path().join("copy");
    server.upkeep(&["backup", "--to", backup.to_str().expect("a plain path")]);
    let bia = Home::signed_in(&server, &tenant, "bia");
    bia.create("crm.lead", &["name=De Bia"]);
    bia.sync();
    ana.sync();
    drop(bia);
    server.restore(&backup);
    settled(&[&ana]);
    assert_eq!(
        names(&ana),
        ["Antes", "De Bia"],
        "the record is on a device and comes back"
    );
    let gaps = server.admin(&["gaps", &tenant.key], "");
    assert_ne!(
        gaps[0]["missing"],
        json!([]),
        "its author's own entry and sign-in do not"
    );
}

#[test]
fn a_home_restored_from_an_older_copy_loses_and_doubles_nothing() {
    let (_server, _tenant, ana) = manager("older");
    let item = ana.create("estoque.item", &["name=Parafuso", "quantity=10"]);
    ana.sync();
    ana.set(&item, &["quantity+=1"]);
    let old = ana.copy();
    ana.set(&item, &["quantity+=2"]);
    ana.create("crm.lead", &["name=Depois da cópia"]);
    settled(&[&ana]);
    let before = ana.tag();

    ana.overwrite_with(&old);
    ana.create("crm.lead", &["name=Depois da volta"]);
    settled(&[&ana]);
    assert_ne!(ana.tag(), before, "it is another incarnation");
    assert_eq!(ana.get(&item)["fields"]["quantity"], 13);
    assert_eq!(names(&ana), ["Depois da cópia", "Depois da volta"]);
}

#[test]
fn two_live_clones_are_told_apart_at_their_first_contact() {
    let (server, tenant, one) = manager("clones");
    let item = one.create("estoque.item", &["name=Parafuso", "quantity=10"]);
    one.sync();
    one.set(&item, &["quantity+=1"]);
    let other = one.copy();
    one.set(&item, &["quantity+=10"]);
    other.set(&item, &["quantity+=100"]);
    one.create("crm.lead", &["name=Um"]);
    other.create("crm.lead", &["name=Outro"]);
    settled(&[&one, &other]);
    assert_ne!(one.tag(), other.tag());
    for round in 0..3 {
        one.create("crm.lead", &[&format!("name=Um {round}")]);
        other.create("crm.lead", &[&format!("name=Outro {round}")]);
        settled(&[&one, &other]);
    }
    let fresh = Home::signed_in(&server, &tenant, "ana");
    for home in [&one, &other, &fresh] {
        assert_eq!(home.get(&item)["fields"]["quantity"], 121);
        assert_eq!(names(home).len(), 8);
    }
    assert_eq!(leads(&one), leads(&other));
    assert!(server.try_upkeep(&["doctor"]).status.success());
}

#[test]
fn an_older_copy_that_only_listens_forgets_what_left_its_scope() {
    let (server, tenant, office) = manager("listener");
    server.user(&tenant, "ivo", "agent", &["--territory", "Norte"]);
    let moves = office.create("crm.lead", &["name=Muda", "territory=Norte"]);
    office.sync();
    let agent = Home::signed_in(&server, &tenant, "ivo");
    let old = agent.copy();
    office.set(&moves, &["territory=Sul"]);
    office.sync();
    agent.create("crm.lead", &["name=Novo", "territory=Norte"]);
    settled(&[&agent]);
    settled(&[&old]);
    assert_ne!(
        old.tag(),
        agent.tag(),
        "told apart without sending anything"
    );
    old.run(&["record", "get", &moves]).refused();
}

#[test]
fn two_processes_on_one_home_share_its_number_and_chain() {
    let (server, tenant, ana) = manager("shared");
    let item = ana.create("estoque.item", &["name=Parafuso", "quantity=0"]);
    ana.sync();
    let busy: Vec<_> = (0..6)
        .map(|turn| match turn % 2 {
            0 => ana.spawn(&["record", "set", &item, "quantity+=1"]),
            _ => ana.spawn(&["sync"]),
        })
        .collect();
    for process in busy {
        assert!(
            process
                .wait_with_output()
                .expect("it ends")
                .status
                .success()
        );
    }
    let tag = ana.tag();
    settled(&[&ana]);
    assert_eq!(ana.tag(), tag, "nobody took it for a copy");
    assert_eq!(ana.get(&item)["fields"]["quantity"], 3);
    let shown = server.admin(&["device", "show", &tenant.key, &tag], "");
    assert_eq!(shown["account"], ana.run(&["status"]).ok()["receipts"]);
}

#[test]
fn a_new_phone_of_the_same_person_is_a_device_of_its_own() {
    let (server, tenant, ana) = manager("second");
    ana.create("crm.lead", &["name=Do primeiro"]);
    ana.sync();
    let second = Home::signed_in(&server, &tenant, "ana");
    second.create("crm.lead", &["name=Do segundo"]);
    settled(&[&second, &ana]);
    assert_ne!(second.tag(), ana.tag());
    assert_eq!(leads(&second), leads(&ana));
    let devices = server.admin(&["device", "list", &tenant.key], "");
    assert_eq!(devices.as_array().map(Vec::len), Some(2));
    assert!(
        devices[0]["version"]
            .as_str()
            .is_some_and(|version| !version.is_empty())
    );
}
