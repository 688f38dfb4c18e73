//! Editing many records at once. A refused edit wrote nothing, because checks come before writing; the others stand.

use std::collections::BTreeSet;

use campo_model::id::{RecordId, TypeKey};
use campo_model::value::Value;
use campo_wire::bulk::{BulkEdit, BulkOutcome, RecordEdit, RefusedEdit};
use campo_wire::error::ErrorCode;
use serde_json::{Value as Json, json};

use crate::access::Context;
use crate::app::App;
use crate::checks;
use crate::error::AppError;
use crate::records::{self, find_living, update_in};

/// The most edits of one request.
const MAX_EDITS: usize = 500;

impl App {
    /// Does several edits in one transaction.
    pub fn bulk_edit(&self, request: BulkEdit) -> Result<BulkOutcome, AppError> {
        if request.edits.len() > MAX_EDITS {
            let message = format!("at most {MAX_EDITS} edits at once; nothing was changed");
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        let (outcome, written) = self.write(|context| edit_all(context, &request.edits))?;
        self.records_changed(written.iter().map(|(key, id)| (key, *id)));
        self.status_changed();
        Ok(outcome)
    }
}

type Written = BTreeSet<(TypeKey, RecordId)>;

fn edit_all(
    context: &Context<'_>,
    edits: &[RecordEdit],
) -> Result<(BulkOutcome, Written), AppError> {
    let mut outcome = BulkOutcome::default();
    let mut written = Written::new();
    for edit in edits {
        match edit_one(context, edit) {
            Ok(Some((key, id, undo))) => {
                outcome.changed += 1;
                outcome.undo.push(undo);
                written.insert((key, id));
            }
            Ok(None) => {}
            Err(AppError::Refused(error)) => {
                let id = id_of(edit);
                outcome.refused.push(RefusedEdit {
                    id: id.to_owned(),
                    title: context.tx.title_of(id)?.unwrap_or_default(),
                    message: error.message,
                    problems: error.problems,
                });
            }
            Err(error) => return Err(error),
        }
    }
    outcome.undo.reverse();
    Ok((outcome, written))
}

/// Does one edit; gives its record and the edit that takes it back, or nothing when nothing is different.
fn edit_one(
    context: &Context<'_>,
    edit: &RecordEdit,
) -> Result<Option<(TypeKey, RecordId, RecordEdit)>, AppError> {
    let id = id_of(edit).to_owned();
    match edit {
        RecordEdit::Update { fields, .. } => {
            let record = find_living(context, &id)?;
            let patch = checks::values_of(context.declared(&record.record_type)?, fields)?;
            let before = context.stored_fields(&record)?;
            if !update_in(context, &record, &patch, false)? {
                return Ok(None);
            }
            let back = patch
                .iter()
                .map(|(key, set)| (key.clone(), taken_back(set, before.get(key))));
            let undo = RecordEdit::Update {
                id,
                fields: back.collect(),
            };
            Ok(Some((record.record_type, record.id, undo)))
        }
        RecordEdit::Delete { .. } => {
            let record = records::mark_in(context, &id, true)?;
            Ok(record.map(|(key, record)| (key, record, RecordEdit::Restore { id })))
        }
        RecordEdit::Restore { .. } => {
            let record = records::mark_in(context, &id, false)?;
            Ok(record.map(|(key, record)| (key, record, RecordEdit::Delete { id })))
        }
    }
}

/// What takes a field back: the value before, or the opposite of an increment.
fn taken_back(set: &Value, before: Option<&Value>) -> Json {
    let by = set.as_map().and_then(|map| map.get("increment"));
    match by.and_then(Value::as_int) {
        Some(by) => json!({ "increment": by.saturating_neg() }),
        None => before.map_or(Json::Null, Value::to_json),
    }
}

fn id_of(edit: &RecordEdit) -> &str {
    match edit {
        RecordEdit::Update { id, .. } | RecordEdit::Delete { id } | RecordEdit::Restore { id } => {
            id
        }
    }
}
