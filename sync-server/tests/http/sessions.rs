//! Sessions over HTTP: renewed by their device alone, listed and ended by their person, and refused clearly when over.

use campo_log::Tenants;
use campo_wire::error::ErrorCode;
use campo_wire::frame;
use campo_wire::renewal::{EndSession, MySession, RenewRequest};
use campo_wire::sync::{SessionReply, SessionRequest};
use futures_util::StreamExt;
use reqwest::{Method, StatusCode};

use crate::exchange::next_wake;
use crate::world::{PASSWORD, World, session_request};

const OVER: (StatusCode, ErrorCode) = (StatusCode::UNAUTHORIZED, ErrorCode::SignedOut);

/// The public half of a key, which signed nothing.
fn bound() -> SessionRequest {
    SessionRequest {
        key: Some([7; 32]),
        ..session_request("ana", PASSWORD)
    }
}

async fn sessions(world: &World, token: &str) -> Vec<MySession> {
    let answer = world
        .call(Method::GET, "/v1/account/sessions", token)
        .send();
    frame::decode(&answer.await.unwrap().bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn only_the_key_of_the_device_renews_its_session() {
    let world = World::start().await;
    let session: SessionReply = world.ask("session", "", &bound()).await;
    let refresh = session.refresh.unwrap();
    let forged = RenewRequest {
        refresh: refresh.clone(),
        at_ms: 0,
        signature: vec![1; 64],
    };
    let elsewhere = RenewRequest {
        refresh: refresh.replace("acme", "other"),
        ..forged.clone()
    };
    let nowhere = RenewRequest {
        refresh: refresh.replace("acme", "nowhere"),
        ..forged.clone()
    };
    for request in [forged, elsewhere, nowhere] {
        let body = frame::encode(&request).unwrap();
        assert_eq!(world.refusal("session/renew", "", body).await, OVER);
    }
    let unbound = world.sign_in().await;
    assert_eq!(unbound.refresh, None);
    // A refresh token is no access token.
    assert_eq!(
        world
            .refusal("device", &refresh, frame::encode(&()).unwrap())
            .await,
        OVER
    );
}

#[tokio::test]
async fn a_person_lists_their_sessions_and_ends_one_with_its_socket() {
    let world = World::start().await;
    let (here, lost) = (world.sign_in().await, world.sign_in().await);
    let mut mine = world.live(&here.token).await.unwrap();
    let socket = world.live(&lost.token).await.unwrap();
    let listed = sessions(&world, &here.token).await;
    assert_eq!(listed.len(), 2);
    assert_eq!(listed.iter().filter(|session| session.this).count(), 1);
    let other = listed.iter().find(|session| !session.this).unwrap();
    let end = EndSession {
        session: other.session.clone(),
    };
    let stranger = world.session("acme", "mia").await;
    let body = frame::encode(&end).unwrap();
    assert_eq!(
        world
            .refusal("account/sessions/end", &stranger.token, body)
            .await,
        (StatusCode::NOT_FOUND, ErrorCode::NotFound)
    );
    let left: Vec<MySession> = world.ask("account/sessions/end", &here.token, &end).await;
    assert_eq!(left.len(), 1);
    socket.for_each(|_| async {}).await;
    assert_eq!(
        world
            .refusal("device", &lost.token, frame::encode(&()).unwrap())
            .await,
        OVER
    );
    next_wake(&mut mine).await;
}

#[tokio::test]
async fn who_runs_the_server_ends_a_session_and_its_socket_closes() {
    let world = World::start().await;
    let ana = world.sign_in().await;
    let socket = world.live(&ana.token).await.unwrap();
    let listed = sessions(&world, &ana.token).await;
    // Another process, as `campo-server admin session revoke` is.
    let tenants = Tenants::open(world.directory.path()).unwrap();
    let id = listed[0].session.parse().unwrap();
    tenants.get("acme").unwrap().end_session(id, 0).unwrap();
    assert_eq!(
        world
            .refusal("device", &ana.token, frame::encode(&()).unwrap())
            .await,
        OVER
    );
    // The server looks at the logs each second where `serve` runs; here somebody's act makes it look.
    let mia = world.session("acme", "mia").await;
    let change = world.call(Method::PATCH, "/v1/admin/tenant", &mia.token);
    change.json(&serde_json::json!({})).send().await.unwrap();
    socket.for_each(|_| async {}).await;
}
