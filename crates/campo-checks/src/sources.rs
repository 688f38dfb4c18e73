//! How source files look from outside: their size, their names, nothing left lying about.

use std::ffi::OsStr;
use std::path::Path;

use crate::tree::{files, report};

/// One file, one purpose: beyond this it has several.
const MAX_LINES: usize = 600;

/// A component larger than this is several components.
const MAX_COMPONENT_LINES: usize = 300;

/// Split so that this file does not find itself.
const LEFT_BEHIND: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("dbg", "!("),
];

fn is_generated(text: &str) -> bool {
    text.starts_with("// Made by")
}

#[test]
fn files_are_small() {
    let mut breaches = Vec::new();
    for (path, text) in files(&["rs", "ts", "svelte"]) {
        let limit = if path.extension() == Some(OsStr::new("svelte")) {
            MAX_COMPONENT_LINES
        } else {
            MAX_LINES
        };
        let lines = text.lines().count();
        if lines > limit && !is_generated(&text) {
            breaches.push(format!(
                "{}: {lines} lines, at most {limit}",
                path.display()
            ));
        }
    }
    report("these files have more than one purpose:", &breaches);
}

#[test]
fn nothing_is_left_behind_in_sources() {
    let mut breaches = Vec::new();
    for (path, text) in files(&["rs", "ts", "svelte", "css", "mjs", "js", "yaml", "sql"]) {
        for (number, line) in text.lines().enumerate() {
            if LEFT_BEHIND.iter().any(|word| line.contains(word)) {
                breaches.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    report("finish these, or write an issue:", &breaches);
}

#[test]
fn modules_have_one_naming_style() {
    let breaches: Vec<_> = files(&["rs"])
        .iter()
        .filter(|(path, _)| path.file_name() == Some(OsStr::new("mod.rs")))
        .map(|(path, _)| path.display().to_string())
        .collect();
    report("write `foo.rs` beside `foo/`:", &breaches);
}

#[test]
fn only_the_host_of_the_window_knows_tauri() {
    let only = Path::new("ui/src/lib/host/tauri.ts");
    let breaches: Vec<_> = files(&["ts", "svelte"])
        .iter()
        .filter(|(path, text)| path != only && text.contains("@tauri-apps/"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    report("the UI asks its host, never Tauri:", &breaches);
}
