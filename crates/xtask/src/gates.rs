//! What a change must pass. `test` is the whole of it; `ci` adds what needs tools that few machines have.

use std::process::Command;

use anyhow::{Result, bail};

use crate::setup::{self, npm};
use crate::step::{command, has, run, timed};

/// What to run of the gates.
#[derive(clap::Args)]
pub struct Options {
    /// Only this step; may be given several times.
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
}

/// A named gate.
struct Gate {
    name: &'static str,
    work: fn() -> Result<()>,
}

/// In the order in which they run: what fails fast first, and the UI before the window that carries it.
const TEST: &[Gate] = &[
    Gate {
        name: "fmt",
        work: || cargo(&["fmt", "--all", "--check"]),
    },
    Gate {
        name: "ui",
        work: ui,
    },
    Gate {
        name: "clippy",
        work: || {
            cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])
        },
    },
    Gate {
        name: "build",
        work: || cargo(&["build", "--workspace"]),
    },
    Gate {
        name: "tests",
        work: tests,
    },
    Gate {
        name: "e2e",
        work: || run(&mut npm(&["run", "--silent", "e2e"])),
    },
];

const CI: &[Gate] = &[
    Gate {
        name: "docs",
        work: docs,
    },
    Gate {
        name: "deny",
        work: || tool(&["deny", "--offline", "check", "bans", "licenses", "sources"]),
    },
    Gate {
        name: "machete",
        work: || tool(&["machete"]),
    },
    Gate {
        name: "typos",
        work: typos,
    },
];

/// Checks and tests everything.
pub fn test(options: &Options) -> Result<()> {
    pass(TEST.iter(), options)
}

/// [`test`], and the gates whose tools are installed.
pub fn ci(options: &Options) -> Result<()> {
    pass(TEST.iter().chain(CI), options)
}

fn pass<'a>(gates: impl Iterator<Item = &'a Gate> + Clone, options: &Options) -> Result<()> {
    let names: Vec<_> = gates.clone().map(|gate| gate.name).collect();
    if let Some(unknown) = options
        .only
        .iter()
        .find(|name| !names.contains(&name.as_str()))
    {
        bail!(
            "there is no step `{unknown}`; the steps are {}",
            names.join(", ")
        );
    }
    setup::run()?;
    let chosen = gates.filter(|gate| {
        options.only.is_empty() || options.only.iter().any(|name| name == gate.name)
    });
    timed("all", || {
        chosen
            .into_iter()
            .try_for_each(|gate| timed(gate.name, gate.work))
    })
}

fn cargo(arguments: &[&str]) -> Result<()> {
    run(&mut command("cargo", arguments))
}

fn ui() -> Result<()> {
    ["check", "lint", "test", "build"]
        .into_iter()
        .try_for_each(|script| run(&mut npm(&["run", "--silent", script])))
}

fn tests() -> Result<()> {
    if has("cargo-nextest", "--version") {
        cargo(&["nextest", "run", "--workspace"])
    } else {
        cargo(&["test", "--workspace"])
    }
}

fn docs() -> Result<()> {
    let mut doc: Command = command(
        "cargo",
        &[
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
        ],
    );
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Runs `cargo <tool> ...` where the tool is installed, and says so where it is not.
fn tool(arguments: &[&str]) -> Result<()> {
    let name = format!("cargo-{}", arguments.first().copied().unwrap_or_default());
    if has(&name, "--version") {
        cargo(arguments)
    } else {
        skip(&name)
    }
}

fn typos() -> Result<()> {
    if has("typos", "--version") {
        run(&mut command("typos", &[]))
    } else {
        skip("typos")
    }
}

fn skip(tool: &str) -> Result<()> {
    eprintln!("skipped: {tool} is not installed");
    Ok(())
}
