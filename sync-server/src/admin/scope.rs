//! `admin scope`.

use anyhow::ensure;
use campo_log::{ScopeSize, Tenants};
use serde_json::json;

use super::{Report, open};
use crate::cli::admin::ScopeCommand;
use crate::clock::now_ms;

/// More records than this are no scope for a device: lists and search on a phone get slow.
const MOST_RECORDS: u64 = 500_000;
/// More bytes than this fill a small phone; attached files come when they are asked for and do not count.
const MOST_BYTES: u64 = 2_000_000_000;
/// What a device takes in per second at first, as measured on the reference machine.
const RECORDS_PER_SECOND: u64 = 4_000;
/// A slow mobile connection, bytes per second.
const BYTES_PER_SECOND: u64 = 250_000;

pub(super) fn run(
    tenants: &Tenants,
    ScopeCommand::Preview { tenant, user }: ScopeCommand,
) -> anyhow::Result<Report> {
    let ScopeSize {
        records,
        bytes,
        types,
    } = open(tenants, &tenant)?.scope_preview(&user, now_ms())?;
    ensure!(
        records <= MOST_RECORDS && bytes <= MOST_BYTES,
        "{user}'s devices would hold {records} records and {:.1} MB; at most {MOST_RECORDS} records and {} MB fit: narrow the `sync.scope` of the largest types, or the role",
        megabytes(bytes),
        MOST_BYTES / 1_000_000
    );
    let seconds = records / RECORDS_PER_SECOND + bytes / BYTES_PER_SECOND + 1;
    let lines = types.iter().map(|(key, count)| format!("{key}\t{count}"));
    let total = format!(
        "{records} records, {:.1} MB, about {seconds} s for the first synchronization over a slow mobile connection",
        megabytes(bytes)
    );
    let text = lines.chain([total]).collect::<Vec<_>>().join("\n");
    let types: serde_json::Map<_, _> = types
        .iter()
        .map(|(key, count)| (key.to_string(), json!(count)))
        .collect();
    Ok(Report::new(
        json!({
            "user": user, "records": records, "bytes": bytes, "megabytes": megabytes(bytes),
            "seconds": seconds, "types": types,
        }),
        text,
    ))
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
