//! Which crate may use which. Arrows run downward only: shells, use cases, adapters, pure crates.
//!
//! The table is the architecture: a new arrow is a decision, made here and told in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::tree::{report, root};

/// Where a crate stands. Lower floors know nothing of higher ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Floor {
    Pure,
    Adapter,
    UseCases,
    Shell,
    /// Checks and chores: nobody depends on them.
    Tool,
}

/// A crate, its floor, and the crates of ours it may use.
const CRATES: &[(&str, Floor, &[&str])] = &[
    ("campo-model", Floor::Pure, &[]),
    ("campo-modules", Floor::Pure, &["campo-model"]),
    ("campo-document", Floor::Pure, &["campo-model"]),
    (
        "campo-wire",
        Floor::Pure,
        &["campo-document", "campo-model"],
    ),
    (
        "campo-sync",
        Floor::Pure,
        &["campo-document", "campo-model", "campo-wire"],
    ),
    ("campo-query", Floor::Pure, &["campo-model"]),
    ("campo-capture", Floor::Pure, &[]),
    (
        "campo-sqlite",
        Floor::Adapter,
        &["campo-document", "campo-model", "campo-query"],
    ),
    (
        "campo-store",
        Floor::Adapter,
        &[
            "campo-document",
            "campo-model",
            "campo-query",
            "campo-sqlite",
            "campo-wire",
        ],
    ),
    (
        "campo-log",
        Floor::Adapter,
        &[
            "campo-document",
            "campo-model",
            "campo-query",
            "campo-sqlite",
            "campo-wire",
        ],
    ),
    (
        "campo-app",
        Floor::UseCases,
        &[
            "campo-capture",
            "campo-document",
            "campo-model",
            "campo-query",
            "campo-sqlite",
            "campo-store",
            "campo-sync",
            "campo-wire",
        ],
    ),
    (
        "campo-cli",
        Floor::Shell,
        &[
            "campo-app",
            "campo-capture",
            "campo-model",
            "campo-modules",
            "campo-wire",
        ],
    ),
    ("campo-desktop", Floor::Shell, &["campo-app", "campo-wire"]),
    (
        "campo-server",
        Floor::Shell,
        &[
            "campo-document",
            "campo-log",
            "campo-model",
            "campo-modules",
            "campo-wire",
        ],
    ),
    (
        "campo-sim",
        Floor::Tool,
        &[
            "campo-document",
            "campo-log",
            "campo-model",
            "campo-query",
            "campo-sqlite",
            "campo-store",
            "campo-sync",
            "campo-wire",
        ],
    ),
    (
        "campo-tests",
        Floor::Tool,
        &["campo-app", "campo-log", "campo-sqlite"],
    ),
    ("campo-faults", Floor::Tool, &[]),
    (
        "campo-fuzz-targets",
        Floor::Tool,
        &[
            "campo-capture",
            "campo-document",
            "campo-model",
            "campo-modules",
            "campo-query",
            "campo-wire",
        ],
    ),
    ("campo-checks", Floor::Tool, &[]),
    ("xtask", Floor::Tool, &[]),
];

/// A library of others, and the only crates of ours that may use it.
const RESERVED: &[(&str, &[&str])] = &[
    ("axum", &["campo-cli", "campo-server"]),
    ("automerge", &["campo-document"]),
    (
        "getrandom",
        &[
            "campo-app",
            "campo-log",
            "campo-server",
            "campo-store",
            "xtask",
        ],
    ),
    ("keyring", &["campo-app"]),
    ("reqwest", &["campo-app"]),
    (
        "rusqlite",
        &["campo-log", "campo-sim", "campo-sqlite", "campo-store"],
    ),
    ("tauri", &["campo-desktop"]),
    (
        "tokio",
        &["campo-app", "campo-cli", "campo-desktop", "campo-server"],
    ),
    ("tokio-tungstenite", &["campo-app"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

fn row(name: &str) -> Option<&'static (&'static str, Floor, &'static [&'static str])> {
    CRATES.iter().find(|row| row.0 == name)
}

/// What a crate is built from; what only its tests use does not count.
fn uses(package: &Package) -> BTreeSet<&str> {
    let built_in = package
        .dependencies
        .iter()
        .filter(|used| used.kind != DependencyKind::Development);
    built_in.map(|used| used.name.as_str()).collect()
}

#[test]
fn every_crate_has_its_place_in_the_table() {
    let metadata = metadata();
    let found: BTreeSet<_> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let listed: BTreeSet<_> = CRATES.iter().map(|row| row.0).collect();
    assert_eq!(found, listed);
}

#[test]
fn the_table_itself_points_downward() {
    for (name, floor, used) in CRATES {
        for below in *used {
            let (_, other, _) = row(below).unwrap();
            assert!(
                other <= floor && *other < Floor::Shell,
                "{name} may not stand on {below}"
            );
        }
    }
}

#[test]
fn crates_use_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for package in &metadata().packages {
        let allowed = row(&package.name).map_or(&[][..], |row| row.2);
        let ours = uses(package).into_iter().filter(|name| row(name).is_some());
        breaches.extend(
            ours.filter(|name| !allowed.contains(name))
                .map(|name| format!("{} -> {name}", package.name)),
        );
    }
    report(
        "these arrows are not in the table of campo-checks:",
        &breaches,
    );
}

#[test]
fn libraries_that_touch_the_world_stay_where_they_belong() {
    let mut breaches = Vec::new();
    let reserved: BTreeMap<_, _> = RESERVED.iter().copied().collect();
    for package in &metadata().packages {
        for name in uses(package) {
            let is_test_only = row(&package.name).is_some_and(|row| row.0 == "campo-tests");
            if reserved
                .get(name)
                .is_some_and(|users| !users.contains(&package.name.as_str()))
                && !is_test_only
            {
                breaches.push(format!("{} uses {name}", package.name));
            }
        }
    }
    report("a library is used outside the crates that may:", &breaches);
}

#[test]
fn every_crate_takes_the_workspace_lints() {
    let without = metadata().packages.into_iter().filter(|package| {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        !manifest.contains("[lints]\nworkspace = true")
    });
    let names: Vec<_> = without.map(|package| package.name.to_string()).collect();
    report("these crates do not take the workspace lints:", &names);
}

/// Pure code gets time, chance and files as arguments: then it can be replayed.
#[test]
fn pure_crates_ask_neither_clock_nor_chance_nor_files() {
    const WORLD: &[&str] = &[
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "thread::spawn",
        "thread::sleep",
        "std::net",
        "std::env::",
        "fs::write",
        "Uuid::now_v7",
        "Uuid::new_v4",
    ];
    let mut breaches = Vec::new();
    for (name, _, _) in CRATES.iter().filter(|row| row.1 == Floor::Pure) {
        let source = format!("crates/{name}/src");
        for (path, text) in crate::tree::files(&["rs"])
            .iter()
            .filter(|(path, _)| path.starts_with(&source))
        {
            if path.ends_with("tests.rs")
                || path.components().any(|part| part.as_os_str() == "tests")
            {
                continue;
            }
            let built = text.split("#[cfg(test)]").next().unwrap_or_default();
            let found = WORLD.iter().filter(|word| built.contains(**word));
            breaches.extend(found.map(|word| format!("{}: {word}", path.display())));
        }
    }
    report("pure crates take these as arguments:", &breaches);
}
