//! Prepares the window's resources.
//!
//! The window carries the built UI inside the binary. On a clone where the UI was not built yet a page saying so takes its
//! place, so that every check of the Rust code runs without npm.

use std::{fs, io, path::Path};

const DIST: &str = "../ui/dist";

const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Campo</title>\
    <p>The UI is not built: run <code>cargo xtask run</code>.</p>\n";

fn main() -> io::Result<()> {
    let page = Path::new(DIST).join("index.html");
    if !page.exists() {
        fs::create_dir_all(DIST)?;
        fs::write(&page, NOT_BUILT)?;
        println!(
            "cargo::warning=the UI is not built: `npm run build` in ui/, or `cargo xtask run`, puts it in the window"
        );
    }
    println!("cargo::rerun-if-changed={DIST}");
    tauri_build::build();
    Ok(())
}
