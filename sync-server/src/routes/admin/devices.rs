//! The devices of the tenant.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use campo_log::Device;
use campo_model::id::{DeviceTag, UserId};
use campo_wire::administration::{DeviceOrder, TenantDevice};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::account::access;
use super::{latest, manage, managers, names, no_such};
use crate::api::Api;
use crate::clock::rfc3339;
use crate::exchange::{Authenticated, Body, Part, Shared};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let list = managers("Every device").gives_json::<Vec<TenantDevice>>();
    let order = managers("Take a device's access, give it back, or have it destroyed")
        .part("tag", "The device's tag.", "^[0-9a-f]{16}$")
        .takes_json::<Wanted>()
        .gives_json::<TenantDevice>();
    api.get("/v1/admin/devices", list, self::list).patch(
        "/v1/admin/devices/{tag}",
        order,
        self::order,
    )
}

/// Every device.
async fn list(
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
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ordered")]
struct Wanted {
    order: DeviceOrder,
}

/// Takes a device's access, gives it back, or has it destroyed.
async fn order(
    State(shared): State<Shared>,
    Part(tag): Part,
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
