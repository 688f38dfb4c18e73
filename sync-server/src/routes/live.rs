//! The live socket: tells a device that there is news, so that it pulls.
//!
//! It carries no data. Devices that only listen cost little: buffers are small (10,000 sockets with the library's
//! defaults took 1,311 MiB, with these 61 MiB), and one that does not read is dropped.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use campo_wire::error::ErrorCode;
use campo_wire::frame;
use campo_wire::sync::Wake;
use tokio::sync::watch;
use tokio::time::{Instant, interval, timeout};

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Authenticated, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

const BUFFER_BYTES: usize = 4 * 1024;
const MAX_WRITE_BUFFER_BYTES: usize = 64 * 1024;
/// How often a quiet socket is asked whether anybody is there, and its session whether it still holds.
const PING_EVERY: Duration = Duration::from_secs(30);
/// After this long without a word the other side is gone.
const SILENCE: Duration = Duration::from_secs(90);
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn routes(api: Api) -> Api {
    let about = "A WebSocket, on which frames with `Wake` come whenever there is news";
    let live = Operation::of(about, Who::Member)
        .succeeds(StatusCode::SWITCHING_PROTOCOLS, "The socket is open.")
        .refuses(&[StatusCode::BAD_REQUEST, StatusCode::UPGRADE_REQUIRED]);
    api.get("/v1/live", live, open)
}

/// Opens the socket.
async fn open(
    State(shared): State<Shared>,
    signed_in: Authenticated,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let upgrade = upgrade.map_err(|rejection| {
        let why = rejection.body_text();
        Failure::new(rejection.status(), ErrorCode::BadRequest, why)
    })?;
    let tenant = std::sync::Arc::clone(&signed_in.tenant);
    let present = blocking(move || News::of(&tenant)).await?;
    let news = shared.live.listen(signed_in.tenant.key(), present);
    let upgrade = upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
        .max_message_size(BUFFER_BYTES)
        .max_frame_size(BUFFER_BYTES);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, news, signed_in)))
}

async fn serve(mut socket: WebSocket, mut news: watch::Receiver<News>, signed_in: Authenticated) {
    // A device that connects asks first: what came before is its own pull's business, all after is ours.
    let News { head, mut access } = *news.borrow_and_update();
    let mut wanted = wake(head);
    let mut pings = interval(PING_EVERY);
    let mut heard = Instant::now();
    loop {
        if let Some(message) = wanted.take()
            && !matches!(
                timeout(SEND_TIMEOUT, socket.send(message)).await,
                Ok(Ok(()))
            )
        {
            return;
        }
        tokio::select! {
            changed = news.changed() => match changed {
                Ok(()) => {
                    let newest = *news.borrow_and_update();
                    if newest.access > access && !still_signed_in(&signed_in).await {
                        return;
                    }
                    access = newest.access;
                    wanted = wake(newest.head);
                }
                Err(_) => return,
            },
            _ = pings.tick() => {
                if heard.elapsed() > SILENCE || !still_signed_in(&signed_in).await {
                    return;
                }
                wanted = Some(Message::Ping(Bytes::new()));
            }
            message = socket.recv() => match message {
                Some(Ok(_)) => heard = Instant::now(),
                Some(Err(_)) | None => return,
            },
        }
    }
}

fn wake(head: u64) -> Option<Message> {
    frame::encode(&Wake { head })
        .ok()
        .map(|frame| Message::Binary(frame.into()))
}

async fn still_signed_in(signed_in: &Authenticated) -> bool {
    let (tenant, caller) = (std::sync::Arc::clone(&signed_in.tenant), signed_in.caller);
    blocking(move || tenant.still_signed_in(&caller, now_ms()))
        .await
        .unwrap_or(false)
}
