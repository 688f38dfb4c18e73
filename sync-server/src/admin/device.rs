//! `admin device`.

use std::collections::BTreeMap;

use campo_log::{Device, DeviceReport, Tenant, Tenants};
use campo_model::id::UserId;
use campo_wire::sync::Account;
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::admin::DeviceCommand;
use crate::clock::now_ms;

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
            show(&tenant, &tenant.device(device.parse()?)?)
        }
        DeviceCommand::Revoke { tenant, device } => {
            let tenant = open(tenants, &tenant)?;
            show(&tenant, &tenant.revoke_device(device.parse()?, now_ms())?)
        }
        DeviceCommand::Reinstate { tenant, device } => {
            let tenant = open(tenants, &tenant)?;
            show(
                &tenant,
                &tenant.reinstate_device(device.parse()?, now_ms())?,
            )
        }
        DeviceCommand::Wipe { tenant, device } => {
            let tenant = open(tenants, &tenant)?;
            show(&tenant, &tenant.wipe_device(device.parse()?, now_ms())?)
        }
        DeviceCommand::Report { tenant, device, at } => {
            let tenant = open(tenants, &tenant)?;
            let at_ms = at.unwrap_or_else(now_ms);
            let report = tenant.device_report(device.parse()?, at_ms)?;
            Ok(held(&report, at_ms))
        }
    }
}

/// A device with its accounting.
fn show(tenant: &Tenant, device: &Device) -> anyhow::Result<Report> {
    let (mut json, text) = describe(device, &names(tenant)?);
    let account = tenant.account(device.tag)?;
    if let Some(shown) = json.as_object_mut() {
        shown.insert("account".to_owned(), accounting(&account));
    }
    let Account {
        received,
        accepted,
        conflicting,
        refused,
        quarantined,
        rebased,
        chain,
    } = account;
    let text = format!(
        "{text}\n{received} edits received: {accepted} accepted, {conflicting} with a conflict, {refused} refused, {quarantined} set aside, {rebased} to be made anew\nchain {}",
        hex(&chain)
    );
    Ok(Report::new(json, text))
}

fn accounting(account: &Account) -> Value {
    json!({
        "received": account.received, "accepted": account.accepted,
        "accepted_with_conflict": account.conflicting, "refused": account.refused,
        "quarantined": account.quarantined, "rebased": account.rebased, "chain": hex(&account.chain),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a device held, record by record.
fn held(report: &DeviceReport, at_ms: i64) -> Report {
    let records: Vec<Value> = report
        .records
        .iter()
        .map(|held| {
            json!({
                "record": held.record.to_string(), "type": held.record_type.to_string(), "title": held.title,
                "files": held.files,
            })
        })
        .collect();
    let lines = report.records.iter().map(|held| {
        let files = match held.files.len() {
            0 => String::new(),
            count => format!("\t{count} files"),
        };
        format!(
            "{}\t{}\t{}{files}",
            held.record, held.record_type, held.title
        )
    });
    let total = format!("{} records at {}", records.len(), moment(at_ms));
    let text = lines.chain([total]).collect::<Vec<_>>().join("\n");
    let device = report.device.tag.to_string();
    Report::new(
        json!({ "device": device, "at": moment(at_ms), "records": records }),
        text,
    )
}

/// The names of the people by id.
pub(super) fn names(tenant: &Tenant) -> anyhow::Result<BTreeMap<UserId, String>> {
    Ok(tenant
        .users()?
        .into_iter()
        .map(|user| (user.id, user.name))
        .collect())
}

fn describe(device: &Device, names: &BTreeMap<UserId, String>) -> (Value, String) {
    let user = names.get(&device.user).map_or("", String::as_str);
    let (tag, last_seen) = (device.tag.to_string(), moment(device.last_seen_ms));
    let state = state(device);
    let text = format!(
        "{tag}\t{user}\t{}\t{last_seen}\t{}\t{} pending\t{state}",
        device.name, device.version, device.pending
    );
    let json = json!({
        "device": tag, "first": device.origin.to_string(), "user": user, "name": device.name,
        "created": moment(device.created_ms), "last_seen": last_seen, "version": device.version,
        "pending": device.pending, "state": state, "revoked": device.revoked,
        "wipe_ordered": device.wipe_ms.map(moment), "wiped": device.wiped_ms.map(moment),
    });
    (json, text)
}

fn state(device: &Device) -> &'static str {
    match device {
        Device {
            wiped_ms: Some(_), ..
        } => "wiped",
        Device {
            wipe_ms: Some(_), ..
        } => "wipe ordered",
        Device { revoked: true, .. } => "revoked",
        _ => "active",
    }
}
