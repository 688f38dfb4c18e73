//! The benches of `tests/`, which print ratios against what this machine can do at most.

use anyhow::Result;

use crate::step::{self, command, timed};

/// Builds the programs the benches drive, optimized, and runs the benches whose name contains `filter`.
pub fn run(filter: Option<&str>) -> Result<()> {
    let mut bench = command("cargo", &["bench", "--package", "campo-tests", "--"]);
    bench.args(filter);
    timed("build", || {
        step::run(&mut command(
            "cargo",
            &[
                "build",
                "--release",
                "--package",
                "campo-cli",
                "--package",
                "campo-server",
            ],
        ))
    })?;
    timed("bench", || step::run(&mut bench))
}
