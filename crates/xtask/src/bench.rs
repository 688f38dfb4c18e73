//! One run that measures Campo, the limits of this machine and other products on the same records, and reports.

mod machine;
mod measures;
mod micro;
mod peers;
mod plot;
mod report;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repository::root;
use crate::step::{self, command, timed};

/// How much is measured, and where the report goes.
#[derive(clap::Args)]
pub struct Options {
    /// Measure other products too, installed from npm.
    #[arg(long)]
    peers: bool,
    /// On how many records at most; other products on a thousand.
    #[arg(long, default_value_t = 100_000)]
    records: usize,
    /// The folder that gets report.md, report.json and growth.svg.
    #[arg(long, default_value = "docs/benchmarks")]
    out: PathBuf,
}

/// Builds, measures and writes the report.
pub fn run(options: &Options) -> Result<()> {
    let work = root().join("target/bench");
    fs::create_dir_all(&work).with_context(|| format!("making {}", work.display()))?;
    let found = work.join("measures.jsonl");
    fs::write(&found, "").with_context(|| format!("writing {}", found.display()))?;
    let machine = machine::Machine::look()?;
    timed("build", build)?;
    timed("measures", || measure(options.records, &found))?;
    timed("micro-benchmarks", || micro::run(&work, &found))?;
    let missing = match options.peers {
        true => peers::run(&work, &found)?,
        false => Vec::new(),
    };
    let measures = measures::read(&found)?;
    let folder = root().join(&options.out);
    report::write(&folder, &machine, &measures, &missing, &told(options))?;
    eprintln!("\nthe report: {}", folder.join("report.md").display());
    Ok(())
}

fn build() -> Result<()> {
    let programs = [
        "build",
        "--release",
        "--package",
        "campo-cli",
        "--package",
        "campo-server",
    ];
    step::run(&mut command("cargo", &programs))
}

fn measure(records: usize, out: &Path) -> Result<()> {
    let mut bench = bench(&[]);
    bench.env("CAMPO_BENCH_N", records.to_string());
    step::run(bench.env("CAMPO_BENCH_OUT", out))
}

/// The benches of `tests/`, with these words.
fn bench(words: &[&str]) -> std::process::Command {
    let mut bench = command(
        "cargo",
        &[
            "bench",
            "--package",
            "campo-tests",
            "--bench",
            "measures",
            "--",
        ],
    );
    bench.args(words);
    bench
}

/// How this run could be typed.
fn told(options: &Options) -> String {
    let peers = if options.peers { " --peers" } else { "" };
    format!("cargo xtask bench{peers} --records {}", options.records)
}
