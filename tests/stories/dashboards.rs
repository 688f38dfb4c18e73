//! Dashboards that modules declare: what this person may see of them, counted on the device.

use campo_app::App;
use campo_tests::{Home, Server};
use serde_json::{Value, json};

fn opened(home: &Home) -> App {
    App::open(home.path(), Some(Home::PASSPHRASE.to_owned())).unwrap()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A measure by its full key, and the type it is over.
fn measure<'a>(workspace: &'a Value, key: &Value) -> (&'a Value, &'a Value) {
    let types = list(&workspace["types"]);
    types
        .flat_map(|of| list(&of["measures"]).map(move |measure| (&of["key"], measure)))
        .find(|(_, measure)| measure["key"] == *key)
        .unwrap()
}

/// The groups of a tile's measure.
async fn groups(app: &App, workspace: &Value, key: &Value, tile: &Value) -> Value {
    let (of, measure) = measure(workspace, key);
    let by = &tile["by"];
    let group_by = match by.is_null() || tile["kind"] == "map" {
        true => json!([]),
        false => json!([{ "field": by, "every": tile["every"] }]),
    };
    let request = json!({
        "records": { "record_type": of, "filter": measure["filter"] },
        "group_by": group_by,
        "measures": [{ "op": measure["op"], "field": measure["field"] }],
    });
    let table = app.rpc("aggregate_records", request).await;
    table.unwrap_or_else(|error| panic!("{key}: {error:?}"))["groups"].clone()
}

async fn stat(app: &App, workspace: &Value, key: &str) -> Value {
    groups(app, workspace, &json!(key), &json!({})).await[0]["values"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tile_of_the_standard_modules_is_counted_without_a_network() {
    let server = Server::start();
    let tenant = server.tenant("dashboards");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    for (name, stage, budget) in [
        ("Ana", "new", 100),
        ("Bia", "won", 50),
        ("Caio", "lost", 30),
    ] {
        let (name, stage) = (format!("name={name}"), format!("stage={stage}"));
        home.create("crm.lead", &[&name, &stage, &format!("budget={budget}")]);
    }
    drop(server);
    let app = opened(&home);
    let workspace = app.rpc("workspace", json!({})).await.unwrap();
    let mut tiles = 0;
    for dashboard in list(&workspace["modules"]).flat_map(|module| list(&module["dashboards"])) {
        for tile in list(&dashboard["tiles"]) {
            for key in list(&tile["measures"]) {
                groups(&app, &workspace, key, tile).await;
            }
            tiles += 1;
        }
    }
    assert!(tiles >= 30, "only {tiles} tiles");
    assert_eq!(stat(&app, &workspace, "crm.leads").await, 3);
    assert_eq!(stat(&app, &workspace, "crm.leads_won").await, 1);
    assert_eq!(stat(&app, &workspace, "crm.budget_open").await, 100);
    assert_eq!(
        stat(&app, &workspace, "imoveis.mean_price").await,
        Value::Null
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dashboard_counts_only_what_its_person_may_see() {
    let server = Server::start();
    let tenant = server.tenant("dashboards");
    server.user(&tenant, "ana", "agent", &[]);
    server.user(&tenant, "bia", "agent", &[]);
    let ana = Home::signed_in(&server, &tenant, "ana");
    ana.create("crm.lead", &["name=De Ana"]);
    ana.sync();
    let bia = Home::signed_in(&server, &tenant, "bia");
    bia.create("crm.lead", &["name=De Bia"]);
    let app = opened(&bia);
    let workspace = app.rpc("workspace", json!({})).await.unwrap();
    assert_eq!(stat(&app, &workspace, "crm.leads").await, 1);
}
