//! Edits in, the log out.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use campo_log::Past;
use campo_model::id::RecordId;
use campo_wire::error::ErrorCode;
use campo_wire::sync::{PullReply, PullRequest, PushReply, PushRequest};

use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Recognized, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

/// Decides on a device's edits.
pub(super) async fn push(
    State(shared): State<Shared>,
    Recognized { tenant, caller }: Recognized,
    Frame(request): Frame<PushRequest>,
) -> Result<Frame<PushReply>, Failure> {
    let reply = blocking(move || {
        let reply = tenant.push(&caller, &request, now_ms())?;
        shared.live.announce(tenant.key(), News::of(&tenant)?);
        Ok(reply)
    });
    Ok(Frame(reply.await?))
}

/// Gives the next page of the log.
pub(super) async fn pull(
    Authenticated { tenant, caller }: Authenticated,
    Frame(request): Frame<PullRequest>,
) -> Result<Frame<PullReply>, Failure> {
    Ok(Frame(
        blocking(move || tenant.pull(&caller, &request, now_ms())).await?,
    ))
}

/// Gives every edit of a record that the caller may read.
pub(super) async fn history(
    Authenticated { tenant, caller }: Authenticated,
    Path(record): Path<String>,
) -> Result<Frame<Vec<Past>>, Failure> {
    let record: RecordId = record.parse().map_err(|_| {
        Failure::new(
            StatusCode::NOT_FOUND,
            ErrorCode::NotFound,
            "this is not a record's id",
        )
    })?;
    Ok(Frame(
        blocking(move || tenant.history(&caller, record, now_ms())).await?,
    ))
}
