//! Conflicts: fields that two people set differently without having seen each other, and deletions that met edits.

use campo_document::{Document, Entry, KeyOp, Scalar, fields};
use campo_model::id::DeviceTag;
use campo_model::manifest::RecordType;
use campo_model::value::Value;
use campo_store::RecordState;
use campo_wire::command::{Empty, ResolveConflict};
use campo_wire::error::ErrorCode;
use campo_wire::record::{Conflict, ConflictValue, Record, Settlement};

use crate::access::{Context, forbidden};
use crate::app::App;
use crate::checks;
use crate::declared::field_of;
use crate::error::AppError;
use crate::json::{rfc3339, value_of};
use crate::records;

/// The name of the conflict between a deletion and an edit.
const DELETED: &str = "$deleted";

impl App {
    /// Every conflict on this device.
    pub fn conflicts(&self, _: Empty) -> Result<Vec<Conflict>, AppError> {
        self.read(|context| {
            let mut conflicts = Vec::new();
            for id in context.tx.conflicting_records()? {
                conflicts.extend(of_record(context, &context.tx.record(id)?)?);
            }
            Ok(conflicts)
        })
    }

    /// Settles a conflict with an ordinary edit.
    pub fn resolve_conflict(&self, request: ResolveConflict) -> Result<Record, AppError> {
        let written = self.write(|context| {
            let record = records::find(context, &request.id)?;
            if request.field == DELETED {
                settle_deletion(context, &record, &request.take)?;
            } else {
                settle_field(context, &record, &request.field, &request.take)?;
            }
            records::show_again(context, record.id)
        })?;
        Ok(self.told(written))
    }
}

/// The conflicts of one record.
pub(crate) fn of_record(
    context: &Context<'_>,
    record: &RecordState,
) -> Result<Vec<Conflict>, AppError> {
    let declared = context.declared(&record.record_type)?;
    let mut title = None;
    let mut named = |field: &str, values| -> Result<Conflict, AppError> {
        if title.is_none() {
            title = Some(campo_model::validate::title(
                declared,
                &context.stored_fields(record)?,
            ));
        }
        Ok(Conflict {
            record: record.id.to_string(),
            record_type: record.record_type.to_string(),
            title: title.clone().unwrap_or_default(),
            field: field.to_owned(),
            values,
        })
    };
    let mut conflicts = Vec::new();
    for (_, document) in &record.facets {
        for (key, entries) in document.conflicts() {
            let values = entries
                .iter()
                .map(|entry| side(context, declared, key, entry))
                .collect::<Result<_, _>>()?;
            conflicts.push(named(key, values)?);
        }
    }
    if let Some(tombstone) = record
        .tombstone
        .as_ref()
        .filter(|tombstone| tombstone.conflict && record.deleted)
    {
        let deletion = told(
            context,
            tombstone.device,
            tombstone.at_ms,
            Value::Bool(true),
        )?;
        conflicts.push(named(DELETED, vec![deletion])?);
    }
    Ok(conflicts)
}

fn side(
    context: &Context<'_>,
    declared: &RecordType,
    key: &str,
    entry: &Entry,
) -> Result<ConflictValue, AppError> {
    let value = shown_value(declared, key, &entry.value);
    told(
        context,
        entry.id.actor.device(),
        entry.time.saturating_mul(1000),
        value,
    )
}

/// A stored value as its field shows it: places and the like are kept as JSON text.
fn shown_value(declared: &RecordType, key: &str, scalar: &Scalar) -> Value {
    let value = value_of(scalar);
    let is_json = field_of(declared, key)
        .is_some_and(|field| field.kind.storage() == campo_model::manifest::Storage::Json);
    match (&value, is_json) {
        (Value::Text(text), true) => serde_json::from_str::<serde_json::Value>(text)
            .map_or(value.clone(), |json| Value::from(&json)),
        _ => value,
    }
}

