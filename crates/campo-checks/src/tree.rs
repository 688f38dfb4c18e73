//! The files of the repository, as somebody who clones it has them.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are made, not written.
const MADE: &[&str] = &[
    "target",
    "node_modules",
    "dist",
    "gen",
    ".git",
    ".campo-demo",
];

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

/// Every written file with one of these extensions, as a path from the root and its text.
pub fn files(extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    walk(root(), extensions, &mut found);
    assert!(
        !found.is_empty(),
        "no {extensions:?} files: is this still the repository?"
    );
    found.sort();
    found
}

/// Fails with one line for each breach of a rule.
pub fn report(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}\n  {}", breaches.join("\n  "));
}

fn walk(folder: &Path, extensions: &[&str], found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !path.is_symlink() && !MADE.contains(&name.as_ref()) {
            walk(&path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|is| extensions.iter().any(|wanted| is == *wanted))
        {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
        }
    }
}
