//! What holds for all routes: how often and how much may be asked, and what every answer carries.

use std::num::NonZeroU32;

use campo_server::rate::RateLimits;
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::frame;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::world::{World, session_request};

fn limits(person: u32, address: u32, proxy: bool) -> RateLimits {
    RateLimits {
        person: NonZeroU32::new(person).unwrap(),
        address: NonZeroU32::new(address).unwrap(),
        proxy_header: proxy.then(|| "x-forwarded-for".parse().unwrap()),
    }
}

/// The statuses of so many requests for the server's health, each with the header of a proxy.
async fn health(world: &World, forwarded: &[&str]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for address in forwarded {
        let call = world.call(Method::GET, "/v1/health", "");
        let answer = call.header("x-forwarded-for", *address).send().await;
        statuses.push(answer.unwrap().status().as_u16());
    }
    statuses
}

#[tokio::test]
async fn a_person_who_asks_too_often_is_told_when_to_try_again() {
    let world = World::limited(limits(3, 1_000, false)).await;
    let (mia, ana) = (world.session("acme", "mia").await, world.sign_in().await);
    let ask = |token: &str| world.call(Method::GET, "/v1/account/devices", token).send();
    for _ in 0..3 {
        assert_eq!(ask(&mia.token).await.unwrap().status(), StatusCode::OK);
    }
    let answer = ask(&mia.token).await.unwrap();
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answer.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    assert!(answer.headers().contains_key("x-request-id"));
    assert_eq!(
        answer.json::<WireError>().await.unwrap().code,
        ErrorCode::Busy
    );
    assert_eq!(
        ask(&ana.token).await.unwrap().status(),
        StatusCode::OK,
        "others go on"
    );
}

#[tokio::test]
async fn an_address_that_asks_too_often_waits_whatever_header_it_sends() {
    let world = World::limited(limits(1_000, 2, false)).await;
    assert_eq!(
        health(&world, &["10.0.0.1", "10.0.0.2", "10.0.0.3"]).await,
        [200, 200, 429]
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_address_it_saw_counts() {
    let world = World::limited(limits(1_000, 2, true)).await;
    let from_one = ["10.0.0.1", "1.2.3.4, 10.0.0.1", "5.6.7.8,10.0.0.1"];
    assert_eq!(health(&world, &from_one).await, [200, 200, 429]);
    assert_eq!(health(&world, &["10.0.0.2"]).await, [200]);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_request_id() {
    let world = World::start().await;
    for path in ["/v1/health", "/v1/admin/people", "/nowhere"] {
        let answer = world.call(Method::GET, path, "").send().await.unwrap();
        let policy =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("content-security-policy", policy),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers()[name], value, "{path}: {name}");
        }
        assert!(answer.headers().contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn a_page_of_another_site_is_let_to_nothing() {
    let world = World::start().await;
    for method in [Method::GET, Method::OPTIONS] {
        let call = world
            .call(method, "/v1/health", "")
            .header("origin", "https://evil.example");
        let call = call.header("access-control-request-method", "GET");
        let answer = call.send().await.unwrap();
        let allowed = |name: &&str| name.starts_with("access-control-");
        let names: Vec<_> = answer.headers().keys().map(|name| name.as_str()).collect();
        assert!(!names.iter().any(allowed), "{names:?}");
    }
}

#[tokio::test]
async fn guesses_sent_all_at_once_wait_like_others() {
    let world = World::start().await;
    let guess = frame::encode(&session_request("ana", "wrong horse")).unwrap();
    let guesses = (0..30).map(|_| world.send("session", "", guess.clone()));
    let answers = join_all(guesses).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status()).collect();
    let count = |status| statuses.iter().filter(|is| **is == status).count();
    let tried = count(StatusCode::UNAUTHORIZED);
    assert!((5..=6).contains(&tried), "{statuses:?}");
    assert_eq!(count(StatusCode::TOO_MANY_REQUESTS), 30 - tried);
}

#[tokio::test]
async fn json_of_more_than_a_quarter_mebibyte_is_refused() {
    let world = World::start().await;
    let mia = world.session("acme", "mia").await;
    let person = json!({ "name": "x".repeat(300_000), "password": "" });
    let call = world.call(Method::POST, "/v1/admin/people", &mia.token);
    let answer = call.json(&person).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}
