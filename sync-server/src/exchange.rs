//! What every route shares: the state, frames as bodies, who is calling, and work on the database.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use campo_log::{Caller, LogError, Tenant, Tenants, token_tenant};
use campo_wire::error::ErrorCode;
use campo_wire::frame;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use crate::clock::now_ms;
use crate::failure::Failure;
use crate::live::Live;
use crate::rate::{RateLimits, Rates};
use crate::softlock::Softlock;

/// The media type of a frame.
const FRAME: HeaderValue = HeaderValue::from_static("application/x-campo-frame");

/// How many passwords are hashed at once.
const HASHES_AT_ONCE: usize = 2;

/// What all requests share.
#[derive(Clone)]
pub struct Shared {
    /// The data.
    pub tenants: Arc<Tenants>,
    /// The live sockets.
    pub live: Arc<Live>,
    /// The failed tries to sign in.
    pub softlock: Arc<Softlock>,
    /// How often people and addresses may ask.
    pub rates: Arc<Rates>,
    /// The right to hash a password: each hash takes much memory and time.
    pub hashing: Arc<Semaphore>,
}

impl Shared {
    /// The state of a server over these tenants.
    pub fn new(tenants: Tenants, limits: &RateLimits) -> Self {
        Self {
            tenants: Arc::new(tenants),
            live: Arc::default(),
            softlock: Arc::default(),
            rates: Arc::new(Rates::new(limits)),
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
        }
    }
}

/// Runs work that may wait for the disk off the threads that serve sockets.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Failure::from),
        Err(broken) => Err(Failure::internal(&broken)),
    }
}

/// A message as the body of a request or an answer.
pub struct Frame<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Frame<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Failure> {
        let body =
            Bytes::from_request(request, state)
                .await
                .map_err(|rejection| match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => frame::FrameError::TooLarge.into(),
                    status => Failure::new(status, ErrorCode::BadRequest, "the request broke off"),
                })?;
        Ok(Self(frame::decode(&body)?))
    }
}

/// A JSON object as the body of a request.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Failure> {
        let refused = |status, why| Failure::new(status, ErrorCode::BadRequest, why);
        // An object first: a list would pass for a message whose keys may all be absent.
        let body = Json::<Map<String, Value>>::from_request(request, state).await;
        let Json(body) =
            body.map_err(|rejection| refused(rejection.status(), rejection.body_text()))?;
        let read = serde_json::from_value(Value::Object(body));
        let read =
            read.map_err(|error| refused(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
        Ok(Self(read))
    }
}

/// The one part of a path that varies. One that is no text names nothing there is.
pub struct Part(pub String);

impl FromRequestParts<Shared> for Part {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Failure> {
        let part = Path::<String>::from_request_parts(parts, state).await;
        let Path(part) = part.map_err(|_| Failure::nothing_here())?;
        Ok(Self(part))
    }
}

/// The parameters of a query.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Parameters<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Failure> {
        let Query(parameters) =
            Query::from_request_parts(parts, state)
                .await
                .map_err(|rejection| {
                    let why = rejection.body_text();
                    Failure::new(StatusCode::BAD_REQUEST, ErrorCode::BadRequest, why)
                })?;
        Ok(Self(parameters))
    }
}

impl<T: Serialize> IntoResponse for Frame<T> {
    fn into_response(self) -> Response {
        match frame::encode(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, FRAME)], body).into_response(),
            Err(error) => Failure::internal(&error).into_response(),
        }
    }
}

/// The signed-in person, device and tenant of a request.
pub struct Authenticated {
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The person and device.
    pub caller: Caller,
}

/// Somebody the server knows, who may have lost access: for the routes that hand in work and take orders.
pub struct Recognized {
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The person and device.
    pub caller: Caller,
}

impl FromRequestParts<Shared> for Authenticated {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Failure> {
        let (tenant, caller) = identify(parts, state, Tenant::authenticate).await?;
        Ok(Self { tenant, caller })
    }
}

impl FromRequestParts<Shared> for Recognized {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Failure> {
        let (tenant, caller) = identify(parts, state, Tenant::recognize).await?;
        Ok(Self { tenant, caller })
    }
}

/// Who sends a request, by its token; counts it.
async fn identify(
    parts: &Parts,
    state: &Shared,
    by: fn(&Tenant, &str, i64) -> Result<Caller, LogError>,
) -> Result<(Arc<Tenant>, Caller), Failure> {
    let token = bearer(parts)?;
    let tenants = Arc::clone(&state.tenants);
    let known = blocking(move || {
        let tenant = tenant_of(&tenants, &token)?;
        let caller = by(&tenant, &token, now_ms())?;
        Ok((tenant, caller))
    });
    let (tenant, caller) = known.await?;
    state.rates.person(caller.user)?;
    Ok((tenant, caller))
}

fn bearer(parts: &Parts) -> Result<String, Failure> {
    let header = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer "));
    token.map(str::to_owned).ok_or_else(Failure::signed_out)
}

/// The tenant that a token is of.
pub fn tenant_of(tenants: &Tenants, token: &str) -> Result<Arc<Tenant>, LogError> {
    let key = token_tenant(token).ok_or(LogError::SignedOut)?;
    tenants.get(key).map_err(|error| match error {
        LogError::Missing { .. } => LogError::SignedOut,
        other => other,
    })
}
