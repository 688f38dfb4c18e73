//! Other products, installed from npm when they are measured, on the same records.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::bench;
use crate::repository::root;
use crate::step::{self, command, timed};

/// On so many records: the slowest takes minutes for more.
const RECORDS: &str = "1000";

/// The names of their modules below `tests/peers/products`.
const PEERS: [&str; 4] = ["pouchdb", "automerge", "yjs", "tinybase"];

/// Measures each product; those that could not be, and why.
pub fn run(work: &Path, found: &Path) -> Result<Vec<String>> {
    let records = work.join("records");
    let name = records.to_str().context("the folder has a plain name")?;
    step::run(bench(&["workload", name]).env("CAMPO_BENCH_N", RECORDS))?;
    let folder = root().join("tests/peers");
    // Not `npm ci`: it refuses a lock file without the binaries of other platforms, which not every registry has.
    let words = [
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ];
    let mut install = command("npm", &words);
    if let Err(error) = timed("install", || step::run(install.current_dir(&folder))) {
        return Ok(vec![format!("none: npm did not install them ({error:#})")]);
    }
    let mut missing = Vec::new();
    for peer in PEERS {
        if let Err(error) = timed(peer, || measure(peer, &records, &folder, work, found)) {
            missing.push(format!("{peer}: {error:#}"));
        }
    }
    Ok(missing)
}

/// A product that fails on the way leaves nothing in the report.
fn measure(peer: &str, records: &Path, folder: &Path, work: &Path, found: &Path) -> Result<()> {
    let out = work.join(format!("{peer}.jsonl"));
    fs::write(&out, "")?;
    let mut node = command("node", &["harness.mjs", peer]);
    node.arg(records).arg(&out).current_dir(folder);
    step::run(&mut node)?;
    let lines = fs::read_to_string(&out)?;
    let all = fs::read_to_string(found)? + &lines;
    Ok(fs::write(found, all)?)
}
