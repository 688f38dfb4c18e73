//! `admin device`.

use std::collections::BTreeMap;

use campo_log::{Device, Tenant, Tenants};
use campo_model::id::UserId;
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::DeviceCommand;

pub(super) fn run(tenants: &Tenants, command: DeviceCommand) -> anyhow::Result<Report> {
    match command {
        DeviceCommand::List { tenant } => {
            let tenant = open(tenants, &tenant)?;
            let (devices, names) = (tenant.devices()?, names(&tenant)?);
            Ok(Report::list(
                devices
                    .iter()
                    .map(|device| describe(device, &names))
                    .collect(),
            ))
        }
        DeviceCommand::Show { tenant, device } => {
            let tenant = open(tenants, &tenant)?;
            report(&tenant, &tenant.device(device.parse()?)?)
        }
        DeviceCommand::Revoke { tenant, device } => {
            let tenant = open(tenants, &tenant)?;
            report(&tenant, &tenant.revoke_device(device.parse()?)?)
        }
    }
}

fn report(tenant: &Tenant, device: &Device) -> anyhow::Result<Report> {
    let (json, text) = describe(device, &names(tenant)?);
    Ok(Report::new(json, text))
}

fn names(tenant: &Tenant) -> anyhow::Result<BTreeMap<UserId, String>> {
    Ok(tenant
        .users()?
        .into_iter()
        .map(|user| (user.id, user.name))
        .collect())
}

fn describe(device: &Device, names: &BTreeMap<UserId, String>) -> (Value, String) {
    let user = names.get(&device.user).map_or("", String::as_str);
    let (tag, last_seen) = (device.tag.to_string(), moment(device.last_seen_ms));
    let state = if device.revoked { "\trevoked" } else { "" };
    let text = format!("{tag}\t{user}\t{}\t{last_seen}{state}", device.name);
    let json = json!({
        "device": tag, "user": user, "name": device.name, "created": moment(device.created_ms),
        "last_seen": last_seen, "revoked": device.revoked,
    });
    (json, text)
}
