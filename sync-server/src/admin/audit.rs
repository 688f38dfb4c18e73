//! `audit`: searching the audit logs, and checking that nobody changed them.

use anyhow::{Context, bail};
use campo_log::{AuditEvent, AuditQuery, Tenant, Tenants};
use campo_model::id::UserId;
use serde_json::{Value, json};

use super::{Report, moment, open};
use crate::cli::{AuditCommand, AuditSearch};

/// Does what was asked.
pub fn run(tenants: &Tenants, command: AuditCommand) -> anyhow::Result<Report> {
    match command {
        AuditCommand::Search(search) => find(tenants, &search),
        AuditCommand::Verify { tenant } => verify(tenants, tenant.as_deref()),
    }
}

fn find(tenants: &Tenants, wanted: &AuditSearch) -> anyhow::Result<Report> {
    let tenant = open(tenants, &wanted.tenant)?;
    let query = AuditQuery {
        user: wanted
            .user
            .as_deref()
            .map(|user| person(&tenant, user))
            .transpose()?,
        action: wanted.action.clone(),
        resource_type: wanted.resource_type.clone(),
        from_ms: wanted.from.map(jiff::Timestamp::as_millisecond),
        to_ms: wanted.to.map(jiff::Timestamp::as_millisecond),
        before: None,
        limit: Some(wanted.limit),
    };
    let events = tenant.audit(&query)?;
    Ok(Report::list(
        events
            .iter()
            .map(|event| describe(&tenant, event))
            .collect(),
    ))
}

/// A person by name or id.
fn person(tenant: &Tenant, name: &str) -> anyhow::Result<UserId> {
    match tenant.user(name) {
        Ok(user) => Ok(user.id),
        Err(error) => name.parse().map_err(|_| error.into()),
    }
}

fn verify(tenants: &Tenants, only: Option<&str>) -> anyhow::Result<Report> {
    let keys: Vec<String> = match only {
        Some(key) => vec![key.to_owned()],
        None => tenants
            .list()?
            .into_iter()
            .map(|tenant| tenant.key)
            .collect(),
    };
    let (mut sound, mut broken) = (Vec::new(), Vec::new());
    for key in keys {
        let health = open(tenants, &key)?
            .verify_audit()
            .with_context(|| format!("tenant {key}"))?;
        match health.broken {
            None => sound.push((
                json!({ "tenant": key, "rows": health.rows, "sound": true }),
                format!("{key}: {} rows, as they were written", health.rows),
            )),
            Some(row) => broken.push(format!("{key}: row {row} was changed or taken out")),
        }
    }
    if !broken.is_empty() {
        bail!(
            "the audit log is not as it was written:\n{}\ncompare it with the last backup's",
            broken.join("\n")
        );
    }
    Ok(Report::list(sound))
}

/// A row in both forms; people by name where they still are.
pub(crate) fn describe(tenant: &Tenant, event: &AuditEvent) -> (Value, String) {
    let name = event
        .user
        .and_then(|id| tenant.user_name(id).ok().flatten());
    let json = json!({
        "seq": event.seq, "time": moment(event.at_ms), "user_id": event.user.map(|user| user.to_string()),
        "user": name, "action": event.action, "resource_type": event.resource_type, "resource": event.resource,
        "detail": event.detail,
    });
    let text = format!(
        "{}\t{}\t{}\t{}\t{} {}\t{}",
        event.seq,
        moment(event.at_ms),
        name.as_deref().unwrap_or("-"),
        event.action,
        event.resource_type,
        event.resource,
        event.detail
    );
    (json, text)
}
