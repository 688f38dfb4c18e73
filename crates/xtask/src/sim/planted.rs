//! Teeth: bugs planted in a copy of the workspace, each of which the simulator must find.
//!
//! Every patch plants one bug behind a question to the environment, `CAMPO_PLANTED`, so that one build holds them all
//! and no production source knows of any.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::repository::root;
use crate::step::{self, command, timed};

/// Says of each planted bug whether it is found within `seeds`; fails when one is not.
pub fn run(seeds: u64) -> Result<()> {
    let bench = root().join("target").join("planted");
    let tree = bench.join("tree");
    let patches = patches()?;
    timed("copy", || copy_tree(&tree))?;
    patches.iter().try_for_each(|patch| apply(&tree, patch))?;
    timed("build", || build(&bench, &tree))?;
    let program = bench.join("target").join("sim").join("campo-sim");
    let mut missed = Vec::new();
    for patch in &patches {
        let name = patch.file_stem().unwrap_or_default().to_string_lossy();
        let found = hunt(&program, &name, seeds)?;
        match &found {
            Some(told) => eprintln!("{name}: {told}"),
            None => eprintln!("{name}: NOT FOUND within {seeds} seeds"),
        }
        missed.extend(found.is_none().then(|| name.into_owned()));
    }
    ensure!(missed.is_empty(), "not found: {}", missed.join(", "));
    Ok(())
}

fn patches() -> Result<Vec<PathBuf>> {
    let folder = root().join("tests").join("sim").join("planted");
    let entries = folder.read_dir().context("cannot read the planted bugs")?;
    let mut patches: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    patches.retain(|path| path.extension().is_some_and(|ending| ending == "patch"));
    patches.sort();
    Ok(patches)
}

/// Copies what the simulator is built from. What did not change keeps its time, so that it is not built again.
fn copy_tree(to: &Path) -> Result<()> {
    let listed = command(
        "git",
        &[
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            "Cargo.toml",
            "Cargo.lock",
            "crates",
            "tests",
            "sync-server",
            "src-tauri",
        ],
    )
    .output()?;
    ensure!(
        listed.status.success(),
        "cannot list the files of the repository"
    );
    for name in String::from_utf8(listed.stdout)?.lines() {
        let (from, to) = (root().join(name), to.join(name));
        let Ok(content) = std::fs::read(&from) else {
            continue;
        };
        if std::fs::read(&to).is_ok_and(|there| there == content) {
            continue;
        }
        std::fs::create_dir_all(to.parent().context("a file is in a folder")?)?;
        std::fs::write(&to, content)?;
    }
    Ok(())
}

fn apply(tree: &Path, patch: &Path) -> Result<()> {
    let mut git = Command::new("git");
    git.arg("apply").arg(patch);
    // Outside of the repository's eyes: the copy lies in an ignored folder.
    git.current_dir(tree)
        .env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree));
    let done = git.output()?;
    if !done.status.success() {
        bail!(
            "{} no longer fits: {}",
            patch.display(),
            String::from_utf8_lossy(&done.stderr)
        );
    }
    Ok(())
}

fn build(bench: &Path, tree: &Path) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--quiet",
        "--profile",
        "sim",
        "--package",
        "campo-sim",
    ]);
    cargo
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", bench.join("target"));
    step::run(&mut cargo)
}

/// What the simulator says of the first broken promise, if it finds one.
fn hunt(program: &Path, bug: &str, seeds: u64) -> Result<Option<String>> {
    let mut simulate = Command::new(program);
    simulate
        .args(["--first", "--seeds", &seeds.to_string()])
        .env("CAMPO_PLANTED", bug);
    let told = simulate.output().context("cannot start the simulator")?;
    let text = String::from_utf8_lossy(&told.stdout);
    Ok(text
        .lines()
        .find(|line| line.contains("breaks a promise"))
        .map(str::to_owned))
}
