//! Exchanging with the server, and what waits for it.

use std::path::Path;
use std::process::ExitCode;

use campo_app::Round;
use campo_wire::command::{EditRef, Empty};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::sync_status::{EditState, OutboxItem};

use crate::args::OutboxCommand;
use crate::output::{Output, print, refused};
use crate::session::{describe, open};

/// Exchanges once, or until interrupted.
pub async fn run(home: &Path, watch: bool, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    if watch {
        app.start_sync();
        tokio::signal::ctrl_c().await?;
        return Ok(ExitCode::SUCCESS);
    }
    let round = app.sync_once().await;
    match round {
        Round::CaughtUp => output.answer(&app.sync_status(Empty {}).map_err(refused)?, describe),
        Round::Elsewhere => {
            let message = "another process is synchronizing this home; nothing to do here";
            Err(WireError::new(ErrorCode::Storage, message).into())
        }
        Round::Stopped(activity) => Err(stopped(activity).into()),
    }
}

fn stopped(activity: campo_app::Activity) -> WireError {
    use campo_app::Activity;
    match activity {
        Activity::Offline(why) => {
            let message = format!("{why}; everything is kept on this device, try again later");
            WireError::new(ErrorCode::Offline, message)
        }
        Activity::Attention(why) => WireError::new(ErrorCode::Protocol, why),
        Activity::Idle | Activity::Syncing => {
            WireError::new(ErrorCode::Internal, "the exchange did not end")
        }
    }
}

/// Shows or handles what waits.
pub fn outbox(home: &Path, command: OutboxCommand, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let items = app.outbox(Empty {}).map_err(refused)?;
    match command {
        OutboxCommand::List => output.answer(&items, |items| {
            items.iter().map(line).collect::<Vec<_>>().join("\n")
        }),
        OutboxCommand::Export => {
            for item in &items {
                print(&serde_json::to_string(item)?)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        OutboxCommand::Retry { edit } => {
            let edits = edit.map_or_else(|| refused_edits(&items), |edit| vec![edit]);
            let retried = edits.len();
            for edit in edits {
                app.retry_edit(EditRef { edit }).map_err(refused)?;
            }
            output.answer(&serde_json::json!({ "retried": retried }), |_| {
                format!("{retried} to be sent again")
            })
        }
        OutboxCommand::Discard { edit } => {
            let given_up = EditRef { edit };
            app.discard_edit(given_up.clone()).map_err(refused)?;
            output.answer(&serde_json::json!({ "discarded": given_up.edit }), |_| {
                format!("{} is given up", given_up.edit)
            })
        }
    }
}

fn refused_edits(items: &[OutboxItem]) -> Vec<String> {
    let refused = |item: &&OutboxItem| item.state == EditState::Refused;
    items
        .iter()
        .filter(refused)
        .map(|item| item.edit.clone())
        .collect()
}

fn line(item: &OutboxItem) -> String {
    let reason = item
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    let state = serde_json::to_value(item.state)
        .map(|state| crate::output::plain(&state))
        .unwrap_or_default();
    format!(
        "{}  {}  {} {} {}{reason}",
        item.edit, state, item.kind, item.record_type, item.title
    )
}
