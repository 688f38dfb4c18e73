//! The devices of the tenant.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use campo_log::Device;
use campo_model::id::{DeviceTag, UserId};
use campo_wire::administration::{DeviceOrder, TenantDevice};
use serde::Deserialize;

use super::super::account::access;
use super::{latest, manage, names, no_such};
use crate::clock::rfc3339;
use crate::exchange::{Authenticated, Body, Shared};
use crate::failure::Failure;

/// Every device.
pub(in crate::routes) async fn list(
    State(shared): State<Shared>,
    who: Authenticated,
) -> Result<Json<Vec<TenantDevice>>, Failure> {
    manage(&shared, who, "seeing people's devices", |tenant, _| {
        let names = names(tenant)?;
        let devices = latest(tenant)?.into_iter();
        Ok(devices
            .map(|device| describe_device(device, &names))
            .collect())
    })
    .await
}

/// What a device is to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::routes) struct Wanted {
    order: DeviceOrder,
}

/// Takes a device's access, gives it back, or has it destroyed.
pub(in crate::routes) async fn order(
    State(shared): State<Shared>,
    Path(tag): Path<String>,
    who: Authenticated,
    Body(Wanted { order }): Body<Wanted>,
) -> Result<Json<TenantDevice>, Failure> {
    let tag: DeviceTag = tag.parse().map_err(|_| no_such("device", &tag))?;
    manage(
        &shared,
        who,
        "ordering what devices do",
        move |tenant, by| {
            let device = match order {
                DeviceOrder::Revoke => tenant.revoke_device(tag, by),
                DeviceOrder::Reinstate => tenant.reinstate_device(tag, by),
                DeviceOrder::Wipe => tenant.wipe_device(tag, by),
            };
            Ok(describe_device(device?, &names(tenant)?))
        },
    )
    .await
}

fn describe_device(device: Device, names: &BTreeMap<UserId, String>) -> TenantDevice {
    TenantDevice {
        access: access(&device),
        device: device.tag.to_string(),
        person: names.get(&device.user).cloned().unwrap_or_default(),
        name: device.name,
        last_seen: rfc3339(device.last_seen_ms),
        version: device.version,
        pending: device.pending,
    }
}
