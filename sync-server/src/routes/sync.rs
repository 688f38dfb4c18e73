//! Edits in, the log out.

use axum::extract::State;
use axum::http::StatusCode;
use campo_log::Past;
use campo_model::id::RecordId;
use campo_wire::error::ErrorCode;
use campo_wire::sync::{PullReply, PullRequest, PushReply, PushRequest};

use crate::api::{Api, Operation, Who};
use crate::clock::now_ms;
use crate::exchange::{Authenticated, Frame, Part, Recognized, Shared, blocking};
use crate::failure::Failure;
use crate::live::News;

pub(super) fn routes(api: Api) -> Api {
    let push = Operation::of("Send edits, and hear what becomes of each", Who::Recognized)
        .takes_frame("PushRequest")
        .gives_frame("PushReply");
    let pull = Operation::of(
        "The next page of the log, as the caller may see it",
        Who::Member,
    )
    .takes_frame("PullRequest")
    .gives_frame("PullReply");
    let history = Operation::of("Every edit of a record", Who::Member)
        .part("record", "The record's id.", "^[0-9a-f-]{36}$")
        .gives_frame("Vec<(u64, UserId, Edit)>");
    api.post("/v1/push", push, self::push)
        .post("/v1/pull", pull, self::pull)
        .get("/v1/history/{record}", history, self::history)
}

/// Decides on a device's edits.
async fn push(
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
async fn pull(
    Authenticated { tenant, caller }: Authenticated,
    Frame(request): Frame<PullRequest>,
) -> Result<Frame<PullReply>, Failure> {
    Ok(Frame(
        blocking(move || tenant.pull(&caller, &request, now_ms())).await?,
    ))
}

/// Gives every edit of a record that the caller may read.
async fn history(
    Authenticated { tenant, caller }: Authenticated,
    Part(record): Part,
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
