//! A file becomes records as the app does it: handed over, its columns told, tried, done, and taken back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campo_app::App;
use campo_tests::{Home, Server};
use serde_json::{Value, json};

async fn ask(app: &App, command: &str, request: Value) -> Value {
    let answer = app.rpc(command, request).await;
    answer.unwrap_or_else(|error| panic!("{command}: {error}"))
}

/// Hands a file over in pieces and opens it for leads.
async fn open(app: &App, bytes: &[u8], format: Value) -> Value {
    let draft = ask(app, "begin_blob", json!({})).await["draft"].clone();
    for piece in bytes.chunks(700) {
        let piece = json!({ "draft": draft, "data": STANDARD.encode(piece) });
        ask(app, "write_blob", piece).await;
    }
    let file = ask(
        app,
        "finish_blob",
        json!({ "draft": draft, "name": "leads.csv" }),
    )
    .await;
    let request = json!({ "record_type": "crm.lead", "file": file["hash"], "name": "leads.csv", "format": format });
    ask(app, "open_import", request).await
}

/// Imports all rows, batch by batch, and adds up what became of them.
async fn import(app: &App, table: &Value, map: &Value, dry_run: bool) -> [u64; 4] {
    let (mut counts, mut from) = ([0; 4], 0);
    while from < table["rows"].as_u64().unwrap() {
        let request =
            json!({ "import": table["import"], "map": map, "from": from, "dry_run": dry_run });
        let step = ask(app, "import_rows", request).await;
        for (sum, key) in counts.iter_mut().zip(["created", "updated", "unchanged"]) {
            *sum += step[key].as_u64().unwrap();
        }
        counts[3] += step["problems"].as_array().unwrap().len() as u64;
        from = step["next"].as_u64().unwrap();
    }
    counts
}

async fn leads(app: &App) -> Vec<Value> {
    let request = json!({ "record_type": "crm.lead", "columns": ["name", "budget", "city"], "sort": ["name"], "limit": 500 });
    let page = ask(app, "list_records", request).await;
    page["rows"].as_array().cloned().unwrap()
}

fn opened(home: &Home) -> App {
    App::open(home.path(), Some(Home::PASSPHRASE.to_owned())).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_export_is_tried_imported_and_taken_back() {
    let server = Server::start();
    let tenant = server.tenant("wizard");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let app = opened(&home);

    let mut text = "Quem;Valor;city;stage\n".to_owned();
    for i in 0..1200 {
        text += &format!("Cliente {i:04} São João;1.{:03},0;Recife;new\n", i % 1000);
    }
    text += "Sem valor;muito;Recife;new\n";
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| u8::try_from(letter).unwrap())
        .collect();
    let table = open(&app, &bytes, json!({})).await;
    assert_eq!(
        table["format"],
        json!({ "encoding": "windows1252", "separator": ";", "decimal": "comma", "sheet": null })
    );
    assert_eq!(table["columns"][0]["samples"][0], "Cliente 0000 São João");
    assert_eq!(table["columns"][0]["field"], Value::Null);
    assert_eq!(table["columns"][2]["field"], "city");

    let map =
        json!([{ "column": "Quem", "field": "name" }, { "column": "Valor", "field": "budget" }]);
    assert_eq!(import(&app, &table, &map, true).await, [1200, 0, 0, 1]);
    assert!(leads(&app).await.is_empty(), "a dry run changes nothing");
    assert_eq!(import(&app, &table, &map, false).await, [1200, 0, 0, 1]);
    let records = leads(&app).await;
    assert_eq!(
        records[7]["values"],
        json!(["Cliente 0007 São João", 1007, "Recife"])
    );
    assert_eq!(records.len(), 500);

    // The next file of the type begins with what was said of this one.
    let again = open(&app, &bytes, json!({})).await;
    assert_eq!(again["columns"][1]["field"], "budget");
    assert_eq!(import(&app, &again, &map, false).await, [0, 0, 1200, 1]);

    let changed = json!({ "id": records[7]["id"], "fields": { "city": "Olinda" } });
    ask(&app, "update_record", changed).await;
    let (mut after, mut done, mut left) = (Value::Null, 0, Vec::new());
    loop {
        let mut request = json!({ "import": table["import"] });
        if !after.is_null() {
            request["after"] = after;
        }
        let step = ask(&app, "undo_import", request).await;
        done += step["done"].as_u64().unwrap();
        left.extend(step["left"].as_array().cloned().unwrap());
        after = step["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!((done, left.len()), (1199, 1));
    assert_eq!(
        (&left[0]["id"], &left[0]["why"]),
        (&records[7]["id"], &json!("changed"))
    );
    let kept = leads(&app).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["values"][2], "Olinda");
    let runs = ask(&app, "imports", json!({})).await;
    let first = runs
        .as_array()
        .unwrap()
        .iter()
        .find(|run| run["import"] == table["import"]);
    assert_eq!(first.unwrap()["undone"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_changed_records_gives_their_values_back() {
    let server = Server::start();
    let tenant = server.tenant("values");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let lead = home.create(
        "crm.lead",
        &["name=Ana", "stage=new", "budget=100", "city=Recife"],
    );
    let file = home.path().join("more.csv");
    std::fs::write(&file, "name,budget,city,stage\nAna,250,Natal,new\n").unwrap();
    let app = opened(&home);
    let table = open(&app, &std::fs::read(&file).unwrap(), json!({})).await;
    let by_name = json!({ "import": table["import"], "map": [], "matching": ["name"], "from": 0, "dry_run": false });
    let step = ask(&app, "import_rows", by_name).await;
    assert_eq!(
        (&step["created"], &step["updated"]),
        (&json!(0), &json!(1)),
        "{step}"
    );
    let fields = async || ask(&app, "get_record", json!({ "id": lead })).await["fields"].clone();
    assert_eq!(fields().await["budget"], 250);
    let step = ask(&app, "undo_import", json!({ "import": table["import"] })).await;
    assert_eq!(
        (&step["done"], &step["next"]),
        (&json!(1), &Value::Null),
        "{step}"
    );
    assert_eq!(
        (&fields().await["budget"], &fields().await["city"]),
        (&json!(100), &json!("Recife"))
    );
}

#[test]
fn the_command_line_reads_in_the_way_it_is_told_and_takes_back() {
    let server = Server::start();
    let tenant = server.tenant("told");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let file = home.path().join("leads.txt");
    std::fs::write(&file, b"name|budget|stage\nJo\xe3o|1,500|new\n").unwrap();
    let words = ["import", "crm.lead", file.to_str().unwrap()];
    let told = [
        "--encoding",
        "windows-1252",
        "--separator",
        "|",
        "--decimal",
        "point",
    ];
    let report = home.run(&[&words[..], &told].concat()).ok();
    assert_eq!(report["created"], 1, "{report}");
    let list = ["record", "list", "crm.lead"];
    let page = home.run(&list).ok();
    assert!(
        page.to_string().contains("João") && page.to_string().contains("1500"),
        "{page}"
    );
    let undone = home
        .run(&["undo-import", report["import"].as_str().unwrap()])
        .ok();
    assert_eq!(undone["done"], 1);
    assert_eq!(home.run(&["record", "list", "crm.lead"]).ok()["total"], 0);
}
