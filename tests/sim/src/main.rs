//! Runs many seeds and tells of those that break a promise.
#![expect(clippy::print_stdout, reason = "its output is for people")]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use campo_sim::{Outcome, run};
use clap::Parser;

/// Simulates devices and a server under faults, seed by seed.
#[derive(Parser)]
#[command(name = "campo-sim")]
struct Arguments {
    /// How many seeds to run.
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
    /// Stop at the first broken promise.
    #[arg(long)]
    first: bool,
    /// How many run at once; all cores when absent.
    #[arg(long)]
    jobs: Option<usize>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    std::panic::set_hook(Box::new(|_| {}));
    let (from, seeds) = match arguments.seed {
        Some(seed) => (seed, 1),
        None => (arguments.from, arguments.seeds),
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicU64::new(from);
    let total = Mutex::new(Total::default());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..arguments.jobs.unwrap_or(cores).max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + seeds {
                        return;
                    }
                    let outcome = run(seed, arguments.trace);
                    if arguments.first && outcome.violation.is_some() {
                        next.store(from + seeds, Ordering::Relaxed);
                    }
                    let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
                    total.add(&outcome, arguments.trace);
                }
            });
        }
    });
    let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    total.tell(start.elapsed().as_secs_f64())
}

#[derive(Default)]
struct Total {
    runs: u64,
    broken: Vec<u64>,
    edits: u64,
    requests: u64,
    faults: u64,
    checkpoints: u64,
}

impl Total {
    fn add(&mut self, outcome: &Outcome, trace: bool) {
        self.runs += 1;
        self.edits += outcome.stats.edits;
        self.requests += outcome.stats.requests;
        self.faults += outcome.stats.faults;
        self.checkpoints += outcome.stats.checkpoints;
        if trace {
            outcome.lines.iter().for_each(|line| println!("{line}"));
            println!("trace {}", outcome.hash);
        }
        let Some(violation) = &outcome.violation else {
            return;
        };
        self.broken.push(outcome.seed);
        println!("\nseed {} breaks a promise: {violation}", outcome.seed);
        if !trace && self.broken.len() <= 3 {
            outcome.lines.iter().for_each(|line| println!("  {line}"));
        }
        println!("  again: cargo xtask sim --seed {} --trace", outcome.seed);
    }

    fn tell(&self, seconds: f64) -> ExitCode {
        let rate = self.runs as f64 / seconds;
        println!(
            "{} schedules in {seconds:.1} s ({rate:.1}/s): {} edits, {} requests, {} faults, {} checkpoints, {} broken",
            self.runs,
            self.edits,
            self.requests,
            self.faults,
            self.checkpoints,
            self.broken.len()
        );
        if self.broken.is_empty() {
            return ExitCode::SUCCESS;
        }
        println!("broken seeds: {:?}", self.broken);
        ExitCode::FAILURE
    }
}
