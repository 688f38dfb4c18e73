//! What happens once, before the window shows anything: open the engine, synchronize, forward events.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use campo_app::{App, AppError};
use campo_wire::event::Event;
use clap::Parser;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tracing_subscriber::EnvFilter;

use crate::plugins;
use crate::rpc::Engine;

/// The name under which the UI hears events.
const EVENT: &str = "campo";

/// How the window is started.
#[derive(Debug, Default, Parser)]
#[command(name = "campo-desktop", about = "The Campo app", version)]
pub(crate) struct Arguments {
    /// The folder with this device's data; without it, the platform's place for an app's data.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// A link to open, as `campo://record/TENANT/ID`; a window that is open already opens it.
    link: Option<String>,
}

impl Arguments {
    /// What the command line says; phones have none.
    pub(crate) fn of_this_start() -> Self {
        if cfg!(mobile) {
            Self::default()
        } else {
            Self::parse()
        }
    }
}

/// Writes the log to the standard error output; `RUST_LOG` chooses how much of it.
pub(crate) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// Opens the engine and hands it to the window.
pub(crate) fn start(shell: &mut tauri::App, arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let home = match arguments.home {
        Some(home) => home,
        None => {
            plugins::open_links(shell);
            shell.path().app_data_dir()?
        }
    };
    let engine = App::open(&home, std::env::var("CAMPO_PASSPHRASE").ok()).map(Arc::new);
    match &engine {
        Ok(app) => connect(app, shell.handle().clone()),
        Err(error) => {
            tracing::error!(home = %home.display(), %error, "cannot open {}: {error}", home.display())
        }
    }
    shell.manage(Engine(engine.map_err(AppError::into_wire)));
    Ok(())
}

fn connect(app: &Arc<App>, window: AppHandle) {
    let events = app.events();
    let runtime = tauri::async_runtime::handle();
    let _on_runtime = runtime.inner().enter();
    app.start_sync();
    tokio::spawn(forward(events, window));
}

/// Every event, until the engine ends. A window that fell behind hears that anything may have changed.
async fn forward(mut events: Receiver<Event>, window: AppHandle) {
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => Event::Workspace,
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = window.emit(EVENT, event) {
            tracing::warn!(%error, "an event did not reach the window: {error}");
        }
    }
}
