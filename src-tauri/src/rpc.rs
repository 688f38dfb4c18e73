//! The one command of the window: a name of the command list and its request, to the engine and back.

use std::sync::Arc;

use campo_app::App;
use campo_wire::error::WireError;
use serde_json::Value;
use tauri::State;

/// The engine, or why it could not be opened: then every command answers so, and the window shows it.
pub(crate) struct Engine(pub(crate) Result<Arc<App>, WireError>);

/// Runs a command of the list.
#[tauri::command]
pub(crate) async fn rpc(
    engine: State<'_, Engine>,
    command: String,
    request: Value,
) -> Result<Value, WireError> {
    match &engine.0 {
        Ok(app) => app.rpc(&command, request).await,
        Err(error) => Err(error.clone()),
    }
}
