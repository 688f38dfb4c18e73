//! The audit log, for a tenant's managers.

use axum::Json;
use axum::http::StatusCode;
use campo_log::AuditQuery;
use campo_model::id::UserId;
use campo_wire::administration::AuditPage;
use campo_wire::error::ErrorCode;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::audit::describe;
use crate::api::{Api, Operation, Who};
use crate::exchange::{Authenticated, Parameters, blocking};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let text = || json!({ "type": "string" });
    let search = Operation::of("Search the audit log, the newest row first", Who::Manager)
        .query(
            "user_id",
            "Done by this person.",
            json!({ "type": "string", "format": "uuid" }),
        )
        .query("action", "This was done, as `user.create`.", text())
        .query("resource_type", "To this kind of thing.", text())
        .query(
            "start_date",
            "From this day, or moment in RFC 3339, on.",
            text(),
        )
        .query("end_date", "Before this day or moment.", text())
        .query(
            "before",
            "Older than the row with this number.",
            number(u64::MAX),
        )
        .query(
            "limit",
            "How many at most; 1,000 is the most.",
            number(u32::MAX.into()),
        )
        .gives_json::<AuditPage>();
    api.get("/api/audit/search", search, self::search)
}

fn number(most: u64) -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": most })
}

/// What to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    user_id: Option<UserId>,
    action: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    resource_type: Option<String>,
    before: Option<u64>,
    limit: Option<u32>,
}

/// The rows that fit, the newest first.
async fn search(
    Authenticated { tenant, caller }: Authenticated,
    Parameters(wanted): Parameters<Wanted>,
) -> Result<Json<Value>, Failure> {
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
