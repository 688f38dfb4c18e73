//! The caller's own account: password, second factor, devices. Guessing is slowed down as at sign-in.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use campo_log::{Caller, Device, LogError, SessionId, Tenant};
use campo_model::id::DeviceTag;
use campo_wire::account::{
    ChangePassword, DeviceAccess, EndDevice, FactorCode, FactorOffer, FactorState, MyDevice,
    RecoveryCodes,
};
use campo_wire::error::ErrorCode;
use campo_wire::renewal::{EndSession, MySession};

use crate::api::{Api, Operation, Who};
use crate::clock::{now_ms, rfc3339};
use crate::exchange::{Authenticated, Frame, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

pub(super) fn routes(api: Api) -> Api {
    let of = |summary| Operation::of(summary, Who::Member);
    let unfit = [StatusCode::UNPROCESSABLE_ENTITY];
    let change_password = of("Set the caller's password; their other sessions end")
        .takes_frame("ChangePassword")
        .refuses(&unfit)
        .gives_frame("()");
    let end_device = of("Take the access of another device of the caller")
        .takes_frame("EndDevice")
        .refuses(&[StatusCode::NOT_FOUND])
        .gives_frame("Vec<MyDevice>");
    let factor = of("Whether the caller has a second factor").gives_frame("FactorState");
    let begin = of("Offer a secret for an authenticator app")
        .takes_frame("()")
        .refuses(&[StatusCode::CONFLICT])
        .gives_frame("FactorOffer");
    let confirm = of("Put the offered secret in force")
        .takes_frame("FactorCode")
        .refuses(&[StatusCode::NOT_FOUND])
        .gives_frame("RecoveryCodes");
    let end = of("End the second factor")
        .takes_frame("FactorCode")
        .gives_frame("FactorState");
    let sessions = of("The caller's sessions").gives_frame("Vec<MySession>");
    let end_session = of("End a session of the caller")
        .takes_frame("EndSession")
        .refuses(&[StatusCode::NOT_FOUND])
        .gives_frame("Vec<MySession>");
    let devices = of("The caller's devices").gives_frame("Vec<MyDevice>");
    api.post(
        "/v1/account/password",
        change_password,
        self::change_password,
    )
    .get("/v1/account/devices", devices, self::devices)
    .post("/v1/account/devices/end", end_device, self::end_device)
    .get("/v1/account/sessions", sessions, self::sessions)
    .post("/v1/account/sessions/end", end_session, self::end_session)
    .get("/v1/account/factor", factor, self::factor)
    .post("/v1/account/factor/begin", begin, begin_factor)
    .post("/v1/account/factor/confirm", confirm, confirm_factor)
    .post("/v1/account/factor/end", end, end_factor)
}

/// Sets the caller's password.
async fn change_password(
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
async fn devices(
    Authenticated { tenant, caller }: Authenticated,
) -> Result<Frame<Vec<MyDevice>>, Failure> {
    Ok(Frame(blocking(move || list(&tenant, &caller)).await?))
}

/// Takes the access of another device of the caller.
async fn end_device(
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

/// The caller's sessions.
async fn sessions(
    Authenticated { tenant, caller }: Authenticated,
) -> Result<Frame<Vec<MySession>>, Failure> {
    Ok(Frame(
        blocking(move || own_sessions(&tenant, &caller)).await?,
    ))
}

/// Ends a session of the caller's.
async fn end_session(
    State(shared): State<Shared>,
    Authenticated { tenant, caller }: Authenticated,
    Frame(EndSession { session }): Frame<EndSession>,
) -> Result<Frame<Vec<MySession>>, Failure> {
    let id: SessionId = session.parse().map_err(|_| {
        let message = format!("`{session}` is no session: its id has 32 hexadecimal digits");
        Failure::new(StatusCode::BAD_REQUEST, ErrorCode::BadRequest, message)
    })?;
    let left = blocking(move || {
        tenant.end_own_session(&caller, id, now_ms())?;
        shared.live.announce(tenant.key(), News::of(&tenant)?);
        own_sessions(&tenant, &caller)
    });
    Ok(Frame(left.await?))
}

fn own_sessions(tenant: &Tenant, caller: &Caller) -> Result<Vec<MySession>, LogError> {
    let devices = tenant.devices_of(caller)?;
    let name = |device: DeviceTag| {
        let named = devices.iter().find(|known| known.tag == device);
        named.map(|known| known.name.clone()).unwrap_or_default()
    };
    let sessions = tenant.sessions_of(caller, now_ms())?.into_iter();
    Ok(sessions
        .map(|session| MySession {
            session: session.id.to_string(),
            device: session.device.to_string(),
            device_name: name(session.device),
            created: rfc3339(session.created_ms),
            last_seen: rfc3339(session.seen_ms),
            expires: rfc3339(session.expires_ms),
            this: session.id == caller.session(),
        })
        .collect())
}

/// Whether the caller has a second factor.
async fn factor(
    Authenticated { tenant, caller }: Authenticated,
) -> Result<Frame<FactorState>, Failure> {
    let in_force = blocking(move || tenant.has_factor(&caller)).await?;
    Ok(Frame(FactorState { in_force }))
}

/// Offers a secret for an authenticator app.
async fn begin_factor(
    Authenticated { tenant, caller }: Authenticated,
    Frame(()): Frame<()>,
) -> Result<Frame<FactorOffer>, Failure> {
    Ok(Frame(blocking(move || tenant.begin_factor(&caller)).await?))
}

/// Puts the offered secret in force.
async fn confirm_factor(
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
async fn end_factor(
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
    let permit = Arc::clone(&shared.hashing).acquire_owned().await;
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
        drop(permit);
        done
    })
    .await
}
