//! A device exchanges a code, which a manager made, for a session.

use axum::extract::State;
use axum::http::StatusCode;
use campo_log::{EnrollmentRefusal, LogError, token_tenant};
use campo_wire::enrollment::{EnrollReply, EnrollRequest};

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Frame, Shared, blocking};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let exchange = Operation::of("Sign in with a code that a manager made", Who::Anybody)
        .takes_frame("EnrollRequest")
        .refuses(&[
            StatusCode::UNAUTHORIZED,
            StatusCode::FORBIDDEN,
            StatusCode::GONE,
            StatusCode::UNPROCESSABLE_ENTITY,
        ])
        .gives_frame("EnrollReply");
    api.post("/v1/enrollment", exchange, self::exchange)
}

/// Starts a session for a code. Nobody guesses 256 bits: the limits to requests of an address are enough.
async fn exchange(
    State(shared): State<Shared>,
    Frame(request): Frame<EnrollRequest>,
) -> Result<Frame<EnrollReply>, Failure> {
    let reply = blocking(move || {
        let tenant = token_tenant(&request.token).unwrap_or_default();
        match shared.tenants.get(tenant) {
            Ok(tenant) => tenant.enroll_device(&request, now_ms()),
            Err(LogError::Missing { .. }) => Err(EnrollmentRefusal::Unknown.into()),
            Err(other) => Err(other),
        }
    });
    Ok(Frame(reply.await?))
}
