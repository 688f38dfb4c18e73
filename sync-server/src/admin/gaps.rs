//! `admin gaps`.

use campo_log::{Gap, Tenants};
use serde_json::{Value, json};

use super::{Report, moment, open};

pub(super) fn run(tenants: &Tenants, tenant: &str) -> anyhow::Result<Report> {
    let gaps = open(tenants, tenant)?.gaps()?;
    Ok(Report::list(gaps.iter().map(describe).collect()))
}

fn describe(gap: &Gap) -> (Value, String) {
    let missing: Vec<Value> = gap
        .missing
        .iter()
        .map(|range| json!([range.start(), range.end()]))
        .collect();
    let ranges: Vec<String> = gap
        .missing
        .iter()
        .map(|range| format!("{}-{}", range.start(), range.end()))
        .collect();
    let text = format!(
        "restored {}: entries after {} were lost, at least up to {}; {} offered again by the devices that made them; not back: {}",
        moment(gap.began_ms),
        gap.shared,
        gap.known,
        gap.returned,
        if ranges.is_empty() {
            "none".to_owned()
        } else {
            ranges.join(", ")
        }
    );
    let json = json!({
        "epoch": gap.epoch, "restored": moment(gap.began_ms), "shared": gap.shared, "known": gap.known,
        "returned": gap.returned, "missing": missing,
    });
    (json, text)
}
