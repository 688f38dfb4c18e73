//! The demo's server process.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{TENANT, program_command};
use crate::step::{run, typed};

/// A running server; stopped when dropped.
pub struct Server(Child);

impl Server {
    /// Starts a server and waits until it listens.
    pub fn start(folder: &Path, port: u16) -> Result<Self> {
        let mut command = program_command("campo-server");
        command.args(["serve", "--data"]).arg(data(folder));
        command
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
            .stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start `{}`", typed(&command)))?;
        let output = child.stdout.take().context("the server has an output")?;
        let server = Self(child);
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .context("waiting for the server")?;
        ensure!(
            line.starts_with("listening on"),
            "the server did not start; is another demo running? `cargo xtask run --fresh` takes another port"
        );
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes the tenant.
pub fn create_tenant(folder: &Path) -> Result<()> {
    run(admin(folder)
        .args(["tenant", "create", TENANT, "--name", "Campo Demo"])
        .stdout(Stdio::null()))
}

/// Makes a person; `rest` is the role and what rules see of them.
pub fn create_user(folder: &Path, name: &str, password: &str, rest: &[&str]) -> Result<()> {
    let mut command = admin(folder);
    command
        .args(["user", "create", TENANT, name, "--password-stdin"])
        .args(rest)
        .stdout(Stdio::null());
    run_with_password(&mut command, password)
}

/// Runs a command that reads a password as one line from its standard input.
pub fn run_with_password(command: &mut Command, password: &str) -> Result<()> {
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", typed(command)))?;
    if let Some(mut input) = child.stdin.take() {
        writeln!(input, "{password}").context("handing over the password")?;
    }
    let status = child.wait()?;
    ensure!(status.success(), "`{}` failed ({status})", typed(command));
    Ok(())
}

fn admin(folder: &Path) -> Command {
    let mut command = program_command("campo-server");
    command.args(["admin", "--data"]).arg(data(folder));
    command
}

fn data(folder: &Path) -> PathBuf {
    folder.join("server")
}
