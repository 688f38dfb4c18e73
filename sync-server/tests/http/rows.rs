//! One row per route: a request about something of acme's, and how it is answered to each kind of caller.

use campo_model::id::{DeviceTag, RecordId};
use campo_wire::account::{ChangePassword, EndDevice, FactorCode};
use campo_wire::contact::ContactRequest;
use campo_wire::enrollment::EnrollRequest;
use campo_wire::frame;
use campo_wire::renewal::{EndSession, RenewRequest};
use campo_wire::sync::{Account, Position, PullRequest, PushReply, SessionReply};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::exchange::note;
use crate::world::{PASSWORD, World, session_request};

/// The body of a request.
#[derive(Clone)]
pub enum Content {
    Nothing,
    Frame(Vec<u8>),
    Json(Value),
}

/// A request of one route, and its answers.
pub struct Row {
    /// The method and path as the OpenAPI document writes them.
    pub route: &'static str,
    /// The path with what is acme's in it.
    pub path: String,
    /// The path with an id that nobody has, for those that take one.
    pub unknown: Option<String>,
    pub content: Content,
    /// To somebody of acme without the manager's role, to acme's manager, and to the manager of another tenant.
    pub answers: [u16; 3],
    /// Whether nobody needs to sign in.
    pub open: bool,
}

impl Row {
    fn new(route: &'static str, content: Content, answers: [u16; 3]) -> Self {
        let path = route.split_once(' ').unwrap().1.to_owned();
        Self {
            route,
            path,
            unknown: None,
            content,
            answers,
            open: false,
        }
    }

    /// Fills the varying part of the path.
    fn about(mut self, known: &str, unknown: &str) -> Self {
        let (before, rest) = self.path.split_once('{').unwrap();
        let after = rest.split_once('}').unwrap().1;
        let filled = |part: &str| format!("{before}{part}{after}");
        (self.unknown, self.path) = (Some(filled(unknown)), filled(known));
        self
    }

    fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// Sends it.
    pub async fn send(&self, world: &World, path: &str, token: &str) -> StatusCode {
        let method = self.route.split_once(' ').unwrap().0.to_uppercase();
        let call = world.call(Method::from_bytes(method.as_bytes()).unwrap(), path, token);
        let call = match &self.content {
            Content::Nothing => call,
            Content::Frame(bytes) => call.body(bytes.clone()),
            Content::Json(value) => call.json(value),
        };
        call.send().await.unwrap().status()
    }
}

/// What of acme the requests are about.
pub struct Acme {
    /// Ana's session, and that of another device of hers.
    pub ana: SessionReply,
    pub tablet: SessionReply,
    /// A record of hers.
    pub record: RecordId,
}

impl Acme {
    /// Makes it.
    pub async fn of(world: &World) -> Self {
        let (ana, tablet) = (world.sign_in().await, world.sign_in().await);
        let request = note(tablet.device);
        let record = request.edits[0].record;
        let reply: PushReply = world.ask("push", &tablet.token, &request).await;
        assert!(matches!(reply, PushReply::Verdicts(_)), "{reply:?}");
        Self {
            ana,
            tablet,
            record,
        }
    }
}

fn message(message: &impl Serialize) -> Content {
    Content::Frame(frame::encode(message).unwrap())
}

/// Every row; the last ones end sessions.
pub fn rows(acme: &Acme) -> Vec<Row> {
    let mut rows = open_rows();
    rows.extend(sync_rows(acme));
    rows.extend(manager_rows(acme));
    rows.extend(account_rows(acme));
    rows
}

fn open_rows() -> Vec<Row> {
    let sign_in = message(&session_request("ana", PASSWORD));
    let nobodys = RenewRequest {
        refresh: "acme.00.00".into(),
        at_ms: 0,
        signature: vec![],
    };
    let unknown = EnrollRequest {
        token: "acme.00".into(),
        device_name: "a phone".into(),
        device: None,
        key: [7; 32],
    };
    vec![
        Row::new("get /v1/health", Content::Nothing, [200; 3]).open(),
        Row::new("get /api/openapi.json", Content::Nothing, [200; 3]).open(),
        Row::new("post /v1/session", sign_in, [200; 3]).open(),
        // A refresh token is proof enough of who asks; this one is nobody's.
        Row::new("post /v1/session/renew", message(&nobodys), [401; 3]).open(),
        // So is a code to enroll a device.
        Row::new("post /v1/enrollment", message(&unknown), [401; 3]).open(),
    ]
}

