//! The Debian packages of the build, the window and the tests.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::step::{has, heading, run};

/// What the build, the window and the tests need.
const PACKAGES: &[&str] = &[
    "chromium",
    "chromium-driver",
    "dbus",
    "faketime",
    "fiu-utils",
    "fonts-dejavu-core",
    "fonts-liberation",
    "gnome-keyring",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libsecret-tools",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "oathtool",
    "pkg-config",
    "tesseract-ocr",
    "tesseract-ocr-por",
    "webkit2gtk-driver",
    "xauth",
    "xvfb",
];

/// Installs what is missing; says whether anything was.
pub fn install() -> Result<bool> {
    if !has("dpkg-query", "--version") {
        eprintln!(
            "setup: not a Debian machine; install what corresponds to: {}",
            PACKAGES.join(" ")
        );
        return Ok(false);
    }
    let mut wanted = PACKAGES.to_vec();
    if !has("npm", "--version") {
        wanted.extend(["nodejs", "npm"]);
    }
    let installed = installed(&wanted)?;
    wanted.retain(|package| !installed.iter().any(|name| name == package));
    if wanted.is_empty() {
        return Ok(false);
    }
    heading(&format!("installing {}", wanted.join(" ")));
    run(&mut apt(&["update"], &wanted)?)?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(&wanted);
    run(&mut apt(&arguments, &wanted)?)?;
    Ok(true)
}

/// Those of `packages` that are installed.
fn installed(packages: &[&str]) -> Result<Vec<String>> {
    let mut query = Command::new("dpkg-query");
    query
        .args(["--show", "--showformat", "${db:Status-Status} ${Package}\n"])
        .args(packages);
    // It fails when one of the packages is unknown, and still lists the others.
    let answer = query
        .stderr(Stdio::null())
        .output()
        .context("asking dpkg-query what is installed")?;
    let lines = String::from_utf8_lossy(&answer.stdout).into_owned();
    Ok(lines
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .map(str::to_owned)
        .collect())
}

/// `apt-get`, as the administrator.
fn apt(arguments: &[&str], wanted: &[&str]) -> Result<Command> {
    let mut command = if is_administrator()? {
        Command::new("apt-get")
    } else if has("sudo", "--version") {
        let mut sudo = Command::new("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        bail!(
            "these packages are missing and only the administrator can install them: run as root\n  \
             apt-get install {}",
            wanted.join(" ")
        );
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .arg("--quiet=2")
        .args(arguments);
    Ok(command)
}

fn is_administrator() -> Result<bool> {
    let answer = Command::new("id")
        .arg("-u")
        .output()
        .context("asking who runs this")?;
    Ok(answer.stdout.trim_ascii() == b"0")
}
