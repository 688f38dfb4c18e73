//! The server's routes and what guards all of them.

mod account;
mod admin;
mod audit;
mod blobs;
mod contact;
mod enrollment;
mod health;
mod live;
mod module;
mod session;
mod sync;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use campo_wire::error::ErrorCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::api::Api;
use crate::exchange::Shared;
use crate::failure::Failure;
use crate::rate::Address;

/// How long one exchange may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Every route. The connection's address must be in the requests
/// (`into_make_service_with_connect_info::<SocketAddr>`): failed sign-ins are counted by it.
pub fn router(shared: Shared) -> Router {
    let exchanges = session::routes(account::routes(Api::default()));
    let exchanges = enrollment::routes(exchanges);
    let exchanges = contact::routes(sync::routes(module::routes(exchanges)));
    let exchanges = audit::routes(admin::routes(exchanges)).within(TIMEOUT);
    let all = health::routes(live::routes(blobs::routes(exchanges)));
    let routes = all
        .finish()
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(shared.clone(), per_address))
        .with_state(shared);
    guarded(routes)
}

/// The layers around all routes, the innermost first.
fn guarded(routes: Router) -> Router {
    let fixed = |name: HeaderName, value| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// Answers an address only as often as it may ask.
async fn per_address(
    State(shared): State<Shared>,
    address: Address,
    request: Request<Body>,
    next: Next,
) -> Result<Response, Failure> {
    shared.rates.address(address)?;
    Ok(next.run(request).await)
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
    Failure::nothing_here()
}

async fn wrong_method() -> Failure {
    let message = "the address takes other methods: those in the header Allow";
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Failure::new(status, ErrorCode::BadRequest, message)
}
