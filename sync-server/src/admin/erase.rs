//! `admin erase` and `admin erasure`.

use std::collections::BTreeMap;

use campo_log::{Receipt, Tenant, Tenants};
use campo_model::id::{DeviceTag, RecordId};
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::admin::{Erase, ErasureCommand};
use crate::clock::now_ms;

/// What no erasure reaches by itself.
const OUTSIDE: &str = "backups made before this still have the values until they are deleted; after restoring one of them, erase again";

pub(super) fn erase(tenants: &Tenants, order: &Erase) -> anyhow::Result<Report> {
    let tenant = open(tenants, &order.tenant)?;
    let records = order.records.iter().map(|record| record.parse());
    let records = records.collect::<Result<Vec<RecordId>, _>>()?;
    let receipts = tenant.erase(&records, &order.fields, &order.reason, now_ms())?;
    reports(&tenant, &receipts)
}

pub(super) fn run(tenants: &Tenants, command: ErasureCommand) -> anyhow::Result<Report> {
    let (tenant, wanted) = match command {
        ErasureCommand::List { tenant } => (tenant, None),
        ErasureCommand::Show { tenant, erasure } => (tenant, Some(erasure)),
    };
    let tenant = open(tenants, &tenant)?;
    let mut receipts = tenant.erasures()?;
    if let Some(wanted) = wanted {
        receipts.retain(|receipt| receipt.erasure.n == wanted);
        anyhow::ensure!(
            !receipts.is_empty(),
            "there is no erasure {wanted}: see `admin erasure list`"
        );
    }
    reports(&tenant, &receipts)
}

fn reports(tenant: &Tenant, receipts: &[Receipt]) -> anyhow::Result<Report> {
    let devices = tenant.devices()?.into_iter();
    let names: BTreeMap<DeviceTag, String> =
        devices.map(|device| (device.tag, device.name)).collect();
    let described = receipts.iter().map(|receipt| describe(receipt, &names));
    Ok(Report::list(described.collect()))
}

/// A receipt in both forms: where the values are gone, where not yet, and what is outside.
fn describe(receipt: &Receipt, names: &BTreeMap<DeviceTag, String>) -> (Value, String) {
    let erased = &receipt.erasure;
    let device = |(tag, acknowledged): &(DeviceTag, Option<i64>)| json!({ "device": tag.to_string(), "name": names.get(tag), "acknowledged": acknowledged.map(moment) });
    let devices: Vec<Value> = receipt.devices.iter().map(device).collect();
    let open = receipt
        .devices
        .iter()
        .filter(|(_, acknowledged)| acknowledged.is_none())
        .count();
    let what = match erased.fields.as_slice() {
        [] => "all of it".to_owned(),
        fields => fields.join(","),
    };
    let mut text = format!(
        "{}\t{}\t{}\t{what}\t{}\tgone on the server and {} of {} devices",
        erased.n,
        moment(erased.at_ms),
        erased.record,
        erased.reason,
        devices.len() - open,
        devices.len()
    );
    for (tag, acknowledged) in &receipt.devices {
        let name = names.get(tag).map_or("", String::as_str);
        let state = acknowledged.map_or("not yet".to_owned(), moment);
        text += &format!("\n\t{tag}\t{name}\t{state}");
    }
    text += &format!("\n\t{OUTSIDE}");
    let json = json!({
        "erasure": erased.n, "at": moment(erased.at_ms), "record": erased.record.to_string(), "fields": erased.fields,
        "reason": erased.reason, "server": true, "devices": devices, "open": open, "outside": OUTSIDE,
    });
    (json, text)
}
