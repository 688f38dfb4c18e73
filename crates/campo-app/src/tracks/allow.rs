//! Whether a person lets their way be recorded: records of `core.consent`, of which the latest counts.

use campo_wire::command::CreateRecord;
use campo_wire::error::ErrorCode;
use campo_wire::record::{Comparison, Condition, ListRecords};
use campo_wire::track::{AllowTracks, TrackState};
use serde_json::{Value as Json, json};

use super::core_type;
use crate::access::Context;
use crate::app::App;
use crate::error::AppError;
use crate::lists;

/// The type that keeps answers.
const CONSENT: &str = "core.consent";
/// What the answer is about.
const SUBJECT: &str = "tracks";

impl App {
    /// Keeps this person's answer.
    pub fn allow_tracks(&self, request: AllowTracks) -> Result<TrackState, AppError> {
        let is_new = self.read(|context| {
            core_type(context, CONSENT)?;
            Ok(is_allowed(context)? != request.allowed)
        })?;
        if is_new {
            let answer = json!({ "subject": SUBJECT, "allowed": request.allowed });
            self.create_record(CreateRecord {
                record_type: CONSENT.to_owned(),
                fields: answer.as_object().cloned().unwrap_or_default(),
            })?;
        }
        self.track_state(campo_wire::command::Empty {})
    }
}

/// Refuses unless this person allows it.
pub(super) fn require(context: &Context<'_>) -> Result<(), AppError> {
    core_type(context, CONSENT)?;
    if is_allowed(context)? {
        return Ok(());
    }
    let message = "you have not allowed that your way is recorded; nothing was recorded";
    Err(AppError::refused(ErrorCode::Forbidden, message))
}

/// Whether this person's latest answer allows it. Nobody asked is nobody who agreed.
pub(super) fn is_allowed(context: &Context<'_>) -> Result<bool, AppError> {
    if core_type(context, CONSENT).is_err() {
        return Ok(false);
    }
    let request = ListRecords {
        record_type: CONSENT.to_owned(),
        conditions: vec![
            equals("person", context.principal.id.to_string()),
            equals("subject", SUBJECT.to_owned()),
        ],
        sort: vec!["-moment".to_owned()],
        columns: vec!["allowed".to_owned()],
        limit: Some(1),
        ..ListRecords::default()
    };
    let page = lists::page(context, &request)?;
    let latest = page.rows.first().and_then(|row| row.values.first());
    Ok(latest == Some(&Json::Bool(true)))
}

pub(super) fn equals(field: &str, value: String) -> Condition {
    Condition {
        field: field.to_owned(),
        is: Comparison::Equal,
        value: Some(value.into()),
    }
}
