//! The one door for every host: a command's name and its request as JSON.

use campo_wire::command::*;
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::with_commands;
use serde_json::Value;

use crate::app::App;

/// Commands that talk to the server are async; the others answer from the device.
macro_rules! call {
    ($app:ident, sign_in, $request:ident) => {
        $app.sign_in($request).await
    };
    ($app:ident, change_password, $request:ident) => {
        $app.change_password($request).await
    };
    ($app:ident, devices, $request:ident) => {
        $app.devices($request).await
    };
    ($app:ident, end_device, $request:ident) => {
        $app.end_device($request).await
    };
    ($app:ident, factor, $request:ident) => {
        $app.factor($request).await
    };
    ($app:ident, begin_factor, $request:ident) => {
        $app.begin_factor($request).await
    };
    ($app:ident, confirm_factor, $request:ident) => {
        $app.confirm_factor($request).await
    };
    ($app:ident, end_factor, $request:ident) => {
        $app.end_factor($request).await
    };
    ($app:ident, record_history, $request:ident) => {
        $app.record_history($request).await
    };
    ($app:ident, sync_now, $request:ident) => {
        $app.sync_now($request).await
    };
    ($app:ident, save_blob, $request:ident) => {
        $app.save_blob($request).await
    };
    ($app:ident, find_page, $request:ident) => {
        $app.find_page($request).await
    };
    ($app:ident, make_page, $request:ident) => {
        $app.make_page($request).await
    };
    ($app:ident, bind_pages, $request:ident) => {
        $app.bind_pages($request).await
    };
    ($app:ident, read_codes, $request:ident) => {
        $app.read_codes($request).await
    };
    ($app:ident, $name:ident, $request:ident) => {
        $app.$name($request)
    };
}

macro_rules! router {
    ($($name:ident($request:ty) -> $response:ty,)*) => {
        impl App {
            /// Does the command named `command`.
            pub async fn rpc(&self, command: &str, request: Value) -> Result<Value, WireError> {
                match command {
                    $(stringify!($name) => {
                        let request: $request = serde_json::from_value(request).map_err(|error| bad_request(command, &error))?;
                        let response: $response = call!(self, $name, request).map_err(|error| log(command, error.into_wire()))?;
                        serde_json::to_value(response).map_err(|error| bad_request(command, &error))
                    })*
                    _ => Err(WireError::new(ErrorCode::BadRequest, format!("there is no command `{command}`"))),
                }
            }
        }
    };
}

with_commands!(router);

fn bad_request(command: &str, error: &serde_json::Error) -> WireError {
    WireError::new(
        ErrorCode::BadRequest,
        format!("`{command}` was asked in the wrong form: {error}"),
    )
}

/// Failures that somebody must look at go to the log, without the content of any record.
fn log(command: &str, error: WireError) -> WireError {
    match error.code {
        ErrorCode::Internal | ErrorCode::Storage | ErrorCode::Protocol => {
            tracing::error!(command, code = ?error.code, "command failed");
        }
        _ => tracing::debug!(command, code = ?error.code, "command refused"),
    }
    error
}
