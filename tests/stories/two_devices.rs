//! Two devices, one server, offline in between.

use campo_tests::{Home, Server, plain_bytes};
use serde_json::{Value, json};

/// The values of a conflict on `field`, sorted.
fn sides(home: &Home, field: &str) -> Vec<String> {
    let conflicts = home.run(&["conflicts", "list"]).ok();
    let found = conflicts
        .as_array()
        .expect("a list")
        .iter()
        .find(|c| c["field"] == field);
    let values = found.unwrap_or_else(|| panic!("no conflict on {field}: {conflicts}"))["values"]
        .as_array()
        .cloned();
    let mut values: Vec<String> = values
        .unwrap_or_default()
        .iter()
        .map(|side| side["value"].to_string())
        .collect();
    values.sort();
    values
}

/// The fields of every record of a type by id, as a device shows them.
fn all(home: &Home, record_type: &str) -> Value {
    let mut records = home.run(&["record", "list", record_type]).ok()["records"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    records.sort_by_key(|record| record["id"].to_string());
    records
        .into_iter()
        .map(|record| json!({ "id": record["id"], "fields": record["fields"] }))
        .collect()
}

#[test]
fn both_edit_offline_and_agree_after_reconnecting() {
    let server = Server::start();
    let tenant = server.tenant("alfa");
    server.user(&tenant, "ana", "manager", &[]);
    server.user(&tenant, "bia", "manager", &[]);
    let ana = Home::signed_in(&server, &tenant, "ana");
    let lead = ana.create(
        "crm.lead",
        &[
            "name=Praça da Sé",
            "stage=new",
            "budget=1000",
            "tags=a",
            "notes=Procura sala.",
        ],
    );
    let item = ana.create("estoque.item", &["name=Parafuso", "quantity=10"]);
    let doomed = ana.create("crm.lead", &["name=Vai sumir"]);
    ana.sync();
    let bia = Home::signed_in(&server, &tenant, "bia");

    // Nobody is connected from here on.
    ana.set(
        &lead,
        &[
            "stage=qualified",
            "budget=2000",
            "tags+=b",
            "notes=Procura sala ampla.",
        ],
    );
    ana.set(&item, &["quantity+=5"]);
    ana.run(&["record", "delete", &doomed]).ok();
    bia.set(
        &lead,
        &["stage=lost", "notes=Procura sala. Ligar amanhã.", "tags+=c"],
    );
    bia.set(&item, &["quantity-=3"]);
    bia.set(&doomed, &["notes=ainda quer"]);
    let fresh = bia.create("crm.lead", &["name=Novo"]);

    ana.sync();
    bia.sync();
    ana.sync();
    for home in [&ana, &bia] {
        let fields = &home.get(&lead)["fields"];
        assert_eq!(fields["budget"], 2000);
        assert_eq!(fields["notes"], "Procura sala ampla. Ligar amanhã.");
        assert_eq!(fields["tags"], json!(["a", "b", "c"]));
        assert_eq!(home.get(&item)["fields"]["quantity"], 12);
        assert_eq!(home.get(&fresh)["fields"]["name"], "Novo");
        assert_eq!(sides(home, "stage"), ["\"lost\"", "\"qualified\""]);
        assert_eq!(home.get(&doomed)["deleted"], true);
        assert!(!sides(home, "$deleted").is_empty());
        let status = home.run(&["status"]).ok();
        assert_eq!(
            (&status["pending"], &status["sent"], &status["refused"]),
            (&json!(0), &json!(0), &json!(0))
        );
    }
    assert_eq!(all(&ana, "crm.lead"), all(&bia, "crm.lead"));
    assert_eq!(all(&ana, "estoque.item"), all(&bia, "estoque.item"));

    bia.run(&["conflicts", "resolve", &lead, "stage", "--take", "mine"])
        .ok();
    bia.run(&["record", "restore", &doomed]).ok();
    bia.sync();
    ana.sync();
    for home in [&ana, &bia] {
        assert_eq!(home.get(&lead)["fields"]["stage"], "lost");
        assert_eq!(home.get(&doomed)["fields"]["notes"], "ainda quer");
        assert_eq!(home.run(&["conflicts", "list"]).ok(), json!([]));
    }
    let newcomer = Home::signed_in(&server, &tenant, "ana");
    assert_eq!(
        all(&newcomer, "crm.lead"),
        all(&bia, "crm.lead"),
        "the server agrees with both"
    );
}

#[test]
fn a_deletion_takes_along_what_belongs_to_it_and_can_be_undone() {
    let server = Server::start();
    let tenant = server.tenant("gama");
    server.user(&tenant, "ana", "manager", &[]);
    let ana = Home::signed_in(&server, &tenant, "ana");
    let owner = ana.create("core.person", &["name=Dona Rosa"]);
    let house = ana.create(
        "imoveis.property",
        &["kind=house", &format!("owner={owner}")],
    );
    let visit = ana.create(
        "imoveis.visit",
        &[
            &format!("property={house}"),
            &format!("client={owner}"),
            "starts=2026-11-24T10:00:00Z",
        ],
    );
    ana.sync();
    let refusal = ana.run(&["record", "delete", &owner]).refused();
    assert!(refusal.contains("still refer"), "{refusal}");

    ana.run(&["record", "delete", &house]).ok();
    ana.sync();
    for record in [&house, &visit] {
        assert_eq!(ana.get(record)["deleted"], true);
    }
    ana.run(&["record", "restore", &house]).ok();
    ana.sync();
    for record in [&house, &visit] {
        assert_eq!(ana.get(record)["deleted"], false);
    }
}

#[test]
fn an_agents_database_holds_nothing_outside_the_territory() {
    let server = Server::start();
    let tenant = server.tenant("beta");
    server.user(&tenant, "gil", "manager", &[]);
    server.user(&tenant, "ivo", "agent", &["--territory", "Norte"]);
    let office = Home::signed_in(&server, &tenant, "gil");
    let near = office.create("crm.lead", &["name=Perto", "territory=Norte"]);
    let far = office.create(
        "crm.lead",
        &[
            "name=CANARIO-AMARELO",
            "territory=Sul",
            "notes=CANARIO-AZUL",
        ],
    );
    let moving = office.create(
        "crm.lead",
        &["name=Muda", "territory=Norte", "notes=CANARIO-VERDE"],
    );
    office.sync();

    let agent = Home::signed_in(&server, &tenant, "ivo");
    assert_eq!(agent.get(&near)["fields"]["name"], "Perto");
    agent.run(&["record", "get", &far]).refused();
    assert_eq!(agent.run(&["record", "list", "crm.lead"]).ok()["total"], 2);

    office.set(&moving, &["territory=Sul"]);
    office.sync();
    agent.sync();
    agent.run(&["record", "get", &moving]).refused();
    let plain = plain_bytes(&agent.connect());
    for canary in [
        "CANARIO-AMARELO",
        "CANARIO-AZUL",
        "CANARIO-VERDE",
        &far,
        &moving,
    ] {
        assert!(
            !contains(&plain, canary.as_bytes()),
            "{canary} is in the agent's database"
        );
    }
    assert!(contains(&plain, b"Perto"), "the file was not decrypted");
    let raw = std::fs::read(agent.database()).unwrap();
    assert!(
        !contains(&raw, b"Perto") && !raw.starts_with(b"SQLite format 3"),
        "the file is not encrypted"
    );
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}
