//! Every chore of the repository: `cargo xtask setup|run|test|ci|bench|sim|power|chaos|failing|networks|fuzz|screens|check-mobile|gen`.
//!
//! This crate builds on a machine that has nothing but cargo and a C compiler: it is what installs the rest.

mod bench;
mod demo;
mod faults;
mod fuzz;
mod gates;
mod generate;
mod mobile;
mod repository;
mod screens;
mod setup;
mod sim;
mod step;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of the repository")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what the build, the tests and the window need and this machine lacks.
    Setup,
    /// Build everything, start a server with demo data and open the app.
    Run(demo::Options),
    /// Check and test everything, the same as a change must pass.
    Test(gates::Options),
    /// `test`, then documentation, licenses, unused dependencies and spelling.
    Ci(gates::Options),
    /// Measure, compare with the raw limits of this machine and other products, and write a report.
    Bench(bench::Options),
    /// Simulate devices and a server under faults, seed by seed.
    Sim(sim::Options),
    /// Cut the power of traced machines at random moments, and check what is left.
    Power(faults::Power),
    /// Kill, stop and cut off real processes, and check that all heals.
    Chaos(faults::Chaos),
    /// Let the disks of device and server fail, and check what is left.
    Failing(faults::Failing),
    /// Send a day's work over bad networks.
    Networks(faults::Networks),
    /// Fuzz every decoder of bytes from outside, or one.
    Fuzz(fuzz::Options),
    /// Take a picture of every screen, from the real engine with the demo's data.
    Screens(screens::Options),
    /// Type-check all Rust of the app for phones.
    CheckMobile(mobile::Options),
    /// Make the generated files anew.
    Gen,
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<()> {
    match chore {
        Chore::Setup => setup::run(),
        Chore::Run(options) => demo::run(&options),
        Chore::Test(options) => gates::test(&options),
        Chore::Ci(options) => gates::ci(&options),
        Chore::Bench(options) => bench::run(&options),
        Chore::Sim(options) => sim::run(&options),
        Chore::Power(options) => faults::power(&options),
        Chore::Chaos(options) => faults::chaos(&options),
        Chore::Failing(options) => faults::failing(&options),
        Chore::Networks(options) => faults::networks(&options),
        Chore::Fuzz(options) => fuzz::run(&options),
        Chore::Screens(options) => screens::run(&options),
        Chore::CheckMobile(options) => mobile::check(&options),
        Chore::Gen => generate::run(),
    }
}
