//! The OpenAPI document, and who is answered what on each of its routes. A route without a row fails.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::rows::{Acme, rows};
use crate::world::World;

async fn document(world: &World) -> Value {
    let answer = world.call(Method::GET, "/api/openapi.json", "");
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    answer.json().await.unwrap()
}

/// Every operation of the document, as `get /v1/health`, with what is said of it.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, told)| (format!("{method} {path}"), told))
        })
        .collect()
}

#[tokio::test]
async fn every_route_answers_each_caller_as_its_row_says() {
    let world = World::start().await;
    let acme = Acme::of(&world).await;
    let mia = world.session("acme", "mia").await;
    let stranger = world.session("other", "mia").await;
    let rui = json!({ "name": "rui", "password": crate::world::PASSWORD });
    let made = world.call(Method::POST, "/v1/admin/people", &mia.token);
    assert_eq!(
        made.json(&rui).send().await.unwrap().status(),
        StatusCode::OK
    );
    let rows = rows(&acme);

    let document = document(&world).await;
    let told: BTreeSet<String> = operations(&document)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let known: BTreeSet<String> = rows.iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(told, known, "each route has a row, and each row a route");

    for row in &rows {
        for token in ["", "acme.0000", "nowhere.0000", "nonsense"] {
            let expected = if row.open { row.answers[0] } else { 401 };
            let status = row.send(&world, &row.path, token).await;
            assert_eq!(status, expected, "{} with the token `{token}`", row.route);
        }
        if let Some(unknown) = &row.unknown {
            let status = row.send(&world, unknown, &mia.token).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{unknown}");
        }
        let callers = [&acme.ana, &mia, &stranger];
        for (caller, expected) in callers.into_iter().zip(row.answers) {
            let status = row.send(&world, &row.path, &caller.token).await;
            let who = &caller.identity.name;
            assert_eq!(
                status, expected,
                "{} by {who} of {}",
                row.route, caller.tenant_name
            );
            check_is_told(&document, row.route, status);
        }
    }
}

/// Whether the document says that a route may answer with this status.
fn check_is_told(document: &Value, route: &str, status: StatusCode) {
    let (method, path) = route.split_once(' ').unwrap();
    let answers = &document["paths"][path][method]["responses"];
    assert!(
        answers.get(status.as_str()).is_some(),
        "{route} answers {status}"
    );
}

#[tokio::test]
async fn the_document_says_of_each_route_who_may_call_it_and_how_it_refuses() {
    let world = World::start().await;
    let document = document(&world).await;
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("WireError") && schemas.contains_key("TenantPerson"));
    for (name, told) in operations(&document) {
        let open = told["tags"] == json!(["anybody"]);
        let security = if open {
            json!([])
        } else {
            json!([{ "bearer": [] }])
        };
        assert_eq!(told["security"], security, "{name}");
        let proves = !open || name.starts_with("post /v1/session") || name == "post /v1/enrollment";
        assert_eq!(told["responses"].get("401").is_some(), proves, "{name}");
        assert!(told["responses"].get("429").is_some(), "{name}");
    }
    let text = document.to_string();
    let named = text.split("#/components/schemas/").skip(1);
    for schema in named.map(|rest| rest.split('"').next().unwrap()) {
        assert!(schemas.contains_key(schema), "{schema}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_with_those_that_are_taken() {
    let world = World::start().await;
    let document = document(&world).await;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.replace(['{', '}'], "");
        for method in [Method::TRACE, Method::DELETE, Method::OPTIONS] {
            let answer = world.call(method.clone(), &path, "").send().await.unwrap();
            let told = format!("{method} {path}");
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{told}");
            let allow = answer.headers()["allow"].to_str().unwrap().to_lowercase();
            for method in methods.as_object().unwrap().keys() {
                assert!(
                    allow.split(',').any(|allowed| allowed.trim() == method),
                    "{told}: {allow}"
                );
            }
            assert!(
                !answer.headers().contains_key("access-control-allow-origin"),
                "{told}"
            );
        }
    }
}