fn sync_rows(acme: &Acme) -> Vec<Row> {
    let device = acme.ana.device;
    let pull = PullRequest {
        device,
        position: Position::default(),
    };
    let report = ContactRequest {
        device,
        version: "1".into(),
        pending: 0,
        given: 1,
        account: Account::default(),
        deposit: None,
        returned: vec![],
    };
    let nobodys = RecordId(uuid::Uuid::now_v7()).to_string();
    let no_file = "0".repeat(64);
    vec![
        Row::new("post /v1/push", message(&note(device)), [200, 403, 403]),
        Row::new("post /v1/pull", message(&pull), [200, 403, 403]),
        Row::new("post /v1/contact", message(&report), [200, 403, 403]),
        Row::new(
            "get /v1/history/{record}",
            Content::Nothing,
            [200, 200, 404],
        )
        .about(&acme.record.to_string(), &nobodys),
        Row::new("get /v1/blobs/{hash}", Content::Nothing, [404; 3]).about(&no_file, "x"),
        Row::new("put /v1/blobs/{hash}", Content::Frame(vec![]), [404; 3])
            .about(&format!("{no_file}?offset=0&size=1"), "x?offset=0&size=1"),
        // Without the headers of a WebSocket.
        Row::new("get /v1/live", Content::Nothing, [400; 3]),
        Row::new("post /v1/module", message(&"{}"), [403, 422, 422]),
    ]
}

fn manager_rows(acme: &Acme) -> Vec<Row> {
    let nobodys = RecordId(uuid::Uuid::now_v7()).to_string();
    let person = json!({ "name": "Bia Lima", "password": PASSWORD, "roles": ["office"] });
    let managers = [403, 200, 200];
    let theirs = [403, 200, 404];
    let json = Content::Json;
    vec![
        Row::new("get /v1/admin/people", Content::Nothing, managers),
        // Made at acme only: the other tenant's manager finds nobody of that name.
        Row::new(
            "patch /v1/admin/people/{name}",
            json(json!({ "roles": ["office"] })),
            theirs,
        )
        .about("rui", "nobody"),
        Row::new("post /v1/admin/people", json(person), managers),
        Row::new(
            "post /v1/admin/people/{name}/enrollment",
            Content::Nothing,
            theirs,
        )
        .about("rui", "nobody"),
        Row::new("get /v1/admin/devices", Content::Nothing, managers),
        Row::new(
            "patch /v1/admin/devices/{tag}",
            json(json!({ "order": "reinstate" })),
            theirs,
        )
        .about(
            &acme.tablet.device.to_string(),
            &DeviceTag([9; 8]).to_string(),
        ),
        Row::new("get /v1/admin/set-aside", Content::Nothing, managers),
        Row::new(
            "post /v1/admin/set-aside/decide",
            json(json!({ "edits": [], "accept": true })),
            managers,
        ),
        Row::new("get /v1/admin/tenant", Content::Nothing, managers),
        Row::new(
            "patch /v1/admin/tenant",
            json(json!({ "lease_seconds": 86_400 })),
            managers,
        ),
        Row::new(
            "get /v1/admin/records/{id}/rights",
            Content::Nothing,
            theirs,
        )
        .about(&acme.record.to_string(), &nobodys),
        Row::new("get /api/audit/search", Content::Nothing, managers),
    ]
}

fn account_rows(acme: &Acme) -> Vec<Row> {
    let end = EndDevice {
        device: acme.tablet.device.to_string(),
        wipe: false,
    };
    let end_session = EndSession {
        session: "0".repeat(32),
    };
    let wrong = FactorCode {
        code: "000000".into(),
    };
    let change = ChangePassword {
        old: PASSWORD.into(),
        new: "another horse staple".into(),
    };
    vec![
        Row::new("post /v1/device", message(&()), [200; 3]),
        Row::new("get /v1/account/devices", Content::Nothing, [200; 3]),
        Row::new(
            "post /v1/account/devices/end",
            message(&end),
            [200, 404, 404],
        ),
        Row::new("get /v1/account/sessions", Content::Nothing, [200; 3]),
        Row::new(
            "post /v1/account/sessions/end",
            message(&end_session),
            [404; 3],
        ),
        Row::new("get /v1/account/factor", Content::Nothing, [200; 3]),
        Row::new("post /v1/account/factor/begin", message(&()), [200; 3]),
        Row::new("post /v1/account/factor/confirm", message(&wrong), [401; 3]),
        Row::new("post /v1/account/factor/end", message(&wrong), [200; 3]),
        Row::new("post /v1/account/password", message(&change), [200; 3]),
        Row::new("post /v1/wiped", message(&()), [200; 3]),
    ]
}
