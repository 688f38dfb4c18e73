//! Signing in.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, State};
use campo_log::LogError;
use campo_model::id::DeviceTag;
use campo_wire::sync::{SessionReply, SessionRequest};

use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Shared, blocking};
use crate::failure::Failure;

/// Starts a session for a person with the right password.
pub(super) async fn start(
    State(shared): State<Shared>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Frame(request): Frame<SessionRequest>,
) -> Result<Frame<SessionReply>, Failure> {
    let person = format!("{}/{}", request.tenant, request.user.to_lowercase());
    let names = [person, address.ip().to_string()];
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
        signed_in
    });
    Ok(Frame(reply.await?))
}

/// Makes the caller's device a new incarnation.
pub(super) async fn enroll(
    Authenticated { tenant, caller }: Authenticated,
    Frame(()): Frame<()>,
) -> Result<Frame<DeviceTag>, Failure> {
    Ok(Frame(
        blocking(move || tenant.enroll(&caller, now_ms())).await?,
    ))
}
