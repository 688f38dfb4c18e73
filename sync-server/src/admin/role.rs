//! `admin role`.

use anyhow::Context;
use campo_log::{Tenants, UserChange};
use campo_model::registry::{MergedRole, Rule, TypeGrant};
use serde_json::{Map, Value, json};

use super::{Report, open};
use crate::cli::admin::{RoleCommand, RoleOf};
use crate::clock::now_ms;

pub(super) fn run(tenants: &Tenants, command: RoleCommand) -> anyhow::Result<Report> {
    match command {
        RoleCommand::List { tenant } => {
            let tenant = open(tenants, &tenant)?;
            let (registry, holders) = (tenant.registry()?, tenant.role_holders()?);
            let describe = |role: &MergedRole| {
                let people = holders.get(&role.key).copied().unwrap_or_default();
                let json = json!({ "role": role.key, "includes": role.includes, "people": people });
                (json, format!("{}\t{people} people", role.key))
            };
            Ok(Report::list(registry.roles().map(describe).collect()))
        }
        RoleCommand::Grant(RoleOf { tenant, user, role }) => {
            change(tenants, (&tenant, &user), |roles| {
                if !roles.contains(&role) {
                    roles.push(role);
                }
            })
        }
        RoleCommand::Revoke(RoleOf { tenant, user, role }) => {
            change(tenants, (&tenant, &user), |roles| {
                roles.retain(|held| *held != role)
            })
        }
        RoleCommand::Show { tenant, role } => {
            let registry = open(tenants, &tenant)?.registry()?;
            let role = registry
                .role(&role)
                .with_context(|| format!("there is no role `{role}`"))?;
            let grants: Map<_, _> = role
                .grants
                .iter()
                .map(|(key, grant)| (key.to_string(), rights(grant)))
                .collect();
            let text = grants
                .iter()
                .map(|(key, grant)| format!("{key}\t{grant}"))
                .collect::<Vec<_>>()
                .join("\n");
            Ok(Report::new(
                json!({ "role": role.key, "includes": role.includes, "grants": grants }),
                text,
            ))
        }
    }
}

/// Changes the roles of a person.
fn change(
    tenants: &Tenants,
    (tenant, user): (&str, &str),
    change: impl FnOnce(&mut Vec<String>),
) -> anyhow::Result<Report> {
    let tenant = open(tenants, tenant)?;
    let mut roles = tenant.user(user)?.roles;
    change(&mut roles);
    let change = UserChange {
        roles: Some(roles),
        ..UserChange::default()
    };
    let user = tenant.change_user(user, change, now_ms())?;
    let text = format!("{}\t{}", user.name, user.roles.join(","));
    Ok(Report::new(
        json!({ "user": user.name, "roles": user.roles }),
        text,
    ))
}

fn rights(grant: &TypeGrant) -> Value {
    json!({
        "read": rule(&grant.read), "create": rule(&grant.create), "update": rule(&grant.update),
        "delete": rule(&grant.delete), "export": rule(&grant.export),
        "fields": grant.fields, "facets": grant.facets,
    })
}

/// A rule as manifests write it: yes, no, or the conditions of which one must hold.
fn rule(rule: &Rule) -> Value {
    match rule {
        Rule::Never => json!(false),
        Rule::Always => json!(true),
        Rule::When(any) => any
            .iter()
            .map(|expression| json!(expression.source()))
            .collect(),
    }
}
