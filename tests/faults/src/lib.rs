//! What the tests of faults share: how much to do, and folders that cost no disk.
//!
//! They know the programs from outside only, as `campo-tests` drives them.

use std::path::Path;

use tempfile::TempDir;

/// A number of the environment, for runs by hand that are longer than the one every change must pass.
pub fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// A temporary folder in memory where there is one.
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    folder.expect("a temporary folder")
}

/// The environment under which a program's clock is off by `jump` (as `-400d` or `+1h`) from its start on; nothing, and
/// a word about it, where libfaketime is not installed. Waiting goes by the true clock.
pub fn faketime(jump: &str) -> Option<Vec<(String, String)>> {
    let library = Path::new("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    if !library.exists() {
        eprintln!("SKIPPED: clock jumps; libfaketime is not installed (Debian: faketime)");
        return None;
    }
    let library = library.display().to_string();
    let pairs = [
        ("LD_PRELOAD", library.as_str()),
        ("FAKETIME", jump),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
    ];
    Some(
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    )
}
