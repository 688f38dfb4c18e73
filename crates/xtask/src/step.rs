//! Running other programs: a header, the time it took, and the command itself when it fails.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::repository::root;

/// A command that runs in the repository's folder.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Says what is done, as a heading.
pub fn heading(text: &str) {
    eprintln!("\n\x1b[1m── {text}\x1b[0m");
}

/// Does one named piece of work and says how long it took.
pub fn timed(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    heading(name);
    let start = Instant::now();
    work()?;
    eprintln!("── {name}: {}", in_words(start.elapsed()));
    Ok(())
}

/// Runs a command to its end; an error shows it as it could be typed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", typed(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", typed(command));
    }
    Ok(())
}

/// Whether a program can be started on this machine.
pub fn has(program: &str, argument: &str) -> bool {
    let mut command = command(program, &[argument]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as it could be typed in a shell.
pub fn typed(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn in_words(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}
