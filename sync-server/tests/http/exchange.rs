//! The routes over a real socket: the happy path, and what hostile or broken clients send.

use campo_document::{Body, Document, Edit, EditId, EditTime, KeyOp, Scalar};
use campo_log::Tenants;
use campo_model::id::{ActorId, DeviceTag, RecordId};
use campo_wire::account::{DeviceAccess, EndDevice, MyDevice};
use campo_wire::contact::{ContactReply, ContactRequest, Order};
use campo_wire::error::ErrorCode;
use campo_wire::frame;
use campo_wire::sync::{
    Account, Item, Position, PullReply, PullRequest, PushReply, PushRequest, Verdict,
};
use reqwest::StatusCode;
use tokio_tungstenite::tungstenite;

use crate::world::{PASSWORD, Socket, World, session_request};

/// One note, made on this device.
pub fn note(device: DeviceTag) -> PushRequest {
    let ops = [KeyOp::put("name", Scalar::Str("a note".into()))];
    let (change, hash) = Document::default()
        .author(ActorId::new(device, [1; 8]), 0, &ops)
        .unwrap()
        .unwrap();
    let edit = Edit {
        id: EditId { device, seq: 1 },
        group: None,
        record: RecordId(uuid::Uuid::now_v7()),
        record_type: "demo.note".parse().unwrap(),
        schema: "1.0.0".into(),
        at: EditTime {
            device_ms: 0,
            offset_ms: None,
        },
        body: Body::Change {
            facet: "base".into(),
            seen: vec![],
            change,
            hash,
        },
    };
    PushRequest {
        device,
        chain: [0; 32],
        edits: vec![edit],
    }
}

fn from_the_start(device: DeviceTag) -> PullRequest {
    PullRequest {
        device,
        position: Position::default(),
    }
}

#[tokio::test]
async fn what_one_device_pushes_another_pulls() {
    let world = World::start().await;
    let (one, other) = (world.sign_in().await, world.sign_in().await);
    assert_ne!(one.device, other.device);
    let push = note(one.device);
    let verdicts: PushReply = world.ask("push", &one.token, &push).await;
    let PushReply::Verdicts(verdicts) = verdicts else {
        panic!("{verdicts:?}")
    };
    assert!(matches!(
        verdicts[0].verdict,
        Verdict::Accepted {
            conflict: false,
            ..
        }
    ));
    let page: PullReply = world
        .ask("pull", &other.token, &from_the_start(other.device))
        .await;
    let record = push.edits[0].record;
    assert!(
        page.items
            .iter()
            .any(|item| matches!(item, Item::Enter(snapshot) if snapshot.record == record))
    );
    let history = world
        .client
        .get(format!("http://{}/v1/history/{record}", world.address));
    let history = history
        .bearer_auth(&other.token)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let history: Vec<campo_log::Past> = frame::decode(&history).unwrap();
    assert_eq!(history[0].2, push.edits[0]);
}

#[tokio::test]
async fn a_device_that_was_cloned_gets_a_new_tag() {
    let world = World::start().await;
    let session = world.sign_in().await;
    let tag: DeviceTag = world.ask("device", &session.token, &()).await;
    assert_ne!(tag, session.device);
    let _: PushReply = world.ask("push", &session.token, &note(tag)).await;
    // The other clone goes on with the session they share, under the old tag.
    let other: PushReply = world
        .ask("push", &session.token, &note(session.device))
        .await;
    assert!(matches!(other, PushReply::Verdicts(_)));
}

#[tokio::test]
async fn a_revoked_device_may_hand_in_its_work_and_nothing_else() {
    let world = World::start().await;
    let session = world.sign_in().await;
    let tenant = Tenants::open(world.directory.path())
        .unwrap()
        .get("acme")
        .unwrap();
    tenant
        .revoke_device(session.device, 1_795_428_000_000)
        .unwrap();
    let pull = frame::encode(&from_the_start(session.device)).unwrap();
    let revoked = (StatusCode::FORBIDDEN, ErrorCode::Revoked);
    assert_eq!(world.refusal("pull", &session.token, pull).await, revoked);
    let enroll = frame::encode(&()).unwrap();
    assert_eq!(
        world.refusal("device", &session.token, enroll).await,
        revoked
    );
    let handed: PushReply = world
        .ask("push", &session.token, &note(session.device))
        .await;
    let PushReply::Verdicts(verdicts) = handed else {
        panic!("{handed:?}")
    };
    assert!(matches!(verdicts[0].verdict, Verdict::Quarantined { .. }));
    let report = ContactRequest {
        device: session.device,
        version: "1".into(),
        pending: 0,
        given: 1,
        account: Account::default(),
        deposit: None,
        returned: vec![],
    };
    let reply: ContactReply = world.ask("contact", &session.token, &report).await;
    assert_eq!(reply.order, Order::HandIn);
}

