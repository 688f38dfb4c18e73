//! Type-checks the app for phones on a machine that can build no app for them.
//!
//! Neither Android's SDK nor Xcode is needed: a compiler that can build its own standard library for any target, a C
//! compiler that only pretends, and the variables that the phones' builds set. Everything is under `target/`.

mod stand_in;
mod toolchain;

use std::process::Command;

use anyhow::{Result, bail};

use crate::repository::root;
use crate::step::{self, timed};
use toolchain::Toolchain;

/// What is checked.
const PACKAGE: &str = "campo-desktop";

/// For which phones.
#[derive(clap::Args)]
pub struct Options {
    /// Only this target.
    #[arg(long, value_name = "TARGET")]
    only: Option<String>,
}

/// A kind of phone: its target, and the crates of the standard library that are built for it.
struct Phone {
    target: &'static str,
    library: &'static str,
}

const PHONES: &[Phone] = &[
    Phone {
        target: "aarch64-linux-android",
        library: "std,panic_abort",
    },
    Phone {
        target: "aarch64-apple-ios",
        library: "std",
    },
];

/// Checks all Rust of the app for every kind of phone.
pub fn check(options: &Options) -> Result<()> {
    let chosen = |phone: &&Phone| {
        options
            .only
            .as_deref()
            .is_none_or(|target| target == phone.target)
    };
    let phones: Vec<_> = PHONES.iter().filter(chosen).collect();
    if phones.is_empty() {
        let known: Vec<_> = PHONES.iter().map(|phone| phone.target).collect();
        bail!(
            "there is no such target; the targets are {}",
            known.join(", ")
        );
    }
    let toolchain = Toolchain::install()?;
    for phone in phones {
        timed(phone.target, || step::run(&mut cargo(&toolchain, phone)?))?;
    }
    Ok(())
}

/// `cargo check` for a phone, behind what else runs on this machine.
fn cargo(toolchain: &Toolchain, phone: &Phone) -> Result<Command> {
    let mut command = step::command("nice", &["-n", "15"]);
    command
        .arg(toolchain.program("cargo"))
        .args(["check", "--locked", "--lib", "--package", PACKAGE])
        .args(["--target", phone.target])
        .arg(format!("-Zbuild-std={}", phone.library))
        .env("CARGO_TARGET_DIR", root().join("target/mobile"))
        .envs(toolchain.environment()?)
        .envs(stand_in::environment(phone.target)?);
    Ok(command)
}
