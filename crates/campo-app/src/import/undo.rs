//! Taking an import back: records it made are deleted, records it changed get their values back. What somebody changed
//! after the import stays as it is, and is named.

use campo_model::expr::Fields;
use campo_model::manifest::{FieldKind, RecordType};
use campo_model::value::Value;
use campo_store::{ImportedRecord, RecordState};
use campo_wire::error::ErrorCode;
use campo_wire::import::{LeftRecord, LeftWhy, UndoImport, UndoStep};
use sha2::{Digest, Sha256};

use crate::access::Context;
use crate::app::App;
use crate::checks::values_of;
use crate::error::AppError;
use crate::json::to_json;
use crate::records;

/// Records of one transaction.
const BATCH: u32 = 500;

impl App {
    /// Takes back the next records of an import.
    pub fn undo_import(&self, request: UndoImport) -> Result<UndoStep, AppError> {
        let (step, key) = self.write(|context| {
            let imports = context.tx.imports()?;
            let import = imports.into_iter().find(|one| one.id == request.import);
            let import = import.filter(|one| !one.undone).ok_or_else(gone)?;
            Ok((
                undo(context, &request)?,
                records::type_key(&import.record_type)?,
            ))
        })?;
        if step.done > 0 {
            self.type_changed(&key);
        }
        Ok(step)
    }
}

fn undo(context: &Context<'_>, request: &UndoImport) -> Result<UndoStep, AppError> {
    let after = request.after.as_deref().unwrap_or_default();
    let imported = context.tx.imported(&request.import, after, BATCH)?;
    let mut step = UndoStep::default();
    for noted in &imported {
        let left = undo_one(context, noted)?;
        // What was refused may be allowed another day; the rest is settled.
        if !matches!(left, Some((LeftWhy::Refused, _))) {
            context.tx.forget_imported(&request.import, noted.record)?;
        }
        match left {
            None => step.done += 1,
            Some((why, message)) => step.left.push(left_record(context, noted, why, message)?),
        }
    }
    let is_last = imported.len() < BATCH as usize;
    let last = imported.last().map(|noted| noted.record.to_string());
    step.next = last.filter(|_| !is_last);
    if is_last && context.tx.imported(&request.import, "", 1)?.is_empty() {
        context.tx.end_import(&request.import)?;
    }
    Ok(step)
}

fn left_record(
    context: &Context<'_>,
    noted: &ImportedRecord,
    why: LeftWhy,
    message: String,
) -> Result<LeftRecord, AppError> {
    let id = noted.record.to_string();
    let title = context.tx.title_of(&id)?.unwrap_or_default();
    Ok(LeftRecord {
        id,
        title,
        why,
        message,
    })
}

/// Takes one record back; why not, if so.
fn undo_one(
    context: &Context<'_>,
    noted: &ImportedRecord,
) -> Result<Option<(LeftWhy, String)>, AppError> {
    let found = context.tx.find_record(noted.record)?;
    let Some(record) = found.filter(|record| !record.is_blank()) else {
        return Ok(Some((LeftWhy::Gone, String::new())));
    };
    let declared = context.declared(&record.record_type)?;
    if record.deleted && noted.before.is_none() {
        return Ok(None);
    }
    if record.deleted || mark(context, declared, &record)? != noted.after {
        return Ok(Some((LeftWhy::Changed, String::new())));
    }
    let done = match &noted.before {
        None => records::mark_in(context, &noted.record.to_string(), true).map(|_| ()),
        Some(before) => put_back(context, declared, &record, before),
    };
    match done {
        Ok(()) => Ok(None),
        Err(AppError::Refused(error)) => Ok(Some((LeftWhy::Refused, error.message))),
        Err(error) => Err(error),
    }
}

fn put_back(
    context: &Context<'_>,
    declared: &RecordType,
    record: &RecordState,
    before: &str,
) -> Result<(), AppError> {
    let json = serde_json::from_str(before).unwrap_or_default();
    records::update_in(context, record, &values_of(declared, &json)?, false)?;
    Ok(())
}

/// The fields an import sets as they were, JSON; null for those that were empty.
pub(super) fn before(set: &Fields, before: &Fields) -> String {
    let old = |key: &String| {
        let value = before.get(key).cloned().unwrap_or(Value::Null);
        (key.clone(), value)
    };
    serde_json::Value::Object(to_json(&set.keys().map(old).collect())).to_string()
}

/// Tells whether a record is still what it was: SHA-256 over its values, without those that the server gives.
pub(super) fn mark(
    context: &Context<'_>,
    declared: &RecordType,
    record: &RecordState,
) -> Result<Vec<u8>, AppError> {
    let mut fields = context.stored_fields(record)?;
    let given = declared
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Sequence);
    for field in given {
        fields.remove(&field.key);
    }
    let text = serde_json::Value::Object(to_json(&fields)).to_string();
    Ok(Sha256::digest(text).to_vec())
}

fn gone() -> AppError {
    let message = "this import was taken back already, or is too long ago: nothing was changed";
    AppError::refused(ErrorCode::NotFound, message)
}
