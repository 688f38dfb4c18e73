//! The live socket: the server says "there is news" and the device pulls.

use std::time::Duration;

use futures_util::StreamExt;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::app::App;
use crate::remote::Remote;

/// After a socket failed the poll of the replica is enough for a while.
const RETRY: Duration = Duration::from_secs(15);

/// A live socket that stays open between rounds.
#[derive(Default)]
pub(crate) struct Live {
    socket: Option<WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>>,
}

impl Live {
    /// Returns when the server has news. Never returns without a server to listen to.
    pub(crate) async fn wake_up(&mut self, app: &App) {
        if !app.is_signed_in() {
            self.socket = None;
            return std::future::pending().await;
        }
        // Only for a new socket: what speaks to a server is not made in no time.
        if self.socket.is_none()
            && let Some(remote) = app.remote()
        {
            self.socket = connect(&remote).await;
        }
        let Some(socket) = &mut self.socket else {
            return tokio::time::sleep(RETRY).await;
        };
        loop {
            match socket.next().await {
                Some(Ok(message)) if message.is_binary() => return,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    self.socket = None;
                    return tokio::time::sleep(RETRY).await;
                }
            }
        }
    }
}

async fn connect(
    remote: &Remote,
) -> Option<WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>> {
    let (address, bearer) = remote.live();
    let mut request = address.into_client_request().ok()?;
    request
        .headers_mut()
        .insert(header::AUTHORIZATION, HeaderValue::from_str(&bearer).ok()?);
    let config = WebSocketConfig::default()
        .max_message_size(Some(4096))
        .max_frame_size(Some(4096));
    let (socket, _) = connect_async_with_config(request, Some(config), false)
        .await
        .ok()?;
    Some(socket)
}
