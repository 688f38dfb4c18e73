//! Where the binaries and the shared data are.

use std::path::{Path, PathBuf};

/// A binary of this build.
pub fn bin(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it runs from");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("tests run from target/<profile>/deps");
    let path = folder.join(name);
    assert!(
        path.exists(),
        "{} is missing: run `cargo build --workspace` first",
        path.display()
    );
    path
}

/// A file of the data folder beside the repository, when this machine has it.
pub fn data_file(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    path.exists().then_some(path)
}
