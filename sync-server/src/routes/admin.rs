//! What a tenant's managers handle, as JSON: people, devices, work that was set aside, the tenant's settings, rights.

mod devices;
mod people;
mod rights;
mod set_aside;
mod tenant;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::http::StatusCode;
use campo_log::{By, Device, LogError, Tenant};
use campo_model::id::UserId;
use campo_wire::error::ErrorCode;

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Authenticated, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

pub(super) fn routes(api: Api) -> Api {
    let api = people::routes(devices::routes(api));
    let api = set_aside::routes(tenant::routes(api));
    rights::routes(api)
}

/// A route for managers.
fn managers(summary: &'static str) -> Operation {
    Operation::of(summary, Who::Manager)
}

/// Does something as a manager of the caller's tenant; what it changed wakes the tenant's devices.
async fn manage<T: Send + 'static>(
    shared: &Shared,
    Authenticated { tenant, caller }: Authenticated,
    what: &'static str,
    work: impl FnOnce(&Tenant, By) -> Result<T, LogError> + Send + 'static,
) -> Result<Json<T>, Failure> {
    let live = Arc::clone(&shared.live);
    let done = blocking(move || {
        let by = tenant.manager(&caller, what, now_ms())?;
        let done = work(&tenant, by)?;
        live.announce(tenant.key(), News::of(&tenant)?);
        Ok(done)
    });
    Ok(Json(done.await?))
}

/// Each device once, as its latest incarnation, the last seen first.
fn latest(tenant: &Tenant) -> Result<Vec<Device>, LogError> {
    let mut devices = tenant.devices()?;
    devices.sort_by_key(|device| Reverse((device.last_seen_ms, device.created_ms)));
    let mut seen = BTreeSet::new();
    devices.retain(|device| seen.insert(device.origin));
    Ok(devices)
}

fn names(tenant: &Tenant) -> Result<BTreeMap<UserId, String>, LogError> {
    let users = tenant.users()?.into_iter();
    Ok(users.map(|user| (user.id, user.name)).collect())
}

fn no_such(what: &str, name: &str) -> Failure {
    let message = format!("there is no {what} `{name}`");
    Failure::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message)
}