/// A side of a conflict with its author.
fn told(
    context: &Context<'_>,
    device: DeviceTag,
    at_ms: i64,
    value: Value,
) -> Result<ConflictValue, AppError> {
    let mine = device == context.stamp.actor.device();
    let (user, name) = context.author(device)?;
    Ok(ConflictValue {
        value: value.to_json(),
        user,
        device: name,
        time: rfc3339(at_ms),
        mine,
    })
}

fn settle_deletion(
    context: &Context<'_>,
    record: &RecordState,
    take: &Settlement,
) -> Result<(), AppError> {
    let declared = context.declared(&record.record_type)?;
    let fields = context.stored_fields(record)?;
    if !checks::allows(
        context,
        declared,
        &context.on(&record.record_type).grant.delete,
        &fields,
    )? {
        return Err(forbidden("deciding on this deletion"));
    }
    let deleted_here = record
        .tombstone
        .as_ref()
        .is_some_and(|tomb| tomb.device == context.stamp.actor.device());
    let keep = match take {
        Settlement::Mine => !deleted_here,
        Settlement::Theirs => deleted_here,
        Settlement::Value(value) => value.as_bool() == Some(false),
    };
    context.tx.restore(record, context.stamp)?;
    if !keep {
        // A new deletion that has seen the edit.
        context
            .tx
            .delete(&context.tx.record(record.id)?, context.stamp)?;
    }
    Ok(())
}

fn settle_field(
    context: &Context<'_>,
    record: &RecordState,
    key: &str,
    take: &Settlement,
) -> Result<(), AppError> {
    let none = || {
        AppError::refused(
            ErrorCode::NotFound,
            format!("there is no conflict on `{key}` in this record"),
        )
    };
    let declared = context.declared(&record.record_type)?;
    let found = record
        .facets
        .iter()
        .find(|(_, document)| document.conflicts().any(|(name, _)| name == key));
    let (facet, document) = found.ok_or_else(none)?;
    let scalar = match take {
        Settlement::Value(json) if key.contains('/') => {
            part_scalar(document, key, json).ok_or_else(none)?
        }
        Settlement::Value(json) => {
            let object = serde_json::Map::from_iter([(key.to_owned(), json.clone())]);
            let patch = checks::values_of(declared, &object)?;
            patch
                .values()
                .try_for_each(|value| checks::check_value(declared, key, value))?;
            context.tx.update(record, &patch, context.stamp)?;
            return Ok(());
        }
        Settlement::Mine | Settlement::Theirs => {
            let mine = *take == Settlement::Mine;
            let here = context.stamp.actor.device();
            let entries = document.visible(key).iter();
            let side = entries
                .rev()
                .find(|entry| (entry.id.actor.device() == here) == mine);
            side.ok_or_else(|| no_side(mine))?.value.clone()
        }
    };
    check_field_right(context, record, key)?;
    context
        .tx
        .update_keys(record, facet, &[KeyOp::put(key, scalar)], context.stamp)?;
    Ok(())
}

fn no_side(mine: bool) -> AppError {
    let whose = if mine {
        "this device"
    } else {
        "another device"
    };
    AppError::refused(
        ErrorCode::BadRequest,
        format!("none of the values is from {whose}: give the value to keep"),
    )
}

fn check_field_right(
    context: &Context<'_>,
    record: &RecordState,
    key: &str,
) -> Result<(), AppError> {
    let field = fields::field_of(key);
    match context.on(&record.record_type).field(field) {
        campo_model::manifest::FieldRight::Edit => Ok(()),
        _ => Err(forbidden(&format!("changing the field `{field}`"))),
    }
}

/// The visible value of a part that reads as this JSON.
fn part_scalar(document: &Document, key: &str, json: &serde_json::Value) -> Option<Scalar> {
    let mut values = document.visible(key).iter().map(|entry| &entry.value);
    values
        .find(|value| value_of(value).to_json() == *json)
        .cloned()
}
