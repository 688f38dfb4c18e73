//! A compiler that takes targets whose standard library it does not bring: Debian's, unpacked beside the system's.
//!
//! Debian 12 has an old Rust and, for browsers that are built from source, a current one with its library's source. Nothing is
//! installed: the packages are downloaded by `apt-get`, which checks their signatures, and unpacked under `target/`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::repository::root;
use crate::step::{has, heading, run, typed};

/// What the check needs; what these need in turn is asked of `apt-get`.
const PACKAGES: &[&str] = &[
    "cargo-web",
    "libstd-rust-web-dev",
    "rust-web-src",
    "rustc-web",
];

/// Where Debian puts the libraries of the only machines this runs on.
const LIBRARIES: &str = "usr/lib/x86_64-linux-gnu";

/// An unpacked compiler.
pub struct Toolchain {
    folder: PathBuf,
}

impl Toolchain {
    /// Unpacks the compiler, unless it is there.
    pub fn install() -> Result<Self> {
        let toolchain = Self {
            folder: root().join("target/mobile-toolchain"),
        };
        let complete = toolchain.folder.join("complete");
        if !complete.exists() {
            heading("unpacking a compiler for phones into target/mobile-toolchain");
            toolchain.unpack()?;
            fs::write(&complete, "").with_context(|| format!("writing {}", complete.display()))?;
        }
        Ok(toolchain)
    }

    /// A program of the compiler.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("usr/bin").join(name)
    }

    /// The variables that make these programs find each other and nothing else.
    pub fn environment(&self) -> Result<Vec<(&'static str, OsString)>> {
        let earlier = env::var_os("PATH").unwrap_or_default();
        let folders =
            std::iter::once(self.folder.join("usr/bin")).chain(env::split_paths(&earlier));
        Ok(vec![
            ("PATH", env::join_paths(folders)?),
            ("RUSTC", self.program("rustc").into()),
            ("LD_LIBRARY_PATH", self.folder.join(LIBRARIES).into()),
            ("RUSTC_BOOTSTRAP", "1".into()),
        ])
    }

    fn unpack(&self) -> Result<()> {
        if env::consts::ARCH != "x86_64" || !has("apt-get", "--version") {
            bail!(
                "check-mobile needs a Debian 12 machine (x86-64): its compiler comes from Debian's packages"
            );
        }
        let downloads = self.folder.join("packages");
        fs::create_dir_all(&downloads)
            .with_context(|| format!("making {}", downloads.display()))?;
        let mut download = Command::new("apt-get");
        download.args(["--quiet=2", "download"]).args(wanted()?);
        run(download.current_dir(&downloads)).context(
            "the packages cannot be had: is there a connection, and is Debian's security archive \
             among the sources of apt? `apt-get update` fetches its list",
        )?;
        for package in packages_in(&downloads)? {
            run(Command::new("dpkg-deb")
                .arg("--extract")
                .args([&package, &self.folder]))?;
        }
        fs::remove_dir_all(&downloads).with_context(|| format!("removing {}", downloads.display()))
    }
}

/// The packages, and those they need that this machine lacks.
fn wanted() -> Result<Vec<String>> {
    let mut ask = Command::new("apt-get");
    ask.args([
        "install",
        "--print-uris",
        "--quiet=2",
        "--no-install-recommends",
    ])
    .args(["--yes", "--reinstall"])
    .args(PACKAGES);
    let answer = ask
        .output()
        .with_context(|| format!("starting `{}`", typed(&ask)))?;
    if !answer.status.success() {
        bail!(
            "`{}` failed: {}",
            typed(&ask),
            String::from_utf8_lossy(&answer.stderr).trim()
        );
    }
    let lines = String::from_utf8_lossy(&answer.stdout);
    Ok(lines.lines().filter_map(package_of).collect())
}

/// The package of a line of `--print-uris`: `'ADDRESS' NAME_VERSION_ARCH.deb SIZE HASH`.
fn package_of(line: &str) -> Option<String> {
    let file = line.split_whitespace().nth(1)?;
    file.split_once('_').map(|(name, _)| name.to_owned())
}

fn packages_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let listing = || format!("listing {}", folder.display());
    let entries = fs::read_dir(folder).with_context(listing)?;
    entries
        .map(|entry| Ok(entry.with_context(listing)?.path()))
        .collect()
}
