//! Signing in.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use campo_log::LogError;
use campo_model::id::DeviceTag;
use campo_wire::renewal::{RenewReply, RenewRequest};
use campo_wire::sync::{SessionReply, SessionRequest};

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Shared, blocking, tenant_of};
use crate::failure::Failure;
use crate::rate::Address;

pub(super) fn routes(api: Api) -> Api {
    let start = Operation::of("Sign in", Who::Anybody)
        .takes_frame("SessionRequest")
        .refuses(&[
            StatusCode::UNAUTHORIZED,
            StatusCode::FORBIDDEN,
            StatusCode::UNPROCESSABLE_ENTITY,
        ])
        .gives_frame("SessionReply");
    let enroll = Operation::of(
        "A new tag, for a database that was restored or cloned",
        Who::Member,
    )
    .takes_frame("()")
    .gives_frame("DeviceTag");
    let renew = Operation::of("The next tokens of a session", Who::Anybody)
        .takes_frame("RenewRequest")
        .refuses(&[StatusCode::UNAUTHORIZED])
        .gives_frame("RenewReply");
    api.post("/v1/session", start, self::start)
        .post("/v1/session/renew", renew, self::renew)
        .post("/v1/device", enroll, self::enroll)
}

/// Starts a session for a person with the right password.
async fn start(
    State(shared): State<Shared>,
    address: Address,
    Frame(request): Frame<SessionRequest>,
) -> Result<Frame<SessionReply>, Failure> {
    let person = format!("{}/{}", request.tenant, request.user.to_lowercase());
    let names = [person, address.to_string()];
    // Before the softlock is asked: of tries that come all at once each meets the failures of those before it.
    let permit = Arc::clone(&shared.hashing).acquire_owned().await;
    if let Some(wait) = shared.softlock.wait(&names, Instant::now()) {
        return Err(Failure::wait(wait.as_secs() + 1));
    }
    let (tenants, softlock) = (Arc::clone(&shared.tenants), Arc::clone(&shared.softlock));
    let reply = blocking(move || {
        let signed_in = tenants.sign_in(&request, now_ms());
        match &signed_in {
            Ok(_) => softlock.succeeded(&names[0]),
            Err(LogError::WrongCredentials | LogError::WrongCode) => {
                softlock.failed(&names, Instant::now())
            }
            Err(_) => {}
        }
        drop(permit);
        signed_in
    });
    Ok(Frame(reply.await?))
}

/// Gives a session its next tokens.
async fn renew(
    State(shared): State<Shared>,
    Frame(request): Frame<RenewRequest>,
) -> Result<Frame<RenewReply>, Failure> {
    let reply =
        blocking(move || tenant_of(&shared.tenants, &request.refresh)?.renew(&request, now_ms()));
    Ok(Frame(reply.await?))
}

/// Makes the caller's device a new incarnation.
async fn enroll(
    Authenticated { tenant, caller }: Authenticated,
    Frame(()): Frame<()>,
) -> Result<Frame<DeviceTag>, Failure> {
    Ok(Frame(
        blocking(move || tenant.enroll(&caller, now_ms())).await?,
    ))
}
