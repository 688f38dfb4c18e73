//! Power cuts and chaos, for longer than in the tests.

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

/// Cuts the power of traced machines at random moments.
pub fn power(options: &Power) -> Result<()> {
    play("power", "IMAGES", options.images, options.seed)
}

/// Lets everything happen to real processes.
pub fn chaos(options: &Chaos) -> Result<()> {
    play("chaos", "ROUNDS", options.rounds, options.seed)
}

fn play(name: &str, what: &str, number: u64, seed: Option<u64>) -> Result<()> {
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
    play.env(variable(what), number.to_string());
    if let Some(seed) = seed {
        play.env(variable("SEED"), seed.to_string());
    }
    timed(name, || step::run(&mut play))
}
