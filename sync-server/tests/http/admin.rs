//! What managers handle: done by a manager, refused to everybody else, and never about another tenant.

use campo_model::id::RecordId;
use campo_wire::account::DeviceAccess;
use campo_wire::administration::{
    AuditPage, PersonRights, TenantDevice, TenantPerson, TenantState,
};
use campo_wire::error::WireError;
use campo_wire::sync::PushReply;
use reqwest::{Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::exchange::note;
use crate::world::World;

async fn get<T: DeserializeOwned>(world: &World, path: &str, token: &str) -> T {
    let answer = world.call(Method::GET, path, token).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

async fn send(
    world: &World,
    (method, path): (Method, &str),
    token: &str,
    body: &Value,
) -> Response {
    let call = world.call(method, path, token).json(body);
    call.send().await.unwrap()
}

/// A note of Ana's at acme.
async fn a_note(world: &World) -> RecordId {
    let ana = world.sign_in().await;
    let request = note(ana.device);
    let record = request.edits[0].record;
    let reply: PushReply = world.ask("push", &ana.token, &request).await;
    assert!(matches!(reply, PushReply::Verdicts(_)), "{reply:?}");
    record
}

#[tokio::test]
async fn what_belongs_to_another_tenant_is_not_there() {
    let world = World::start().await;
    let (ana, record) = (world.sign_in().await, a_note(&world).await);
    let stranger = world.session("other", "mia").await;
    let (device, rights) = (
        format!("/v1/admin/devices/{}", ana.device),
        format!("/v1/admin/records/{record}/rights"),
    );
    let order = json!({ "order": "wipe" });
    let answer = send(&world, (Method::PATCH, &device), &stranger.token, &order).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = send(
        &world,
        (Method::GET, &rights),
        &stranger.token,
        &Value::Null,
    )
    .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let mia = world.session("acme", "mia").await;
    let devices: Vec<TenantDevice> = get(&world, "/v1/admin/devices", &mia.token).await;
    assert!(
        devices
            .iter()
            .all(|device| device.access == DeviceAccess::Full)
    );
    let theirs: Vec<TenantDevice> = get(&world, "/v1/admin/devices", &stranger.token).await;
    assert_eq!(theirs.len(), 1, "only the stranger's own");
}

#[tokio::test]
async fn a_manager_makes_a_person_who_signs_in_and_is_shut_out_again() {
    let world = World::start().await;
    let mia = world.session("acme", "mia").await;
    let people = "/v1/admin/people";
    let weak = json!({ "name": "Bia", "password": "123456" });
    let answer = send(&world, (Method::POST, people), &mia.token, &weak).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let new = json!({ "name": "Bia/Lima é", "password": "correct horse staple", "roles": ["office"],
                      "attributes": { "territory": "north" } });
    let answer = send(&world, (Method::POST, people), &mia.token, &new).await;
    let bia: TenantPerson = answer.json().await.unwrap();
    assert_eq!((bia.roles, bia.devices), (vec!["office".to_owned()], 0));
    let again = send(&world, (Method::POST, people), &mia.token, &new).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let session = world.session("acme", "Bia/Lima é").await;
    let path = "/v1/admin/people/Bia%2FLima%20%C3%A9";
    let shut = json!({ "disabled": true, "attributes": { "territory": null } });
    let answer = send(&world, (Method::PATCH, path), &mia.token, &shut).await;
    let bia: TenantPerson = answer.json().await.unwrap();
    assert!(bia.disabled && bia.attributes.is_empty() && bia.devices == 1);
    let answer = world.send("pull", &session.token, Vec::new()).await;
    assert_ne!(answer.status(), StatusCode::OK);
    let own = send(
        &world,
        (Method::PATCH, "/v1/admin/people/mia"),
        &mia.token,
        &shut,
    )
    .await;
    assert_eq!(
        own.status(),
        StatusCode::FORBIDDEN,
        "nobody shuts themselves out"
    );
}

#[tokio::test]
async fn what_a_manager_did_is_in_the_audit_log_under_their_name() {
    let world = World::start().await;
    let mia = world.session("acme", "mia").await;
    let change = json!({ "attributes": { "territory": "south" } });
    send(
        &world,
        (Method::PATCH, "/v1/admin/people/ana"),
        &mia.token,
        &change,
    )
    .await;
    let page: AuditPage = get(&world, "/api/audit/search?action=user.change", &mia.token).await;
    let done = &page.events[0];
    assert_eq!(
        (done.user.as_deref(), done.resource.as_str()),
        (Some("mia"), "ana")
    );
}

#[tokio::test]
async fn the_tenant_says_what_it_has_and_its_lease_is_changed() {
    let world = World::start().await;
    let (mia, _) = (world.session("acme", "mia").await, a_note(&world).await);
    let state: TenantState = get(&world, "/v1/admin/tenant", &mia.token).await;
    assert_eq!(
        (state.people.used, state.devices.used, state.records.used),
        (2, 2, 1)
    );
    let change = json!({ "lease_seconds": 3600 });
    let answer = send(
        &world,
        (Method::PATCH, "/v1/admin/tenant"),
        &mia.token,
        &change,
    )
    .await;
    assert_eq!(
        answer.json::<TenantState>().await.unwrap().lease_seconds,
        3600
    );
    for wrong in [
        json!({ "lease_seconds": 0 }),
        json!({ "lease_seconds": i64::MIN }),
        json!({ "lease": 1 }),
        json!([]),
    ] {
        let answer = send(
            &world,
            (Method::PATCH, "/v1/admin/tenant"),
            &mia.token,
            &wrong,
        )
        .await;
        assert!(
            answer.status().is_client_error(),
            "{wrong}: {}",
            answer.status()
        );
        assert!(answer.json::<WireError>().await.is_ok(), "{wrong}");
    }
}

#[tokio::test]
async fn a_record_s_rights_are_explained_person_by_person() {
    let world = World::start().await;
    let (mia, record) = (world.session("acme", "mia").await, a_note(&world).await);
    let path = format!("/v1/admin/records/{record}/rights");
    let rights: Vec<PersonRights> = get(&world, &path, &mia.token).await;
    let names: Vec<_> = rights.iter().map(|rights| rights.person.as_str()).collect();
    assert_eq!(names, ["ana", "mia"]);
    assert!(
        rights
            .iter()
            .all(|rights| rights.on_devices && rights.rights[0].allowed)
    );
}
