//! The one door for every host: a command's name and its request as JSON.

use campo_wire::command::*;
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::with_commands;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use crate::lock;

macro_rules! router {
    (
        at_once { $($quick:ident($quick_request:ty) -> $quick_response:ty,)* }
        in_time { $($slow:ident($slow_request:ty) -> $slow_response:ty,)* }
    ) => {
        impl App {
            /// Does the command named `command`.
            pub async fn rpc(&self, command: &str, request: Value) -> Result<Value, WireError> {
                if self.is_locked() && !lock::OPEN_WHILE_LOCKED.contains(&command) {
                    return Err(self.closed().into_wire());
                }
                match command {
                    $(stringify!($quick) => {
                        let request: $quick_request = read(command, request)?;
                        answer::<$quick_response>(command, self.$quick(request))
                    })*
                    $(stringify!($slow) => {
                        let request: $slow_request = read(command, request)?;
                        answer::<$slow_response>(command, self.$slow(request).await)
                    })*
                    _ => Err(WireError::new(ErrorCode::BadRequest, format!("there is no command `{command}`"))),
                }
            }
        }
    };
}

with_commands!(router);

fn read<Request: DeserializeOwned>(command: &str, request: Value) -> Result<Request, WireError> {
    serde_json::from_value(request).map_err(|error| bad_request(command, &error))
}

fn answer<Response: Serialize>(
    command: &str,
    done: Result<Response, AppError>,
) -> Result<Value, WireError> {
    let response = done.map_err(|error| log(command, error.into_wire()))?;
    serde_json::to_value(response).map_err(|error| bad_request(command, &error))
}

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
