//! `campo`: everything the app does, from a terminal. See `docs/cli.md` for the contract.

mod account;
mod args;
mod attach;
mod blob;
mod code;
mod exchange;
mod module;
mod output;
mod pin;
mod record;
mod scan;
mod serve;
mod session;
mod sync;
mod track;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::output::Output;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("CAMPO_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let output = Output::new(args.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return output.fail(&error.into()),
    };
    match runtime.block_on(run(args, output)) {
        Ok(code) => code,
        Err(error) => output.fail(&error),
    }
}

async fn run(args: Args, output: Output) -> anyhow::Result<ExitCode> {
    let home = args.home;
    match args.command {
        Command::Login(login) => session::login(&home, login, output).await,
        Command::Enroll { link } => session::enroll(&home, link, output).await,
        Command::Logout => session::logout(&home, output).await,
        Command::Factor(command) => account::factor(&home, command, output).await,
        Command::Password { .. } => account::password(&home, output).await,
        Command::Sessions(command) => account::sessions(&home, command, output).await,
        Command::Pin(command) => pin::run(&home, command, output).await,
        Command::Unlock(_) => pin::unlock(&home, output).await,
        Command::Devices(command) => account::devices(&home, command, output).await,
        Command::Status => session::status(&home, output),
        Command::Repair { forget } => session::repair(&home, forget, output),
        Command::Sync { watch } => sync::run(&home, watch, output).await,
        Command::Record(command) => record::run(&home, command, output).await,
        Command::Import(import) => exchange::import(&home, import, output),
        Command::UndoImport { import } => exchange::undo_import(&home, import, output),
        Command::Export(export) => exchange::export(&home, export),
        Command::Outbox(command) => sync::outbox(&home, command, output),
        Command::Conflicts(command) => record::conflicts(&home, command, output).await,
        Command::Attach(attach) => attach::run(&home, &attach, output),
        Command::Blob(command) => blob::run(&home, command, output).await,
        Command::Serve { listen, ui } => serve::run(&home, &listen, ui, output).await,
        Command::Module(command) => module::run(&home, command, output).await,
        Command::Scan(command) => scan::run(command, output),
        Command::Code(command) => code::run(command, output),
        Command::Track(command) => track::run(&home, command, output).await,
    }
}
