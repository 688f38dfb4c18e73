//! `admin tenant`.

use campo_log::{Tenant, TenantEntry, Tenants};
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::admin::{Limit, TenantCommand, TenantLimits};
use crate::clock::now_ms;

pub(super) fn run(tenants: &Tenants, command: TenantCommand) -> anyhow::Result<Report> {
    match command {
        TenantCommand::Create { tenant, name } => {
            create(tenants, &tenant, name.as_deref().unwrap_or(&tenant))
        }
        TenantCommand::List => list(tenants),
        TenantCommand::Show { tenant } => show(tenants, &tenant),
        TenantCommand::Limit { tenant, limits } => limit(&*open(tenants, &tenant)?, &limits),
        TenantCommand::Compact { tenant, keep } => compact(&*open(tenants, &tenant)?, keep),
        TenantCommand::Lease {
            tenant,
            days,
            seconds,
        } => {
            let wanted = days
                .map(|days| i64::from(days) * 86_400)
                .or(seconds.map(i64::from));
            lease(&*open(tenants, &tenant)?, wanted)
        }
    }
}

fn create(tenants: &Tenants, key: &str, name: &str) -> anyhow::Result<Report> {
    let modules = super::module::standard()?;
    let tenant = tenants.create(key, name, now_ms())?;
    let installed = tenant.install(modules, now_ms())?;
    let modules: Vec<_> = installed.iter().map(|module| module.key.as_str()).collect();
    let text = format!("tenant {key} made with the modules {}", modules.join(", "));
    Ok(Report::new(
        json!({ "tenant": key, "name": name, "modules": modules }),
        text,
    ))
}

/// How much a tenant may have, after changing what is wanted.
fn limit(tenant: &Tenant, wanted: &TenantLimits) -> anyhow::Result<Report> {
    let (mut limits, mut files) = (tenant.limits()?, tenant.blob_limits()?);
    let changed = [
        (&mut limits.users, wanted.users),
        (&mut limits.devices, wanted.devices),
        (&mut limits.records, wanted.records),
    ];
    for (limit, wanted) in changed {
        *limit = wanted.map_or(*limit, |Limit(wanted)| wanted);
    }
    files.storage = wanted.storage.unwrap_or(files.storage);
    files.file = wanted.file.unwrap_or(files.file);
    tenant.set_limits(limits, now_ms())?;
    tenant.set_blob_limits(files)?;
    let json = json!({
        "tenant": tenant.key(), "users": limits.users, "devices": limits.devices, "records": limits.records,
        "storage": files.storage, "file": files.file,
    });
    let told =
        |limit: Option<u64>| limit.map_or("any number of".to_owned(), |limit| limit.to_string());
    let text = format!(
        "{}: {} people, {} devices, {} records; {} bytes of files, {} in one",
        tenant.key(),
        told(limits.users),
        told(limits.devices),
        told(limits.records),
        files.storage,
        files.file
    );
    Ok(Report::new(json, text))
}

/// How long devices may go on without the server, after changing it to so many seconds if that is wanted.
fn lease(tenant: &Tenant, wanted: Option<i64>) -> anyhow::Result<Report> {
    if let Some(seconds) = wanted {
        tenant.set_lease_ms(seconds * 1000, now_ms())?;
    }
    let seconds = tenant.lease_ms()? / 1000;
    let text = format!(
        "devices may go on for {:.1} days without the server",
        seconds as f64 / 86_400.0
    );
    Ok(Report::new(
        json!({ "tenant": tenant.key(), "lease_seconds": seconds }),
        text,
    ))
}

/// Compacts a tenant's log, and gives the room back.
fn compact(tenant: &Tenant, keep: u32) -> anyhow::Result<Report> {
    let done = tenant.compact(keep, now_ms())?;
    let (before, after) = tenant.shrink()?;
    let text = format!(
        "{}: {} edits compressed, up to entry {}; {before} bytes became {after}",
        tenant.key(),
        done.edits,
        done.horizon
    );
    let json = json!({
        "tenant": tenant.key(), "edits": done.edits, "horizon": done.horizon, "bytes_before": before, "bytes": after,
    });
    Ok(Report::new(json, text))
}

fn list(tenants: &Tenants) -> anyhow::Result<Report> {
    let describe = |TenantEntry {
                        key,
                        name,
                        created_ms,
                    }: TenantEntry| {
        let text = format!("{key}\t{name}");
        (
            json!({ "tenant": key, "name": name, "created": moment(created_ms) }),
            text,
        )
    };
    Ok(Report::list(
        tenants.list()?.into_iter().map(describe).collect(),
    ))
}

fn show(tenants: &Tenants, key: &str) -> anyhow::Result<Report> {
    let tenant = open(tenants, key)?;
    let size = tenant.size()?;
    let modules: Vec<Value> = tenant
        .modules()?
        .iter()
        .map(|module| json!({ "module": module.key, "version": module.version }))
        .collect();
    let json = json!({
        "tenant": key, "name": tenant.name(), "epoch": size.epoch, "head": size.head, "records": size.records,
        "users": size.users, "devices": size.devices, "modules": modules,
    });
    let text = format!(
        "{key} ({}): {} records, {} people, {} devices, {} modules; log at {}.{}",
        tenant.name(),
        size.records,
        size.users,
        size.devices,
        modules.len(),
        size.epoch,
        size.head
    );
    Ok(Report::new(json, text))
}
