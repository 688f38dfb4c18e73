//! `cargo xtask run`: a server with demo data on this machine, and the app.
//!
//! Everything is kept in `.campo-demo/` and used again; a set-up that was broken off starts over.

mod data;
mod office;
mod server;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::repository::{is_stale, program, root, ui};
use crate::setup::{self, npm};
use crate::step::{command, heading, run as run_step, timed};
pub use office::Home;
pub use server::Server;
use settings::Settings;

/// The tenant of the demo.
const TENANT: &str = "demo";

/// How to run the demo.
#[derive(clap::Args)]
pub struct Options {
    /// Throw the demo's data away first.
    #[arg(long)]
    fresh: bool,
    /// Whose app to open.
    #[arg(long = "as", value_name = "USER", default_value = "office", value_parser = ["office", "agente"])]
    user: String,
}

/// Builds, starts the server and opens the app; ends when its window is closed or on ctrl-c.
pub fn run(options: &Options) -> Result<()> {
    setup::run()?;
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    timed("build", || build(has_display))?;
    if options.fresh && folder().exists() {
        fs::remove_dir_all(folder()).with_context(|| format!("removing {}", folder().display()))?;
    }
    let settings = furnished(&folder())?;
    let _server = Server::start(&folder(), settings.port)?;
    tell(&settings);
    open(&settings.home(&folder(), &options.user), has_display)
}

/// The server and the office's device of a demo in a folder of its own.
pub fn office(folder: &Path) -> Result<(Server, Home)> {
    timed("build", || build(false))?;
    let settings = furnished(folder)?;
    let server = Server::start(folder, settings.port)?;
    Ok((server, settings.home(folder, "office")))
}

/// The settings of the demo in a folder, which is filled when it is new.
fn furnished(folder: &Path) -> Result<Settings> {
    if let Some(settings) = Settings::load(folder)? {
        return Ok(settings);
    }
    let settings = Settings::draw()?;
    timed("demo data", || office::furnish(folder, &settings))?;
    settings.save(folder)?;
    Ok(settings)
}

fn folder() -> PathBuf {
    root().join(".campo-demo")
}

fn build(has_display: bool) -> Result<()> {
    let sources =
        ["index.html", "package-lock.json", "vite.config.ts", "src"].map(|name| ui().join(name));
    if is_stale(&ui().join("dist/.vite/manifest.json"), &sources) {
        run_step(&mut npm(&["run", "--silent", "build"]))?;
    }
    let mut build = command(
        "cargo",
        &[
            "build",
            "--package",
            "campo-cli",
            "--package",
            "campo-server",
        ],
    );
    if has_display {
        build.args(["--package", "campo-desktop"]);
    }
    run_step(&mut build)
}

fn tell(settings: &Settings) {
    heading("Campo");
    eprintln!("server   {}", settings.url());
    eprintln!("tenant   {TENANT}");
    for user in office::USERS {
        eprintln!(
            "user     {:8} password {}",
            user.name,
            settings.password(user.name)
        );
    }
    eprintln!(
        "data     {} (`cargo xtask run --fresh` starts over)\n",
        folder().display()
    );
}

fn open(home: &Home, has_display: bool) -> Result<()> {
    if has_display {
        return run_step(&mut home.start("campo-desktop"));
    }
    eprintln!("There is no display: open this address in a browser on this machine, ctrl-c ends.");
    run_step(&mut serve(home))
}

/// The app of a device, for a browser on this machine.
pub fn serve(home: &Home) -> Command {
    let mut serve = home.start("campo");
    serve
        .args(["serve", "--listen", "127.0.0.1:0", "--ui"])
        .arg(ui().join("dist"));
    serve
}

fn program_command(name: &str) -> Command {
    let mut command = Command::new(program(name));
    command.current_dir(root());
    if std::env::var_os("RUST_LOG").is_none() {
        command.env("RUST_LOG", "warn");
    }
    command
}
