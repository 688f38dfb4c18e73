//! What the numbers were measured on.

use std::fs::read_to_string;

use anyhow::Result;
use serde::Serialize;

use crate::step::command;

/// A machine and what is installed on it.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// Cores, their model, memory.
    pub hardware: String,
    /// The system's name and version.
    pub system: String,
    /// How many processes wanted to run before this one, in the last minute.
    pub load_before: String,
    /// The commit measured, and whether files differ from it.
    pub commit: String,
    /// The compiler.
    pub rust: String,
    /// Node.js, for other products.
    pub node: String,
}

impl Machine {
    /// Looks now. Linux says more than other systems.
    pub fn look() -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let model = first("/proc/cpuinfo", "model name").unwrap_or("processor unknown".to_owned());
        let memory = first("/proc/meminfo", "MemTotal").unwrap_or("memory unknown".to_owned());
        let load = read_to_string("/proc/loadavg").unwrap_or_default();
        let changed = output("git", &["status", "--porcelain"]);
        let commit = output("git", &["rev-parse", "--short", "HEAD"]);
        Ok(Self {
            hardware: format!("{cores} cores, {model}, {memory}"),
            system: format!(
                "{} {} {}",
                std::env::consts::OS,
                std::env::consts::ARCH,
                output("uname", &["-r"])
            ),
            load_before: load.split(' ').next().unwrap_or("unknown").to_owned(),
            commit: match changed.is_empty() {
                true => commit,
                false => format!("{commit} with changes"),
            },
            rust: output("rustc", &["--version"]),
            node: output("node", &["--version"]),
        })
    }
}

/// The first value of a key in a file of lines as `key : value`.
fn first(path: &str, key: &str) -> Option<String> {
    let text = read_to_string(path).ok()?;
    let values = text.lines().filter_map(|line| line.split_once(':'));
    let found = values
        .filter(|(name, _)| name.trim() == key)
        .map(|(_, value)| value.trim().to_owned());
    found.take(1).next()
}

/// What a program says; nothing when it cannot.
fn output(program: &str, words: &[&str]) -> String {
    let said = command(program, words).output();
    let said = said.map(|said| said.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).trim().to_owned()
}
