//! A server on a loopback port, as its clients see it.

use std::net::SocketAddr;
use std::num::NonZeroU32;

use campo_log::{NewUser, Tenants};
use campo_model::load::parse_module;
use campo_server::rate::RateLimits;
use campo_server::{Shared, router};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::frame;
use campo_wire::sync::{SessionReply, SessionRequest};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

pub const FRAME: &str = "application/x-campo-frame";
pub const PASSWORD: &str = "correct horse staple";
const MODULE: &str = "
campo: 1
module: demo
version: 1.0.0
types: [{ key: note, fields: [{ key: name, type: text }] }]
roles:
  - { key: office, grants: { note: { read: true, create: true, update: true, delete: true } } }
  - { key: manager, includes: [office] }
";

pub type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// A server on a loopback port with the tenants `acme` and `other`; in each are Ana of the office and Mia, a manager.
pub struct World {
    pub address: SocketAddr,
    pub client: Client,
    pub directory: TempDir,
}

impl World {
    /// Starts it; nobody asks too often.
    pub async fn start() -> Self {
        Self::limited(RateLimits {
            person: NonZeroU32::MAX,
            address: NonZeroU32::MAX,
            proxy_header: None,
        })
        .await
    }

    /// Starts it with limits to how often people and addresses may ask.
    pub async fn limited(limits: RateLimits) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let tenants = Tenants::open(directory.path()).unwrap();
        for key in ["acme", "other"] {
            let tenant = tenants.create(key, key, 0).unwrap();
            tenant
                .install(vec![parse_module(&[("module.yaml", MODULE)]).unwrap()], 0)
                .unwrap();
            for (name, role) in [("ana", "office"), ("mia", "manager")] {
                let new = NewUser {
                    name: name.to_owned(),
                    password: PASSWORD.to_owned(),
                    roles: vec![role.to_owned()],
                    attributes: Default::default(),
                };
                tenant.create_user(new, 0).unwrap();
            }
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router(Shared::new(tenants, &limits))
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self {
            address,
            client: Client::new(),
            directory,
        }
    }

    /// Posts a body as it is.
    pub async fn send(&self, route: &str, token: &str, body: Vec<u8>) -> Response {
        let call = self
            .client
            .post(format!("http://{}/v1/{route}", self.address));
        call.bearer_auth(token)
            .header("content-type", FRAME)
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// Posts a frame and reads the answer.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        route: &str,
        token: &str,
        message: &impl Serialize,
    ) -> T {
        let answer = self
            .send(route, token, frame::encode(message).unwrap())
            .await;
        assert_eq!(
            (answer.status(), &answer.headers()["content-type"]),
            (StatusCode::OK, &FRAME.parse().unwrap())
        );
        frame::decode(&answer.bytes().await.unwrap()).unwrap()
    }

    /// Posts a body that is refused.
    pub async fn refusal(
        &self,
        route: &str,
        token: &str,
        body: Vec<u8>,
    ) -> (StatusCode, ErrorCode) {
        let answer = self.send(route, token, body).await;
        let status = answer.status();
        (status, answer.json::<WireError>().await.unwrap().code)
    }

    /// A live socket.
    pub async fn live(&self, token: &str) -> Result<Socket, tungstenite::Error> {
        let mut request = format!("ws://{}/v1/live", self.address).into_client_request()?;
        let bearer = format!("Bearer {token}").parse()?;
        request.headers_mut().insert("authorization", bearer);
        Ok(tokio_tungstenite::connect_async(request).await?.0)
    }

    /// Ana of acme signs in.
    pub async fn sign_in(&self) -> SessionReply {
        self.session("acme", "ana").await
    }

    /// A session of somebody.
    pub async fn session(&self, tenant: &str, user: &str) -> SessionReply {
        let request = SessionRequest {
            tenant: tenant.to_owned(),
            ..session_request(user, PASSWORD)
        };
        self.ask("session", "", &request).await
    }

    /// A request of a JSON route.
    pub fn call(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.address);
        self.client.request(method, url).bearer_auth(token)
    }
}

pub fn session_request(user: &str, password: &str) -> SessionRequest {
    let (user, password) = (user.to_owned(), password.to_owned());
    SessionRequest {
        tenant: "acme".into(),
        user,
        password,
        device_name: "phone".into(),
        device: None,
        code: None,
        key: None,
    }
}
