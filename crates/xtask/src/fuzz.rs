//! Fuzzing: every target of `tests/fuzz/targets`, or one, for a while each.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::repository::root;
use crate::step::{self, command, has, timed};

/// What one input may take: memory in MiB, and seconds.
const LIMITS: [&str; 2] = ["-rss_limit_mb=512", "-timeout=1"];

/// What to fuzz.
#[derive(clap::Args)]
pub struct Options {
    /// Only this target.
    target: Option<String>,
    /// How long each target is fuzzed.
    #[arg(long, default_value_t = 120)]
    seconds: u64,
}

/// Fuzzes; what was found stays in `tests/fuzz/found`, for the tests to replay once it is mended.
pub fn run(options: &Options) -> Result<()> {
    if !has("cargo-fuzz", "--version") {
        eprintln!("fuzz: installing cargo-fuzz");
        let install = ["install", "cargo-fuzz", "--version", "0.13.2", "--locked"];
        step::run(&mut command("cargo", &install))?;
    }
    let folder = root().join("target").join("fuzz");
    let corpus = folder.join("corpus");
    let mut seeds = command(
        "cargo",
        &["run", "--quiet", "--package", "campo-fuzz-targets", "--"],
    );
    step::run(seeds.arg(&corpus))?;
    let mut targets = names(&corpus)?;
    if let Some(wanted) = &options.target {
        targets.retain(|name| name == wanted);
        if targets.is_empty() {
            bail!("there is no target `{wanted}`; see tests/fuzz/targets");
        }
    }
    let mut broken = Vec::new();
    for target in targets {
        let done = timed(&target, || fuzz(&folder, &corpus, &target, options.seconds));
        if let Err(error) = done {
            eprintln!("{error:#}");
            broken.push(target);
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!(
        "found something in {}: see tests/fuzz/found",
        broken.join(", ")
    )
}

fn names(corpus: &Path) -> Result<Vec<String>> {
    let entries = corpus.read_dir().context("the seeds were not written")?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn fuzz(folder: &Path, corpus: &Path, target: &str, seconds: u64) -> Result<()> {
    let found: PathBuf = root().join("tests/fuzz/found").join(target);
    std::fs::create_dir_all(&found)?;
    let mut fuzz = command("cargo", &["fuzz", "run", "--fuzz-dir", "tests/fuzz"]);
    // Memory is what the limit is about, and a sanitizer would need most of it; our own code has nothing unsafe.
    fuzz.args(["--sanitizer", "none", "target"])
        .arg(corpus.join(target))
        .arg("--")
        .args(LIMITS)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", found.display()))
        .env("CAMPO_FUZZ_TARGET", target)
        .env("CARGO_TARGET_DIR", folder)
        // The instrumentation is an option of the compiler that stable versions hide.
        .env("RUSTC_BOOTSTRAP", "1");
    let done = step::run(&mut fuzz);
    // Stays only when something was found.
    let _ = std::fs::remove_dir(&found);
    done
}
