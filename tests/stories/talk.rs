//! What people say to each other: who sees it, and what concerns whom.

use campo_app::App;
use campo_tests::{Home, Server};
use serde_json::{Value, json};

async fn ask(app: &App, command: &str, request: Value) -> Value {
    let answer = app.rpc(command, request).await;
    answer.unwrap_or_else(|error| panic!("{command}: {error}"))
}

fn opened(home: &Home) -> App {
    App::open(home.path(), Some(Home::PASSPHRASE.to_owned())).unwrap()
}

/// The id of the signed-in person.
async fn me(app: &App) -> String {
    let session = ask(app, "session", json!({})).await;
    session["user"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn texts(app: &App, record_type: &str) -> Vec<Value> {
    let request = json!({ "record_type": record_type, "columns": ["text"] });
    let page = ask(app, "list_records", request).await;
    let rows = page["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["values"][0].clone()).collect()
}

async fn kinds(app: &App) -> Vec<String> {
    let told = ask(app, "notices", json!({})).await;
    let mut kinds: Vec<String> = told["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["kind"].as_str().unwrap_or_default().to_owned())
        .collect();
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_one_person_and_nobody_else() {
    let server = Server::start();
    let tenant = server.tenant("talk");
    for (user, role) in [("ana", "manager"), ("bia", "agent"), ("caio", "manager")] {
        server.user(&tenant, user, role, &[]);
    }
    let [ana, bia, caio] =
        ["ana", "bia", "caio"].map(|user| Home::signed_in(&server, &tenant, user));
    let bia_id = me(&opened(&bia)).await;
    {
        let app = opened(&ana);
        let fields = json!({ "to": bia_id, "text": "Só para você" });
        ask(
            &app,
            "create_record",
            json!({ "record_type": "core.message", "fields": fields }),
        )
        .await;
        let forged = json!({ "to": bia_id, "author": bia_id, "text": "de outra" });
        let refused = app.rpc(
            "create_record",
            json!({ "record_type": "core.message", "fields": forged }),
        );
        assert!(
            refused.await.is_err(),
            "nobody writes in the name of another"
        );
    }
    for home in [&ana, &bia, &caio] {
        home.sync();
    }
    assert_eq!(
        texts(&opened(&bia), "core.message").await,
        [json!("Só para você")]
    );
    assert_eq!(kinds(&opened(&bia)).await, ["message"]);
    assert!(texts(&opened(&caio), "core.message").await.is_empty());
    assert!(kinds(&opened(&caio)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_told_of_what_is_given_and_said_to_them_and_marks_it_read() {
    let server = Server::start();
    let tenant = server.tenant("notices");
    for user in ["ana", "bia"] {
        server.user(&tenant, user, "manager", &[]);
    }
    let [ana, bia] = ["ana", "bia"].map(|user| Home::signed_in(&server, &tenant, user));
    let bia_id = me(&opened(&bia)).await;
    {
        let app = opened(&ana);
        let task = json!({ "name": "Buscar as chaves", "assignee": bia_id });
        let task = ask(
            &app,
            "create_record",
            json!({ "record_type": "core.task", "fields": task }),
        )
        .await;
        let own = json!({ "name": "Minha" });
        let own = ask(
            &app,
            "create_record",
            json!({ "record_type": "core.task", "fields": own }),
        )
        .await;
        for (record, text) in [
            (&task, "Até as dez"),
            (&own, "@bia veja"),
            (&own, "só uma nota"),
        ] {
            let fields = json!({ "record": record["id"], "text": text });
            ask(
                &app,
                "create_record",
                json!({ "record_type": "core.comment", "fields": fields }),
            )
            .await;
        }
        assert!(
            kinds(&app).await.is_empty(),
            "what one did oneself is no news"
        );
    }
    ana.sync();
    bia.sync();
    let app = opened(&bia);
    assert_eq!(kinds(&app).await, ["assigned", "comment", "mention"]);
    let told = ask(&app, "notices", json!({})).await;
    let ids: Vec<&Value> = told["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    ask(&app, "mark_notices", json!({ "ids": ids, "read": true })).await;
    ask(
        &app,
        "mark_notices",
        json!({ "ids": [ids[0]], "read": false }),
    )
    .await;
    drop(app);
    let read = ask(&opened(&bia), "notices", json!({})).await["read"].clone();
    assert_eq!(
        read.as_array().map(Vec::len),
        Some(2),
        "what was read stays read"
    );
}
