//! The wire without a device behind it: sends frames and reads frames.

use anyhow::{Context, Result, ensure};
use campo_model::id::DeviceTag;
use campo_wire::frame::{decode, encode};
use campo_wire::sync::{
    Item, Position, PullReply, PullRequest, PushReply, PushRequest, SessionReply, SessionRequest,
    Verdict,
};
use futures_util::StreamExt;
use reqwest::header;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// A live socket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
    /// The device's tag.
    pub device: DeviceTag,
    /// How far it has read.
    pub position: Position,
}

impl Client {
    /// Signs in at a server.
    pub async fn sign_in(url: &str, request: &SessionRequest) -> Result<Self> {
        let http = reqwest::Client::new();
        let call = http.post(format!("{url}/v1/session"));
        let reply: SessionReply = answer(call, request).await?;
        Ok(Self::new(http, url, reply.token, reply.device))
    }

    /// Somebody with a session.
    pub fn new(http: reqwest::Client, url: &str, token: String, device: DeviceTag) -> Self {
        Self {
            http,
            url: url.to_owned(),
            token,
            device,
            position: Position::default(),
        }
    }

    /// The same at another address, on connections of its own.
    pub fn at(&self, url: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: url.to_owned(),
            ..self.clone()
        }
    }

    /// A further device of the same session.
    pub async fn enroll(&self) -> Result<Self> {
        let device = self.post("device", &()).await?;
        Ok(Self {
            device,
            position: Position::default(),
            ..self.clone()
        })
    }

    /// Sends edits, all of which must be accepted.
    pub async fn push(&self, request: &PushRequest) -> Result<()> {
        let PushReply::Verdicts(verdicts) = self.post("push", request).await? else {
            anyhow::bail!("the server knows other edits of this device");
        };
        let refused = verdicts
            .iter()
            .find(|decided| !matches!(decided.verdict, Verdict::Accepted { .. }));
        ensure!(refused.is_none(), "an edit was not accepted: {refused:?}");
        Ok(())
    }

    /// Reads all there is; the items.
    pub async fn pull(&mut self) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        loop {
            let request = PullRequest {
                device: self.device,
                position: self.position,
            };
            let page: PullReply = self.post("pull", &request).await?;
            items.extend(page.items);
            self.position = page.position;
            if page.position.sweep.is_none() && page.position.cursor.seq >= page.head {
                return Ok(items);
            }
        }
    }

    /// Opens a live socket.
    pub async fn listen(&self) -> Result<Socket> {
        listen(&format!("{}/v1/live", self.url), &self.token).await
    }

    async fn post<Q: Serialize, R: DeserializeOwned>(&self, what: &str, message: &Q) -> Result<R> {
        let call = self.http.post(format!("{}/v1/{what}", self.url));
        answer(call.bearer_auth(&self.token), message).await
    }
}

/// Opens a live socket at an address.
pub async fn listen(url: &str, token: &str) -> Result<Socket> {
    let mut request = url.replacen("http", "ws", 1).into_client_request()?;
    let bearer = format!("Bearer {token}").parse()?;
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    let config = WebSocketConfig::default()
        .read_buffer_size(1024)
        .write_buffer_size(0)
        .max_message_size(Some(4096))
        .max_frame_size(Some(4096));
    let (socket, _) = connect_async_with_config(request, Some(config), true).await?;
    Ok(socket)
}

/// Waits until the other side says that there is news.
pub async fn news(socket: &mut Socket) -> Result<()> {
    loop {
        let message = socket.next().await.context("the socket was closed")??;
        if message.is_binary() {
            return Ok(());
        }
    }
}

async fn answer<Q: Serialize, R: DeserializeOwned>(
    call: reqwest::RequestBuilder,
    message: &Q,
) -> Result<R> {
    let call = call.header(header::CONTENT_TYPE, "application/x-campo-frame");
    let answer = call.body(encode(message)?).send().await?;
    let (status, body) = (answer.status(), answer.bytes().await?);
    ensure!(
        status.is_success(),
        "the server answered {status}: {}",
        String::from_utf8_lossy(&body)
    );
    Ok(decode(&body)?)
}
