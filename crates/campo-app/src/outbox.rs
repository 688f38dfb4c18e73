//! Edits of this device that are not plainly on the server, for people to see and decide on.

use std::collections::BTreeSet;

use campo_document::fields::field_of;
use campo_store::{EditStatus, StoredEdit};
use campo_wire::command::{EditRef, Empty};
use campo_wire::error::ErrorCode;
use campo_wire::sync::Refusal;
use campo_wire::sync_status::{EditState, OutboxItem};

use crate::access::Context;
use crate::app::App;
use crate::error::AppError;
use crate::history::changes;
use crate::json::rfc3339;

impl App {
    /// What waits, and what was refused and why.
    pub fn outbox(&self, _: Empty) -> Result<Vec<OutboxItem>, AppError> {
        self.read(|context| {
            context
                .tx
                .open_edits()?
                .iter()
                .map(|edit| item(context, edit))
                .collect()
        })
    }

    /// Sends a refused edit again, on top of what the record is now.
    pub fn retry_edit(&self, request: EditRef) -> Result<Empty, AppError> {
        self.decide(&request, |context, local| {
            Ok(context.tx.retry(local, context.stamp.actor)?)
        })
    }

    /// Gives up a refused edit, for good.
    pub fn discard_edit(&self, request: EditRef) -> Result<Empty, AppError> {
        self.decide(&request, |context, local| {
            Ok(context.tx.discard(local, context.stamp.actor)?)
        })
    }

    fn decide(
        &self,
        request: &EditRef,
        act: impl FnOnce(&Context<'_>, i64) -> Result<(), AppError>,
    ) -> Result<Empty, AppError> {
        let number = request
            .edit
            .rsplit_once(':')
            .and_then(|(_, number)| number.parse().ok());
        let unknown = || {
            AppError::refused(
                ErrorCode::NotFound,
                format!("there is no edit `{}`", request.edit),
            )
        };
        let local = number.ok_or_else(unknown)?;
        self.write(|context| act(context, local))?;
        self.status_changed();
        Ok(Empty {})
    }
}

/// An edit as the person sees it.
pub(crate) fn item(context: &Context<'_>, stored: &StoredEdit) -> Result<OutboxItem, AppError> {
    let edit = &stored.edit;
    let fields: BTreeSet<String> = changes(edit)
        .iter()
        .map(|change| field_of(&change.field).to_owned())
        .collect();
    let id = edit.record.to_string();
    let (code, reason) = stored.reason.as_deref().map(reason).unzip();
    Ok(OutboxItem {
        edit: format!("{}:{}", context.stamp.actor.device(), stored.local),
        title: context.tx.title_of(&id)?.unwrap_or_else(|| id.clone()),
        record: id,
        record_type: edit.record_type.to_string(),
        kind: stored.kind.clone(),
        fields: fields.into_iter().collect(),
        state: state(stored.status),
        code: code.flatten(),
        reason,
        at: rfc3339(edit.at.device_ms),
    })
}

fn state(status: EditStatus) -> EditState {
    match status {
        EditStatus::Local => EditState::Local,
        EditStatus::Sent => EditState::Sent,
        EditStatus::Accepted => EditState::Accepted,
        EditStatus::AcceptedWithConflict => EditState::AcceptedWithConflict,
        EditStatus::Refused | EditStatus::Discarded => EditState::Refused,
        EditStatus::Quarantined => EditState::Quarantined,
    }
}

/// A stored reason: the code, when it is a refusal, and the words.
fn reason(stored: &str) -> (Option<String>, String) {
    match serde_json::from_str::<Refusal>(stored) {
        Ok(refusal) => (Some(refusal.code), refusal.message),
        Err(_) => (None, stored.to_owned()),
    }
}