#[tokio::test]
async fn broken_and_hostile_requests_get_a_reason_and_change_nothing() {
    let world = World::start().await;
    let session = world.sign_in().await;
    let push = frame::encode(&note(session.device)).unwrap();
    let foreign = frame::encode(&note(DeviceTag([9; 8]))).unwrap();
    let token = session.token.as_str();
    let elsewhere = token.replace("acme", "other");
    let cases = [
        (
            "push",
            token,
            b"nonsense".to_vec(),
            StatusCode::BAD_REQUEST,
            ErrorCode::Protocol,
        ),
        (
            "push",
            token,
            push[..push.len() - 1].to_vec(),
            StatusCode::BAD_REQUEST,
            ErrorCode::Protocol,
        ),
        (
            "push",
            token,
            vec![0; frame::MAX_FRAME_BYTES + 1],
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::Protocol,
        ),
        (
            "push",
            token,
            foreign,
            StatusCode::FORBIDDEN,
            ErrorCode::Forbidden,
        ),
        (
            "push",
            "",
            push.clone(),
            StatusCode::UNAUTHORIZED,
            ErrorCode::SignedOut,
        ),
        (
            "push",
            "acme.0000",
            push.clone(),
            StatusCode::UNAUTHORIZED,
            ErrorCode::SignedOut,
        ),
        (
            "pull",
            elsewhere.as_str(),
            push.clone(),
            StatusCode::UNAUTHORIZED,
            ErrorCode::SignedOut,
        ),
        (
            "nothing",
            token,
            vec![],
            StatusCode::NOT_FOUND,
            ErrorCode::NotFound,
        ),
    ];
    for (route, token, body, status, code) in cases {
        let what = format!("{route} {token} {}", body.len());
        assert_eq!(
            world.refusal(route, token, body).await,
            (status, code),
            "{what}"
        );
    }
    let page: PullReply = world
        .ask("pull", token, &from_the_start(session.device))
        .await;
    assert!(!page.items.iter().any(|item| matches!(item, Item::Enter(_))));
}

#[tokio::test]
async fn wrong_passwords_and_unknown_people_look_alike_and_must_wait() {
    let world = World::start().await;
    for (user, password) in [("ana", "wrong horse"), ("nobody", PASSWORD)] {
        let body = frame::encode(&session_request(user, password)).unwrap();
        assert_eq!(
            world.refusal("session", "", body).await,
            (StatusCode::UNAUTHORIZED, ErrorCode::WrongCredentials)
        );
    }
    let mut answer = None;
    for _ in 0..5 {
        let body = frame::encode(&session_request("ana", "wrong horse")).unwrap();
        answer = Some(world.send("session", "", body).await);
    }
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn a_live_socket_hears_of_a_push() {
    let world = World::start().await;
    let (one, other) = (world.sign_in().await, world.sign_in().await);
    assert!(world.live("").await.is_err(), "without a token");
    let mut socket = world.live(&other.token).await.unwrap();
    let before = next_wake(&mut socket).await;
    let _: PushReply = world.ask("push", &one.token, &note(one.device)).await;
    assert!(next_wake(&mut socket).await > before);
}

#[tokio::test]
async fn the_socket_of_a_device_is_cut_when_its_access_is_taken() {
    use futures_util::StreamExt;

    let world = World::start().await;
    let (here, lost) = (world.sign_in().await, world.sign_in().await);
    let mut mine = world.live(&here.token).await.unwrap();
    let socket = world.live(&lost.token).await.unwrap();
    let end = EndDevice {
        device: lost.device.to_string(),
        wipe: false,
    };
    let left: Vec<MyDevice> = world.ask("account/devices/end", &here.token, &end).await;
    assert!(
        left.iter()
            .any(|device| device.this && device.access == DeviceAccess::Full)
    );
    assert!(
        left.iter()
            .any(|device| !device.this && device.access == DeviceAccess::Revoked)
    );
    // Ends when the server closes it.
    socket.for_each(|_| async {}).await;
    next_wake(&mut mine).await;
}

/// The head that the next wake-up names.
pub async fn next_wake(socket: &mut Socket) -> u64 {
    use futures_util::StreamExt;
    loop {
        if let tungstenite::Message::Binary(bytes) = socket.next().await.unwrap().unwrap() {
            return frame::decode::<campo_wire::sync::Wake>(&bytes)
                .unwrap()
                .head;
        }
    }
}
