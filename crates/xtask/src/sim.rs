//! The simulator: many seeds, one seed again, and whether it finds bugs that are planted in a copy of the workspace.

mod planted;

use anyhow::Result;

use crate::step::{self, command};

/// What to simulate.
#[derive(clap::Args)]
pub struct Options {
    /// How many seeds to run; of each planted bug, at most.
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Run only this seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Print every line of the trace.
    #[arg(long)]
    trace: bool,
    /// Plant each bug of `tests/sim/planted` in a copy, and say whether it is found and at which seed.
    #[arg(long)]
    planted: bool,
}

/// Builds the simulator and runs it.
pub fn run(options: &Options) -> Result<()> {
    if options.planted {
        return planted::run(options.seeds);
    }
    let build = [
        "run",
        "--quiet",
        "--profile",
        "sim",
        "--package",
        "campo-sim",
        "--",
    ];
    let mut simulate = command("cargo", &build);
    simulate.args(["--seeds", &options.seeds.to_string()]);
    simulate.args(["--from", &options.from.to_string()]);
    if let Some(seed) = options.seed {
        simulate.args(["--seed", &seed.to_string()]);
    }
    if options.trace {
        simulate.arg("--trace");
    }
    step::run(&mut simulate)
}
