//! The server's routes and what guards all of them.

mod account;
mod admin;
mod audit;
mod blobs;
mod contact;
mod health;
mod live;
mod module;
mod session;
mod sync;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use campo_wire::error::ErrorCode;
use campo_wire::frame::MAX_FRAME_BYTES;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::exchange::Shared;
use crate::failure::Failure;

/// How long one exchange may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Every route. The connection's address must be in the requests
/// (`into_make_service_with_connect_info::<SocketAddr>`): failed sign-ins are counted by it.
pub fn router(shared: Shared) -> Router {
    let exchanges = Router::new()
        .route("/v1/session", post(session::start))
        .route("/v1/device", post(session::enroll))
        .route("/v1/account/password", post(account::change_password))
        .route("/v1/account/devices", get(account::devices))
        .route("/v1/account/devices/end", post(account::end_device))
        .route("/v1/account/factor", get(account::factor))
        .route("/v1/account/factor/begin", post(account::begin_factor))
        .route("/v1/account/factor/confirm", post(account::confirm_factor))
        .route("/v1/account/factor/end", post(account::end_factor))
        .route("/v1/module", post(module::install))
        .route("/v1/contact", post(contact::contact))
        .route("/v1/wiped", post(contact::wiped))
        .route("/v1/push", post(sync::push))
        .route("/v1/pull", post(sync::pull))
        .route("/v1/history/{record}", get(sync::history))
        .route(
            "/v1/admin/people",
            get(admin::people::list).post(admin::people::create),
        )
        .route("/v1/admin/people/{name}", patch(admin::people::change))
        .route("/v1/admin/devices", get(admin::devices::list))
        .route("/v1/admin/devices/{tag}", patch(admin::devices::order))
        .route("/v1/admin/set-aside", get(admin::set_aside::list))
        .route("/v1/admin/set-aside/decide", post(admin::set_aside::decide))
        .route(
            "/v1/admin/tenant",
            get(admin::tenant::show).patch(admin::tenant::change),
        )
        .route(
            "/v1/admin/records/{id}/rights",
            get(admin::rights::of_record),
        )
        .route("/api/audit/search", get(audit::search))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            TIMEOUT,
        ));
    let routes = exchanges
        .route("/v1/blobs/{hash}", get(blobs::content).put(blobs::deliver))
        .route("/v1/live", get(live::open))
        .route("/v1/health", get(health::health))
        .fallback(nothing)
        .with_state(shared);
    guarded(routes)
}

/// The layers around all routes, the innermost first.
fn guarded(routes: Router) -> Router {
    let fixed = |name: HeaderName, value| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    routes
        .layer(DefaultBodyLimit::max(MAX_FRAME_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// Names the request in the log by method, route and id: never by headers or content.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a request panicked");
    let message = "the server failed; everything sent before is safe";
    Failure::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::Internal,
        message,
    )
    .into_response()
}

async fn nothing() -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        ErrorCode::NotFound,
        "there is nothing at this address",
    )
}
