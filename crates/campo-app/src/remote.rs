//! Talking to the server: frames over HTTP, wake-ups over a WebSocket.

mod account;
pub(crate) mod address;
mod administration;
mod blobs;
mod session;

use std::time::Duration;

use campo_document::Edit;
use campo_model::id::{RecordId, UserId};
use campo_sync::Failure;
use campo_wire::account::{
    ChangePassword, EndDevice, FactorCode, FactorOffer, FactorState, MyDevice, RecoveryCodes,
};
use campo_wire::contact::{ContactReply, ContactRequest};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::frame;
use campo_wire::sync::{
    PullReply, PullRequest, PushReply, PushRequest, SessionReply, SessionRequest,
};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use session::{Access, Keeper, Tokens};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(120);
const FRAME: &str = "application/x-campo-frame";

/// One server, with a session or before one.
#[derive(Clone)]
pub struct Remote {
    client: Client,
    server: String,
    access: Access,
}

/// Why the server did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteError {
    /// No usable answer.
    Exchange(Failure),
    /// The server's refusal, in its words.
    Refused(WireError),
}

/// Trusts the authorities that the system trusts.
#[cfg(not(target_os = "android"))]
fn trusting(client: ClientBuilder) -> ClientBuilder {
    client
}

/// Trusts the public authorities: Android's own are behind Java, which the engine does not see.
#[cfg(target_os = "android")]
fn trusting(client: ClientBuilder) -> ClientBuilder {
    let known = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    client.tls_certs_only(known.filter_map(|der| reqwest::Certificate::from_der(der).ok()))
}

impl Remote {
    /// The server at this address; nothing is sent yet.
    pub fn new(server: &str, access: Access) -> Result<Self, WireError> {
        let server = address::parse(server)?;
        let client = trusting(Client::builder())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(EXCHANGE_TIMEOUT)
            // Whoever answers in the server's place must not send what was said to it elsewhere.
            .redirect(Policy::none())
            .build();
        let client = client
            .map_err(|_| WireError::new(ErrorCode::Internal, "the network layer cannot start"))?;
        Ok(Self {
            client,
            server,
            access,
        })
    }

    /// Signs in.
    pub async fn session(&self, request: &SessionRequest) -> Result<SessionReply, RemoteError> {
        self.post("session", request).await
    }

    /// Sets the person's password.
    pub async fn change_password(&self, request: &ChangePassword) -> Result<(), RemoteError> {
        self.post("account/password", request).await
    }

    /// The person's devices.
    pub async fn devices(&self) -> Result<Vec<MyDevice>, RemoteError> {
        let url = format!("{}/v1/account/devices", self.server);
        self.exchange(self.client.get(url)).await
    }

    /// Takes the access of another device of the person.
    pub async fn end_device(&self, request: &EndDevice) -> Result<Vec<MyDevice>, RemoteError> {
        self.post("account/devices/end", request).await
    }

    /// Whether the person signs in with a second factor.
    pub async fn factor(&self) -> Result<FactorState, RemoteError> {
        let url = format!("{}/v1/account/factor", self.server);
        self.exchange(self.client.get(url)).await
    }

    /// Asks for the secret of a second factor.
    pub async fn begin_factor(&self) -> Result<FactorOffer, RemoteError> {
        self.post("account/factor/begin", &()).await
    }

    /// Puts the second factor in force.
    pub async fn confirm_factor(&self, code: &FactorCode) -> Result<RecoveryCodes, RemoteError> {
        self.post("account/factor/confirm", code).await
    }

    /// Ends the second factor.
    pub async fn end_factor(&self, code: &FactorCode) -> Result<FactorState, RemoteError> {
        self.post("account/factor/end", code).await
    }

    /// Asks for a new device tag for the signed-in person.
    pub async fn enroll(&self) -> Result<campo_model::id::DeviceTag, RemoteError> {
        self.post("device", &()).await
    }

    /// Reports, and hears what to do.
    pub async fn contact(&self, request: &ContactRequest) -> Result<ContactReply, RemoteError> {
        self.post("contact", request).await
    }

    /// Reports that what this device held is destroyed.
    pub async fn wiped(&self) -> Result<(), RemoteError> {
        self.post("wiped", &()).await
    }

    /// Sends edits.
    pub async fn push(&self, request: &PushRequest) -> Result<PushReply, RemoteError> {
        self.post("push", request).await
    }

    /// Asks for news.
    pub async fn pull(&self, request: &PullRequest) -> Result<PullReply, RemoteError> {
        self.post("pull", request).await
    }

