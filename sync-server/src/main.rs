//! `campo-server`: exit code 0 = done, 1 = refused or failed with the reason on stderr, 2 = wrong usage.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use campo_log::Tenants;
use campo_server::cli::{Cli, Command, ConfigCommand};
use campo_server::config::Config;
use campo_server::{admin, serve, upkeep};
use clap::Parser;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "campo-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    let environment = |name: &str| std::env::var(name).ok();
    let file = command.data().config.as_deref();
    let config = Config::load(file, &command.given(), environment)?;
    start_log(config.log())?;
    let place = config.place();
    match command {
        Command::Serve { .. } => serve::serve(&place, config.listen()?, &config.rates()?).await,
        Command::Config { what, output, .. } => {
            let ConfigCommand::Explain { key } = what;
            config.explain(key.as_deref())?.print(output.json)
        }
        Command::Audit { what, output, .. } => {
            admin::audit::run(&Tenants::open_existing(place)?, what)?.print(output.json)
        }
        Command::Admin(command) => {
            let json = command.output.json;
            admin::run(&place, command)?.print(json)
        }
        Command::Backup { to, output, .. } => upkeep::backup(&place, &to)?.print(output.json),
        Command::Restore { from, output, .. } => upkeep::restore(&from, &place)?.print(output.json),
        Command::Doctor { repair, output, .. } => upkeep::doctor(place, repair)?.print(output.json),
        Command::Migrate { output, .. } => upkeep::migrate(place)?.print(output.json),
    }
}

/// The log goes to stderr.
fn start_log(filter: &str) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(filter).with_context(|| format!("the setting log: `{filter}`"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    Ok(())
}
