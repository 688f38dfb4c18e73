//! `cargo xtask screens`: a picture of every screen, from the real engine with the demo's data.
//!
//! The demo of the pictures is made anew each time, so that nothing somebody tried is in them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result};

use crate::demo::{self, Home};
use crate::repository::{root, ui};
use crate::setup;
use crate::step::{command, run as run_step, timed, typed};

/// Which pictures to take.
#[derive(clap::Args)]
pub struct Options {
    /// Only screens whose name begins with this.
    filter: Option<String>,
}

/// Writes the pictures to `docs/screens`.
pub fn run(options: &Options) -> Result<()> {
    setup::run()?;
    let folder = root().join("target/screens");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let (_server, home) = demo::office(&folder)?;
    let (_app, address) = App::start(&home)?;
    timed("pictures", || {
        let mut pictures = command("node", &["scripts/pictures.mjs", &address]);
        run_step(pictures.args(&options.filter).current_dir(ui()))
    })
}

/// The app in a browser; stopped when dropped.
struct App(Child);

impl App {
    /// Starts it; gives the address that lets one browser in.
    fn start(home: &Home) -> Result<(Self, String)> {
        let mut serve = demo::serve(home);
        let mut child = serve
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{}`", typed(&serve)))?;
        let output = child.stdout.take().context("the app has an output")?;
        let app = Self(child);
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .context("waiting for the app")?;
        let address = line.trim().strip_prefix("open ");
        Ok((app, address.context("the app did not start")?.to_owned()))
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
