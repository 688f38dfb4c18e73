//! The criterion benches of the smallest pieces of work, and what they found: criterion leaves its estimates in
//! `<group>/<name>/new/estimates.json`.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::bench;
use super::measures::{CAMPO, Measure};
use crate::step;

/// Runs them, and adds what they found to the measures.
pub fn run(work: &Path, found: &Path) -> Result<()> {
    let estimates = work.join("criterion");
    step::run(bench(&["micro"]).env("CRITERION_HOME", &estimates))?;
    let mut out = OpenOptions::new().append(true).open(found)?;
    for group in folders(&estimates)? {
        for bench in folders(&group)? {
            if let Some(measure) = estimate(&bench)? {
                writeln!(out, "{}", serde_json::to_string(&measure)?)?;
            }
        }
    }
    Ok(())
}

/// What was estimated of a bench; nothing of a folder that is none.
fn estimate(bench: &Path) -> Result<Option<Measure>> {
    let path = bench.join("new/estimates.json");
    if !path.exists() {
        return Ok(None);
    }
    let about = || format!("reading {}", path.display());
    let text = fs::read_to_string(&path).with_context(about)?;
    let estimates: Value = serde_json::from_str(&text).with_context(about)?;
    let median = &estimates["median"];
    let interval = &median["confidence_interval"];
    let points = [
        &interval["lower_bound"],
        &median["point_estimate"],
        &interval["upper_bound"],
    ];
    let names = bench
        .iter()
        .rev()
        .take(2)
        .map(|name| name.to_string_lossy());
    let names: Vec<_> = names.collect();
    Ok(Some(Measure {
        row: format!(
            "micro: {}",
            names
                .iter()
                .rev()
                .map(AsRef::as_ref)
                .collect::<Vec<&str>>()
                .join(", ")
        ),
        subject: CAMPO.to_owned(),
        records: 1,
        unit: "ns".to_owned(),
        samples: points.into_iter().filter_map(Value::as_f64).collect(),
        cpu: Vec::new(),
        note: String::new(),
    }))
}

fn folders(path: &Path) -> Result<Vec<std::path::PathBuf>> {
    let about = || format!("reading {}", path.display());
    let entries = fs::read_dir(path).with_context(about)?;
    let paths: Result<Vec<_>, _> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    let mut folders = paths.with_context(about)?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    Ok(folders)
}
