//! `admin scope`.

use campo_log::{ScopeSize, Tenants};
use serde_json::json;

use super::{Report, open};
use crate::cli::ScopeCommand;
use crate::clock::now_ms;

pub(super) fn run(
    tenants: &Tenants,
    ScopeCommand::Preview { tenant, user }: ScopeCommand,
) -> anyhow::Result<Report> {
    let ScopeSize {
        records,
        bytes,
        types,
    } = open(tenants, &tenant)?.scope_preview(&user, now_ms())?;
    let lines = types.iter().map(|(key, count)| format!("{key}\t{count}"));
    let total = format!("{records} records, {bytes} bytes");
    let text = lines.chain([total]).collect::<Vec<_>>().join("\n");
    let types: serde_json::Map<_, _> = types
        .iter()
        .map(|(key, count)| (key.to_string(), json!(count)))
        .collect();
    Ok(Report::new(
        json!({ "user": user, "records": records, "bytes": bytes, "types": types }),
        text,
    ))
}
