//! Who may do what with a record, explained.

use axum::Json;
use axum::extract::State;
use campo_model::id::RecordId;
use campo_wire::administration as wire;

use super::{manage, managers, no_such};
use crate::api::Api;
use crate::exchange::{Authenticated, Part, Shared};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let of_record = managers("What each person may do with a record, and why")
        .part("id", "The record's id.", "^[0-9a-f-]{36}$")
        .gives_json::<Vec<wire::PersonRights>>();
    api.get("/v1/admin/records/{id}/rights", of_record, self::of_record)
}

/// What each person may do with a record, and why.
async fn of_record(
    State(shared): State<Shared>,
    Part(record): Part,
    who: Authenticated,
) -> Result<Json<Vec<wire::PersonRights>>, Failure> {
    let id: RecordId = record.parse().map_err(|_| no_such("record", &record))?;
    manage(&shared, who, "seeing people's rights", move |tenant, by| {
        let all = tenant.explain_record(id, by)?;
        Ok(all.into_iter().map(describe).collect())
    })
    .await
}

fn describe(rights: campo_log::PersonRights) -> wire::PersonRights {
    wire::PersonRights {
        person: rights.user.name,
        roles: rights.user.roles,
        on_devices: rights.on_devices,
        scope: rights.scope.map(condition),
        rights: rights.rights.into_iter().map(right).collect(),
        hidden: rights.hidden,
    }
}

fn right(right: campo_log::ExplainedRight) -> wire::ExplainedRight {
    let because = right.because.into_iter();
    wire::ExplainedRight {
        right: right.right.to_owned(),
        allowed: right.allowed,
        because: because
            .map(|reason| wire::RoleReason {
                role: reason.role,
                conditions: reason.conditions.into_iter().map(condition).collect(),
            })
            .collect(),
    }
}

fn condition(condition: campo_log::Condition) -> wire::Condition {
    wire::Condition {
        expression: condition.expression,
        holds: condition.holds,
    }
}
