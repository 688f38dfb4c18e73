//! Where things are in the repository.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("xtask lives in crates/xtask")
}

/// The UI's folder.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// A program of this workspace, as `cargo build` leaves it.
pub fn program(name: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("debug").join(name)
}

/// When the newest file at or below `path` was changed; `None` when there is none.
pub fn newest(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        let entries = path.read_dir().ok()?;
        return entries
            .filter_map(|entry| newest(&entry.ok()?.path()))
            .max();
    }
    path.metadata().and_then(|file| file.modified()).ok()
}

/// Whether `made` is missing or older than one of the files it is made from.
pub fn is_stale(made: &Path, from: &[PathBuf]) -> bool {
    let newest_source = from.iter().filter_map(|path| newest(path)).max();
    newest(made).is_none_or(|made| newest_source.is_some_and(|source| source > made))
}