    /// Installs a module, given as canonical JSON, in the signed-in person's tenant.
    pub async fn install_module(&self, manifest: &str) -> Result<(), RemoteError> {
        self.post("module", &manifest).await
    }

    /// Every edit of a record that the person may read: its number in the log, its author and the edit.
    pub async fn history(&self, record: RecordId) -> Result<Vec<(u64, UserId, Edit)>, RemoteError> {
        let url = format!("{}/v1/history/{record}", self.server);
        self.exchange(self.client.get(url)).await
    }

    /// The server's address, with `ws` for `http`, and the bearer token: what a live socket needs.
    pub fn live(&self) -> (String, String) {
        let address = self.server.replacen("http", "ws", 1);
        let token = self.access.token().unwrap_or_default();
        (format!("{address}/v1/live"), format!("Bearer {token}"))
    }

    async fn post<Q: Serialize, R: DeserializeOwned>(
        &self,
        what: &str,
        request: &Q,
    ) -> Result<R, RemoteError> {
        self.exchange(self.frame(what, request)?).await
    }

    /// A call with a message.
    fn frame<Q: Serialize>(&self, what: &str, request: &Q) -> Result<RequestBuilder, RemoteError> {
        let body = frame::encode(request).map_err(protocol)?;
        let call = self
            .client
            .post(format!("{}/v1/{what}", self.server))
            .header(header::CONTENT_TYPE, FRAME);
        Ok(call.body(body))
    }

    async fn exchange<R: DeserializeOwned>(&self, call: RequestBuilder) -> Result<R, RemoteError> {
        read(self.call(call).await?).await
    }
}

/// The message of an answer.
async fn read<R: DeserializeOwned>(answer: Response) -> Result<R, RemoteError> {
    if answer.status() != StatusCode::OK {
        return Err(refusal(answer).await);
    }
    if answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != FRAME)
    {
        let portal = "something between this device and the server answers in its place (a sign-in page of the network?)";
        return Err(RemoteError::Exchange(Failure::Unreachable(
            portal.to_owned(),
        )));
    }
    let body = bounded_body(answer).await?;
    frame::decode(&body).map_err(protocol)
}

async fn bounded_body(mut answer: Response) -> Result<Vec<u8>, RemoteError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > frame::MAX_FRAME_BYTES {
            return Err(protocol(frame::FrameError::TooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

async fn refusal(answer: Response) -> RemoteError {
    let status = answer.status();
    let retry_after = answer
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        return RemoteError::Exchange(Failure::Busy {
            retry_after: retry_after.map(Duration::from_secs),
        });
    }
    let body = bounded_body(answer).await.unwrap_or_default();
    match serde_json::from_slice::<WireError>(&body) {
        Ok(error) if error.code == ErrorCode::SignedOut => {
            RemoteError::Exchange(Failure::SignedOut)
        }
        Ok(error) => RemoteError::Refused(error),
        Err(_) => RemoteError::Exchange(Failure::Unreachable(format!(
            "the server answered with status {status}"
        ))),
    }
}

fn unreachable(error: reqwest::Error) -> RemoteError {
    let failure = if error.is_connect() {
        Failure::NotConnected("the server cannot be reached".to_owned())
    } else if error.is_timeout() {
        Failure::Unreachable("the server does not answer in time".to_owned())
    } else {
        Failure::Unreachable("the connection to the server broke".to_owned())
    };
    RemoteError::Exchange(failure)
}

fn protocol(error: impl std::fmt::Display) -> RemoteError {
    RemoteError::Exchange(Failure::Protocol(error.to_string()))
}

impl RemoteError {
    /// The failure as the replica understands it.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Exchange(failure) => failure,
            Self::Refused(error) => Failure::Protocol(error.message),
        }
    }

    /// The failure as the UI understands it.
    pub fn into_wire(self) -> WireError {
        match self {
            Self::Refused(error) => error,
            Self::Exchange(Failure::Unreachable(why) | Failure::NotConnected(why)) => {
                let message =
                    format!("{why}; everything typed here is kept on this device and sent later");
                WireError::new(ErrorCode::Offline, message)
            }
            Self::Exchange(Failure::Busy { .. }) => WireError::new(
                ErrorCode::Offline,
                "the server is busy; try again in a moment",
            ),
            Self::Exchange(Failure::SignedOut) => WireError::new(
                ErrorCode::SignedOut,
                "the session has ended; sign in again, nothing is lost",
            ),
            Self::Exchange(Failure::Protocol(why)) => WireError::new(ErrorCode::Protocol, why),
        }
    }
}
