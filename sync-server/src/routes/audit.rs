//! The audit log, for a tenant's managers.

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use campo_log::AuditQuery;
use campo_model::id::UserId;
use campo_wire::error::ErrorCode;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::audit::describe;
use crate::exchange::{Authenticated, blocking};
use crate::failure::Failure;

/// What to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    user_id: Option<UserId>,
    action: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    resource_type: Option<String>,
    before: Option<u64>,
    limit: Option<u32>,
}

/// The rows that fit, the newest first.
pub(super) async fn search(
    Authenticated { tenant, caller }: Authenticated,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Value>, Failure> {
    let Query(wanted) = wanted.map_err(|rejection| {
        Failure::new(
            StatusCode::BAD_REQUEST,
            ErrorCode::BadRequest,
            rejection.body_text(),
        )
    })?;
    let query = AuditQuery {
        user: wanted.user_id,
        action: wanted.action,
        resource_type: wanted.resource_type,
        from_ms: wanted.start_date.as_deref().map(milliseconds).transpose()?,
        to_ms: wanted.end_date.as_deref().map(milliseconds).transpose()?,
        before: wanted.before,
        limit: wanted.limit,
    };
    let found = blocking(move || {
        let events = tenant.audit_for(&caller, &query)?;
        let rows = events.iter().map(|event| describe(&tenant, event).0);
        Ok(rows.collect::<Vec<_>>())
    });
    Ok(Json(json!({ "events": found.await? })))
}

/// A moment, or a day as its beginning in UTC.
fn milliseconds(text: &str) -> Result<i64, Failure> {
    let day = |text: &str| text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok();
    let moment = text.parse().ok().or_else(|| Some(day(text)?.timestamp()));
    moment.map(Timestamp::as_millisecond).ok_or_else(|| {
        let message =
            format!("`{text}` is not a moment: write it as 2026-11-23 or 2026-11-23T10:00:00Z");
        Failure::new(StatusCode::BAD_REQUEST, ErrorCode::BadRequest, message)
    })
}
