//! Installs what this machine lacks, says so, and does nothing the second time.

mod debian;
mod npm;

use anyhow::Result;

/// Installs the Debian packages, Node.js and npm modules that are missing.
pub fn run() -> Result<()> {
    let changes = [
        debian::install()?,
        npm::install_node()?,
        npm::install_modules()?,
    ];
    if changes.contains(&true) {
        eprintln!("setup: done");
    } else {
        eprintln!("setup: nothing to do");
    }
    Ok(())
}

pub use npm::npm;
