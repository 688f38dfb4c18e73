//! The app in a browser on this machine: the same commands over loopback HTTP.
//!
//! Only loopback addresses are served, and only to whoever opens the printed address: its one-time token is traded
//! for a cookie that scripts cannot read and other sites cannot send.

mod blob;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::extract::{Path as UrlPath, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use campo_app::App;
use campo_wire::error::{ErrorCode, WireError};
use futures_util::Stream;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::output::{Output, print};
use crate::session::open;

/// The UI runs nothing that is not its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; \
     media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Imports of large files do not come this way.
const MAX_REQUEST_BYTES: usize = 4 * 1024 * 1024;

struct Host {
    app: Arc<App>,
    /// The token of the printed address, until somebody used it.
    token: Mutex<Option<String>>,
    cookie: String,
}

/// Serves until interrupted.
pub async fn run(
    home: &Path,
    listen: &str,
    ui: Option<PathBuf>,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let address: SocketAddr = listen
        .parse()
        .with_context(|| format!("`{listen}` is not an address, as 127.0.0.1:8080"))?;
    anyhow::ensure!(
        address.ip().is_loopback(),
        "only loopback addresses are served: use 127.0.0.1"
    );
    let ui = ui.unwrap_or_else(|| PathBuf::from("ui/dist"));
    anyhow::ensure!(
        ui.join("index.html").exists(),
        "there is no built UI in {}: give --ui DIR",
        ui.display()
    );

    let app = open(home)?;
    app.start_sync();
    let (token, cookie) = (
        App::secret().map_err(crate::output::refused)?,
        App::secret().map_err(crate::output::refused)?,
    );
    let host = Arc::new(Host {
        app,
        token: Mutex::new(Some(token.clone())),
        cookie,
    });
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))?;
    let url = format!("http://{}/?token={token}", listener.local_addr()?);
    if output.is_json() {
        print(&serde_json::json!({ "url": url }).to_string())?;
    } else {
        print(&format!("open {url}"))?;
    }
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, router(host, &ui))
        .with_graceful_shutdown(interrupted)
        .await?;
    Ok(ExitCode::SUCCESS)
}

fn router(host: Arc<Host>, ui: &Path) -> Router {
    let fixed =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route("/rpc/{command}", post(rpc))
        .route("/events", get(events))
        .route("/blob/{hash}", get(blob::show))
        .fallback_service(ServeDir::new(ui))
        .layer(middleware::from_fn_with_state(Arc::clone(&host), admit))
        .layer(RequestBodyLimitLayer::new(MAX_REQUEST_BYTES))
        // Attached files bring a stricter one.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .with_state(host)
}

#[derive(Deserialize)]
struct Entry {
    token: Option<String>,
}

/// Lets in whoever has the cookie, or trades the token for it.
async fn admit(
    State(host): State<Arc<Host>>,
    Query(entry): Query<Entry>,
    request: Request,
    next: Next,
) -> Response {
    let foreign_host = request
        .headers()
        .get(header::HOST)
        .is_none_or(|name| !is_loopback_name(name));
    if foreign_host {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some(token) = entry.token {
        return trade(&host, &token);
    }
    if has_cookie(request.headers(), &host.cookie) {
        return next.run(request).await;
    }
    let message =
        "this address is for the person at this machine: open the one that `campo serve` printed";
    (
        StatusCode::UNAUTHORIZED,
        Json(WireError::new(ErrorCode::Forbidden, message)),
    )
        .into_response()
}

fn trade(host: &Host, token: &str) -> Response {
    let mut expected = host.token.lock().unwrap_or_else(PoisonError::into_inner);
    if expected.as_deref() != Some(token) {
        return (
            StatusCode::UNAUTHORIZED,
            "this address was used already: start `campo serve` again\n",
        )
            .into_response();
    }
    *expected = None;
    let cookie = format!("campo={}; HttpOnly; SameSite=Strict; Path=/", host.cookie);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

fn has_cookie(headers: &HeaderMap, expected: &str) -> bool {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .any(|pair| pair.trim().strip_prefix("campo=") == Some(expected))
}

/// A page of another name that resolves to this machine must not talk to us (DNS rebinding).
fn is_loopback_name(name: &HeaderValue) -> bool {
    let name = name.to_str().unwrap_or_default();
    let host = name.rsplit_once(':').map_or(name, |(host, _)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

async fn rpc(
    State(host): State<Arc<Host>>,
    UrlPath(command): UrlPath<String>,
    Json(request): Json<Value>,
) -> Response {
    match host.app.rpc(&command, request).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (status(error.code), Json(error)).into_response(),
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::BadRequest | ErrorCode::UnknownType | ErrorCode::UnknownField => {
            StatusCode::BAD_REQUEST
        }
        ErrorCode::SignedOut
        | ErrorCode::WrongCredentials
        | ErrorCode::CodeNeeded
        | ErrorCode::WrongPin
        | ErrorCode::EnrollmentUnknown
        | ErrorCode::WrongCode => StatusCode::UNAUTHORIZED,
        ErrorCode::EnrollmentUsed | ErrorCode::EnrollmentExpired => StatusCode::GONE,
        ErrorCode::Locked => StatusCode::LOCKED,
        ErrorCode::Forbidden | ErrorCode::Revoked => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Invalid
        | ErrorCode::Deleted
        | ErrorCode::Referenced
        | ErrorCode::WeakPassword
        | ErrorCode::NotAPicture
        | ErrorCode::PictureDamaged => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Busy => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Offline | ErrorCode::Protocol => StatusCode::BAD_GATEWAY,
        ErrorCode::FileTooLarge | ErrorCode::PictureTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::DiskFull | ErrorCode::QuotaExceeded => StatusCode::INSUFFICIENT_STORAGE,
        ErrorCode::Storage | ErrorCode::NoKeystore | ErrorCode::Internal => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

async fn events(
    State(host): State<Arc<Host>>,
) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let events = futures_util::stream::unfold(host.app.events(), |mut events| async move {
        loop {
            match events.recv().await {
                Ok(event) => {
                    let data = SseEvent::default().json_data(&event).ok()?;
                    return Some((Ok(data), events));
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
