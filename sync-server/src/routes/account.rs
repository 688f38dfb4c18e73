//! The caller's own account: password, second factor, devices. Guessing is slowed down as at sign-in.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use campo_log::{Caller, Device, LogError, Tenant};
use campo_model::id::DeviceTag;
use campo_wire::account::{
    ChangePassword, DeviceAccess, EndDevice, FactorCode, FactorOffer, FactorState, MyDevice,
    RecoveryCodes,
};
use campo_wire::error::ErrorCode;

use crate::clock::{now_ms, rfc3339};
use crate::exchange::{Authenticated, Frame, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

/// Sets the caller's password.
pub(super) async fn change_password(
    State(shared): State<Shared>,
    who: Authenticated,
    Frame(ChangePassword { old, new }): Frame<ChangePassword>,
) -> Result<Frame<()>, Failure> {
    let changed = guarded(shared, who, move |tenant, caller| {
        tenant.change_password(caller, &old, &new, now_ms())
    });
    Ok(Frame(changed.await?))
}

/// The caller's devices.
pub(super) async fn devices(
    Authenticated { tenant, caller }: Authenticated,
) -> Result<Frame<Vec<MyDevice>>, Failure> {
    Ok(Frame(blocking(move || list(&tenant, &caller)).await?))
}

/// Takes the access of another device of the caller.
pub(super) async fn end_device(
    State(shared): State<Shared>,
    Authenticated { tenant, caller }: Authenticated,
    Frame(EndDevice { device, wipe }): Frame<EndDevice>,
) -> Result<Frame<Vec<MyDevice>>, Failure> {
    let tag: DeviceTag = device.parse().map_err(|_| {
        let message = format!("`{device}` is no device: a tag has 16 hexadecimal digits");
        Failure::new(StatusCode::BAD_REQUEST, ErrorCode::BadRequest, message)
    })?;
    let left = blocking(move || {
        tenant.end_device(&caller, tag, wipe, now_ms())?;
        shared.live.announce(tenant.key(), News::of(&tenant)?);
        list(&tenant, &caller)
    });
    Ok(Frame(left.await?))
}

fn list(tenant: &Tenant, caller: &Caller) -> Result<Vec<MyDevice>, LogError> {
    let this = tenant.device(caller.device)?.origin;
    let devices = tenant.devices_of(caller)?.into_iter();
    Ok(devices
        .map(|device| MyDevice {
            access: access(&device),
            this: device.origin == this,
            device: device.tag.to_string(),
            name: device.name,
            last_seen: rfc3339(device.last_seen_ms),
            version: device.version,
            pending: device.pending,
        })
        .collect())
}

pub(super) fn access(device: &Device) -> DeviceAccess {
    match device {
        Device {
            wiped_ms: Some(_), ..
        } => DeviceAccess::Wiped,
        Device {
            wipe_ms: Some(_), ..
        } => DeviceAccess::WipeOrdered,
        Device { revoked: true, .. } => DeviceAccess::Revoked,
        _ => DeviceAccess::Full,
    }
}

/// Whether the caller has a second factor.
pub(super) async fn factor(
    Authenticated { tenant, caller }: Authenticated,
) -> Result<Frame<FactorState>, Failure> {
    let in_force = blocking(move || tenant.has_factor(&caller)).await?;
    Ok(Frame(FactorState { in_force }))
}

/// Offers a secret for an authenticator app.
pub(super) async fn begin_factor(
    Authenticated { tenant, caller }: Authenticated,
    Frame(()): Frame<()>,
) -> Result<Frame<FactorOffer>, Failure> {
    Ok(Frame(blocking(move || tenant.begin_factor(&caller)).await?))
}

/// Puts the offered secret in force.
pub(super) async fn confirm_factor(
    State(shared): State<Shared>,
    who: Authenticated,
    Frame(FactorCode { code }): Frame<FactorCode>,
) -> Result<Frame<RecoveryCodes>, Failure> {
    let codes = guarded(shared, who, move |tenant, caller| {
        tenant.confirm_factor(caller, &code, now_ms())
    });
    Ok(Frame(RecoveryCodes {
        codes: codes.await?,
    }))
}

/// Ends the second factor.
pub(super) async fn end_factor(
    State(shared): State<Shared>,
    who: Authenticated,
    Frame(FactorCode { code }): Frame<FactorCode>,
) -> Result<Frame<FactorState>, Failure> {
    guarded(shared, who, move |tenant, caller| {
        tenant.end_factor(caller, &code, now_ms())
    })
    .await?;
    Ok(Frame(FactorState { in_force: false }))
}

/// Tries a code or password, unless the caller failed too often lately.
async fn guarded<T: Send + 'static>(
    shared: Shared,
    Authenticated { tenant, caller }: Authenticated,
    attempt: impl FnOnce(&Tenant, &Caller) -> Result<T, LogError> + Send + 'static,
) -> Result<T, Failure> {
    let names = [format!("account/{}/{}", tenant.key(), caller.user)];
    if let Some(wait) = shared.softlock.wait(&names, Instant::now()) {
        return Err(Failure::wait(wait.as_secs() + 1));
    }
    let softlock = Arc::clone(&shared.softlock);
    blocking(move || {
        let done = attempt(&tenant, &caller);
        match &done {
            Ok(_) => softlock.succeeded(&names[0]),
            Err(LogError::WrongCode | LogError::WrongCredentials) => {
                softlock.failed(&names, Instant::now());
            }
            Err(_) => {}
        }
        done
    })
    .await
}
