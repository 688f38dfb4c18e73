//! What the layouts of a view ask of a device: numbers, boxes, clusters, many edits at once, and views that people keep.

use campo_app::App;
use campo_tests::{Home, Server, Tenant};
use serde_json::{Value, json};

/// The app of a home, and the records it was given: leads of two stages, and locations.
fn furnished(home: &Home) -> App {
    for (name, stage, budget) in [("Ana", "new", 100), ("Bia", "new", 50), ("Caio", "won", 30)] {
        let (name, stage, budget) = (
            format!("name={name}"),
            format!("stage={stage}"),
            format!("budget={budget}"),
        );
        home.create("crm.lead", &[&name, &stage, &budget]);
    }
    for (name, place) in [
        ("Olinda", "-8.01,-34.85"),
        ("Recife", "-8.05,-34.90"),
        ("Natal", "-5.79,-35.20"),
    ] {
        home.create(
            "estoque.location",
            &[&format!("name={name}"), &format!("place={place}")],
        );
    }
    App::open(home.path(), Some(Home::PASSPHRASE.to_owned())).unwrap()
}

fn signed_in(server: &Server, tenant: &Tenant, user: &str, role: &str) -> Home {
    server.user(tenant, user, role, &[]);
    Home::signed_in(server, tenant, user)
}

/// All records of a type.
fn all(record_type: &str) -> Value {
    json!({ "record_type": record_type })
}

async fn rows(app: &App, request: Value) -> Vec<Value> {
    let page = app.rpc("list_records", request).await.unwrap();
    page["rows"].as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn boards_and_maps_count_what_a_list_shows() {
    let server = Server::start();
    let tenant = server.tenant("views");
    let home = signed_in(&server, &tenant, "ana", "manager");
    let app = furnished(&home);

    let measures = json!([{ "op": "count" }, { "op": "sum", "field": "budget" }]);
    let request = json!({ "records": all("crm.lead"), "group_by": [{ "field": "stage" }], "measures": measures });
    let table = app.rpc("aggregate_records", request).await.unwrap();
    assert_eq!(
        table["groups"],
        json!([{ "keys": ["new"], "values": [2, 150] }, { "keys": ["won"], "values": [1, 30] }])
    );

    let bounds = json!({ "south": -9.0, "west": -36.0, "north": -7.0, "east": -34.0 });
    let here = json!({ "record_type": "estoque.location", "within": bounds });
    assert_eq!(rows(&app, here.clone()).await.len(), 2);
    let request = json!({ "records": here, "cell_lat": 2.0, "cell_lon": 2.0 });
    let clusters = app.rpc("map_records", request).await.unwrap();
    assert_eq!(clusters.as_array().map(Vec::len), Some(1));
    assert_eq!(clusters[0]["count"], 2);
    assert_eq!(clusters[0]["bounds"]["west"], -34.9);

    let request = json!({ "records": all("estoque.location"), "cell_lat": 0.0, "cell_lon": 1.0 });
    assert!(app.rpc("map_records", request).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_many_records_stand_one_by_one_and_are_taken_back() {
    let server = Server::start();
    let tenant = server.tenant("views");
    let home = signed_in(&server, &tenant, "ana", "manager");
    let app = furnished(&home);
    let stage = json!([{ "field": "stage", "is": "equal", "value": "new" }]);
    let fresh = || json!({ "record_type": "crm.lead", "conditions": stage, "columns": ["name"] });
    let ids: Vec<Value> = rows(&app, fresh())
        .await
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(ids.len(), 2);

    let update =
        |id: &Value, fields: Value| json!({ "kind": "update", "id": id, "fields": fields });
    let edits = json!([
        update(&ids[0], json!({ "stage": "won" })),
        update(&ids[1], json!({ "budget": -5 })),
        { "kind": "delete", "id": ids[1] },
        { "kind": "update", "id": "not a record", "fields": {} },
    ]);
    let outcome = app
        .rpc("bulk_edit", json!({ "edits": edits }))
        .await
        .unwrap();
    assert_eq!(outcome["changed"], 2);
    assert_eq!(outcome["refused"].as_array().map(Vec::len), Some(2));
    assert_eq!(outcome["refused"][0]["id"], ids[1]);
    assert!(rows(&app, fresh()).await.is_empty());

    let back = app
        .rpc("bulk_edit", json!({ "edits": outcome["undo"] }))
        .await
        .unwrap();
    assert_eq!(back["changed"], 2);
    assert_eq!(rows(&app, fresh()).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_kept_reaches_its_owner_and_one_that_is_shared_everybody() {
    let server = Server::start();
    let tenant = server.tenant("views");
    let ana = signed_in(&server, &tenant, "ana", "agent");
    let view = |name: &str, shared: bool| {
        let fields =
            json!({ "name": name, "of": "crm.lead", "view": { "kind": "list" }, "shared": shared });
        json!({ "record_type": "core.saved_view", "fields": fields })
    };
    {
        let app = App::open(ana.path(), Some(Home::PASSPHRASE.to_owned())).unwrap();
        app.rpc("create_record", view("Minha", false))
            .await
            .unwrap();
        app.rpc("create_record", view("De todos", true))
            .await
            .unwrap();
        let workspace = app.rpc("workspace", json!({})).await.unwrap();
        let entries = workspace["modules"].to_string();
        assert!(!entries.contains("saved_view"), "{entries}");
    }
    ana.sync();
    let bia = signed_in(&server, &tenant, "bia", "agent");
    let app = App::open(bia.path(), Some(Home::PASSPHRASE.to_owned())).unwrap();
    let seen = rows(&app, all("core.saved_view")).await;
    let names: Vec<&Value> = seen.iter().map(|row| &row["title"]).collect();
    assert_eq!(names, ["De todos"]);
    let change = json!({ "id": seen[0]["id"], "fields": { "name": "Minha agora" } });
    assert!(app.rpc("update_record", change).await.is_err());

    // Agents may not take records out as a file.
    let export = json!({ "record_type": "crm.lead", "export": true });
    assert!(app.rpc("list_records", export).await.is_err());
}
