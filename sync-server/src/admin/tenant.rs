//! `admin tenant`.

use campo_log::{TenantEntry, Tenants};
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::TenantCommand;
use crate::clock::now_ms;

pub(super) fn run(tenants: &Tenants, command: TenantCommand) -> anyhow::Result<Report> {
    match command {
        TenantCommand::Create { tenant, name } => {
            create(tenants, &tenant, name.as_deref().unwrap_or(&tenant))
        }
        TenantCommand::List => list(tenants),
        TenantCommand::Show { tenant } => show(tenants, &tenant),
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
