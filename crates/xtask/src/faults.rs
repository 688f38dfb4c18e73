//! Power cuts, chaos, failing disks and bad networks, for longer than in the tests.

use anyhow::Result;

use crate::step::{self, command, timed};

/// How much of the power cuts.
#[derive(clap::Args)]
pub struct Power {
    /// How many images of each operation; one in twenty is played on.
    #[arg(long, default_value_t = 1000)]
    images: u64,
    /// Where chance begins.
    #[arg(long)]
    seed: Option<u64>,
}

/// How much chaos.
#[derive(clap::Args)]
pub struct Chaos {
    /// How many rounds.
    #[arg(long, default_value_t = 50)]
    rounds: u64,
    /// Where chance begins.
    #[arg(long)]
    seed: Option<u64>,
}

/// How often disks fail.
#[derive(clap::Args)]
pub struct Failing {
    /// How many runs of each machine; the faults take turns.
    #[arg(long, default_value_t = 200)]
    runs: u64,
    /// Where chance begins.
    #[arg(long)]
    seed: Option<u64>,
}

/// How much goes over bad networks.
#[derive(clap::Args)]
pub struct Networks {
    /// How many records.
    #[arg(long, default_value_t = 5000)]
    records: u64,
    /// How many photographs of 3 MB.
    #[arg(long, default_value_t = 50)]
    photos: u64,
    /// Where chance begins.
    #[arg(long)]
    seed: Option<u64>,
}

/// Cuts the power of traced machines at random moments.
pub fn power(options: &Power) -> Result<()> {
    play(
        "power",
        &[("IMAGES", Some(options.images)), ("SEED", options.seed)],
    )
}

/// Lets everything happen to real processes.
pub fn chaos(options: &Chaos) -> Result<()> {
    play(
        "chaos",
        &[("ROUNDS", Some(options.rounds)), ("SEED", options.seed)],
    )
}

/// Lets the disks of the programs fail.
pub fn failing(options: &Failing) -> Result<()> {
    play(
        "failing",
        &[("RUNS", Some(options.runs)), ("SEED", options.seed)],
    )
}

/// Sends a day's work over bad networks.
pub fn networks(options: &Networks) -> Result<()> {
    let numbers = [
        ("RECORDS", Some(options.records)),
        ("PHOTOS", Some(options.photos)),
        ("SEED", options.seed),
    ];
    play("networks", &numbers)
}

/// Plays a test with numbers of its own in its environment.
fn play(name: &str, numbers: &[(&str, Option<u64>)]) -> Result<()> {
    let programs = [
        "build",
        "--package",
        "campo-cli",
        "--package",
        "campo-server",
    ];
    timed("build", || step::run(&mut command("cargo", &programs)))?;
    let variable = |what: &str| format!("CAMPO_{}_{what}", name.to_uppercase());
    let test = [
        "test",
        "--package",
        "campo-faults",
        "--test",
        name,
        "--",
        "--nocapture",
    ];
    let mut play = command("cargo", &test);
    for (what, number) in numbers {
        if let Some(number) = number {
            play.env(variable(what), number.to_string());
        }
    }
    timed(name, || step::run(&mut play))
}
