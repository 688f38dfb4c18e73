//! Work that was set aside.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use campo_log::SetAside;
use campo_wire::administration::{DecideSetAside, DecidedEdit, SetAsideEdit};
use campo_wire::error::ErrorCode;
use campo_wire::sync::Verdict;

use super::{manage, managers, names};
use crate::api::Api;
use crate::clock::rfc3339;
use crate::exchange::{Authenticated, Body, Shared};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let list = managers("The edits that wait for a decision").gives_json::<Vec<SetAsideEdit>>();
    let decide = managers("Accept or reject edits that wait")
        .takes_json::<DecideSetAside>()
        .refuses(&[StatusCode::NOT_FOUND])
        .gives_json::<Vec<DecidedEdit>>();
    api.get("/v1/admin/set-aside", list, self::list).post(
        "/v1/admin/set-aside/decide",
        decide,
        self::decide,
    )
}

/// The edits that wait for a decision.
async fn list(
    State(shared): State<Shared>,
    who: Authenticated,
) -> Result<Json<Vec<SetAsideEdit>>, Failure> {
    manage(
        &shared,
        who,
        "seeing work that was set aside",
        |tenant, _| {
            let names = names(tenant)?;
            let describe = |aside: SetAside| SetAsideEdit {
                n: aside.n,
                person: names.get(&aside.user).cloned().unwrap_or_default(),
                device: aside.edit.id.device.to_string(),
                record: aside.edit.record.to_string(),
                record_type: aside.edit.record_type.to_string(),
                kind: aside.kind().to_owned(),
                fields: aside.keys(),
                made: rfc3339(aside.edit.at.device_ms),
                received: rfc3339(aside.received_ms),
                reason: aside.reason,
            };
            Ok(tenant
                .quarantine(false)?
                .into_iter()
                .map(describe)
                .collect())
        },
    )
    .await
}

/// Accepts or rejects edits that wait.
async fn decide(
    State(shared): State<Shared>,
    who: Authenticated,
    Body(wanted): Body<DecideSetAside>,
) -> Result<Json<Vec<DecidedEdit>>, Failure> {
    if !wanted.accept && wanted.reason.trim().is_empty() {
        let message = "say why: the author of the work reads it";
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            ErrorCode::BadRequest,
            message,
        ));
    }
    manage(
        &shared,
        who,
        "deciding on work that was set aside",
        move |tenant, by| {
            let decisions = if wanted.accept {
                tenant.accept_quarantined(&wanted.edits, by)?
            } else {
                tenant.reject_quarantined(&wanted.edits, &wanted.reason, by)?
            };
            Ok(decisions.into_iter().map(decided).collect())
        },
    )
    .await
}

fn decided((n, verdict): campo_log::Decision) -> DecidedEdit {
    let waits = match verdict {
        Verdict::Refused(refusal) if refusal.code != "rejected" => Some(refusal.message),
        Verdict::Rebase => Some("it builds on an edit that was not accepted".to_owned()),
        Verdict::Quarantined { reason } => Some(reason),
        _ => None,
    };
    DecidedEdit {
        n,
        settled: waits.is_none(),
        reason: waits.unwrap_or_default(),
    }
}
