//! `campo-server`: exit code 0 = done, 1 = refused or failed with the reason on stderr, 2 = wrong usage.

use std::io::Write;
use std::process::ExitCode;

use campo_server::cli::{Cli, Command};
use campo_server::{admin, serve, upkeep};
use clap::Parser;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log();
    match run(cli.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "campo-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { data, listen } => serve::serve(&data.directory, listen).await,
        Command::Admin(command) => {
            let json = command.output.json;
            admin::run(command)?.print(json)
        }
        Command::Backup { data, to, output } => {
            upkeep::backup(&data.directory, &to)?.print(output.json)
        }
        Command::Doctor { data, output } => upkeep::doctor(&data.directory)?.print(output.json),
        Command::Migrate { data, output } => upkeep::migrate(&data.directory)?.print(output.json),
    }
}

/// The log goes to stderr; `RUST_LOG` says how much.
fn start_log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,campo_server=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
