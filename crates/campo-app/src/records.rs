//! Showing, making and changing records.

use std::collections::BTreeMap;

use campo_model::expr::Fields;
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::{Field, FieldKind, FieldRight, OnDelete, RecordType};
use campo_model::validate::{compute, defaults};
use campo_model::value::Value;
use campo_store::RecordState;
use campo_wire::command::{CheckRecord, CreateRecord, RecordRef, UpdateRecord};
use campo_wire::error::{ErrorCode, WireError};
use campo_wire::record::{FormState, Record};
use uuid::Uuid;

use crate::access::{Context, forbidden};
use crate::app::App;
use crate::checks::{self, Proposal};
use crate::conflicts;
use crate::declared::state_field;
use crate::error::AppError;
use crate::json::to_json;
use crate::titles;

impl App {
    /// Shows a record.
    pub fn get_record(&self, request: RecordRef) -> Result<Record, AppError> {
        self.read(|context| show(context, &find(context, &request.id)?))
    }

    /// Makes a record.
    pub fn create_record(&self, request: CreateRecord) -> Result<Record, AppError> {
        let key = type_key(&request.record_type)?;
        let id = new_id()?;
        let written = self.write(|context| {
            let given = checks::values_of(context.declared(&key)?, &request.fields)?;
            create_in(context, id, &key, &given, false)?;
            show_again(context, id)
        })?;
        Ok(self.told(written))
    }

    /// Changes some fields of a record.
    pub fn update_record(&self, request: UpdateRecord) -> Result<Record, AppError> {
        let written = self.write(|context| {
            let record = find_living(context, &request.id)?;
            let patch = checks::values_of(context.declared(&record.record_type)?, &request.fields)?;
            update_in(context, &record, &patch, false)?;
            show_again(context, record.id)
        })?;
        Ok(self.told(written))
    }

    /// Deletes a record; it can be restored.
    pub fn delete_record(&self, request: RecordRef) -> Result<Record, AppError> {
        self.mark(&request.id, true)
    }

    /// Brings a deleted record back.
    pub fn restore_record(&self, request: RecordRef) -> Result<Record, AppError> {
        self.mark(&request.id, false)
    }

    fn mark(&self, id: &str, delete: bool) -> Result<Record, AppError> {
        let written = self.write(|context| {
            mark_in(context, id, delete)?;
            show_again(context, find(context, id)?.id)
        })?;
        Ok(self.told(written))
    }

    /// What a form shows for the values typed so far.
    pub fn check_record(&self, request: CheckRecord) -> Result<FormState, AppError> {
        let key = type_key(&request.record_type)?;
        self.read(|context| {
            let declared = context.declared(&key)?;
            let before = match &request.id {
                Some(id) => Some(context.stored_fields(&find(context, id)?)?),
                None => None,
            };
            form_state(context, &key, declared, before.as_ref(), &request.fields)
        })
    }

    /// Tells the UI of a record that was written, and gives it as the answer.
    pub(crate) fn told(&self, written: Written) -> Record {
        self.records_changed(std::iter::once((&written.record_type, written.id)));
        self.status_changed();
        written.shown
    }
}

/// A new record's id (UUIDv7).
pub(crate) fn new_id() -> Result<RecordId, AppError> {
    Ok(RecordId(Uuid::now_v7()))
}

/// A type's key from its text.
pub(crate) fn type_key(text: &str) -> Result<TypeKey, AppError> {
    text.parse().map_err(|_| {
        AppError::refused(
            ErrorCode::UnknownType,
            format!("`{text}` is not a record type, as crm.lead"),
        )
    })
}

/// The record with this id, if this device has it.
pub(crate) fn find(context: &Context<'_>, id: &str) -> Result<RecordState, AppError> {
    let unknown = || {
        AppError::refused(
            ErrorCode::NotFound,
            format!("there is no record {id} on this device"),
        )
    };
    let id = id.parse().map_err(|_| unknown())?;
    context
        .tx
        .find_record(id)?
        .filter(|record| !record.is_blank())
        .ok_or_else(unknown)
}

/// The record with this id, not deleted.
pub(crate) fn find_living(context: &Context<'_>, id: &str) -> Result<RecordState, AppError> {
    let record = find(context, id)?;
    if record.deleted {
        let message = "this record is deleted; restore it first, nothing was changed";
        return Err(AppError::refused(ErrorCode::Deleted, message));
    }
    Ok(record)
}

/// Makes a record in the caller's transaction; with `dry_run` only checks.
pub(crate) fn create_in(
    context: &Context<'_>,
    id: RecordId,
    key: &TypeKey,
    given: &Fields,
    dry_run: bool,
) -> Result<(), AppError> {
    let declared = context.declared(key)?;
    let nothing = BTreeMap::new();
    let mut fields = defaults(declared, &context.scope(given, &nothing));
    // A counter starts with the record: two that were started apart would be a conflict, not a sum.
    for counter in declared
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Counter)
    {
        fields.entry(counter.key.clone()).or_insert(Value::Int(0));
    }
    // A default that this person may not set is left for whoever may.
    fields.retain(|field, _| context.on(key).field(field) == FieldRight::Edit);
    fields.extend(
        given
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(field, value)| (field.clone(), value.clone())),
    );
    let proposal = Proposal {
        key,
        declared,
        before: None,
        after: &resolved(&fields, None),
        changed: given.keys().map(String::as_str).collect(),
    };
    checks::check(context, &proposal)?;
    if !dry_run {
        context.tx.create(id, key, &fields, context.stamp)?;
    }
    Ok(())
}

/// Changes a record in the caller's transaction; whether anything is different.
pub(crate) fn update_in(
    context: &Context<'_>,
    record: &RecordState,
    patch: &Fields,
    dry_run: bool,
) -> Result<bool, AppError> {
    let declared = context.declared(&record.record_type)?;
    let before = context.stored_fields(record)?;
    let changes: Fields = patch
        .iter()
        .filter(|(key, value)| before.get(*key).unwrap_or(&Value::Null) != *value)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if changes.is_empty() {
        return Ok(false);
    }
    let after = resolved(&changes, Some(&before));
    let changed = changes.keys().map(String::as_str).collect();
    checks::check(
        context,
        &Proposal {
            key: &record.record_type,
            declared,
            before: Some(&before),
            after: &after,
            changed,
        },
    )?;
    Ok(dry_run || context.tx.update(record, &changes, context.stamp)?)
}

/// Deletes or restores a record in the caller's transaction; the record, when that makes it different.
pub(crate) fn mark_in(
    context: &Context<'_>,
    id: &str,
    delete: bool,
) -> Result<Option<(TypeKey, RecordId)>, AppError> {
    let record = find(context, id)?;
    let fields = context.stored_fields(&record)?;
    let rule = &context.on(&record.record_type).grant.delete;
    let declared = context.declared(&record.record_type)?;
    if !checks::allows(context, declared, rule, &fields)? {
        return Err(forbidden(if delete {
            "deleting this record"
        } else {
            "restoring this record"
        }));
    }
    if delete == record.deleted {
        return Ok(None);
    }
    if delete {
        check_not_referred_to(context, &record)?;
        context.tx.delete(&record, context.stamp)?;
    } else {
        context.tx.restore(&record, context.stamp)?;
    }
    Ok(Some((record.record_type, record.id)))
}

/// Refuses to delete what other records refer to by a reference that forbids it. The server checks the same again.
fn check_not_referred_to(context: &Context<'_>, record: &RecordState) -> Result<(), AppError> {
    for (key, declared) in context.registry().types() {
        let forbids = |field: &&Field| {
            field.on_delete == Some(OnDelete::Restrict)
                && field.kind == FieldKind::Ref
                && field.target().as_ref() == Some(&record.record_type)
        };
        for field in declared.fields.iter().filter(forbids) {
            if context.tx.is_referred_to(key, &field.key, record.id)? {
                let message = format!(
                    "records of {} still refer to this one; nothing was deleted, change or delete those first",
                    declared.name()
                );
                return Err(AppError::refused(ErrorCode::Referenced, message));
            }
        }
    }
    Ok(())
}

/// The fields after a patch, increments worked out.
fn resolved(patch: &Fields, before: Option<&Fields>) -> Fields {
    let mut after = before.cloned().unwrap_or_default();
    for (key, value) in patch {
        let by = value
            .as_map()
            .and_then(|map| map.get("increment"))
            .and_then(Value::as_int);
        let value = match by {
            Some(by) => Value::Int(
                after
                    .get(key)
                    .and_then(Value::as_int)
                    .unwrap_or(0)
                    .saturating_add(by),
            ),
            None => value.clone(),
        };
        after.insert(key.clone(), value);
    }
    after.retain(|_, value| !value.is_null());
    after
}

/// A record that a use case wrote.
pub(crate) struct Written {
    record_type: TypeKey,
    id: RecordId,
    shown: Record,
}

/// Reads a record anew after it was written.
pub(crate) fn show_again(context: &Context<'_>, id: RecordId) -> Result<Written, AppError> {
    let record = context.tx.record(id)?;
    let shown = show(context, &record)?;
    Ok(Written {
        record_type: record.record_type,
        id,
        shown,
    })
}

/// A record as the UI shows it.
pub(crate) fn show(context: &Context<'_>, record: &RecordState) -> Result<Record, AppError> {
    let declared = context.declared(&record.record_type)?;
    let on = context.on(&record.record_type);
    let mut fields = context.stored_fields(record)?;
    let can_update = checks::allows(context, declared, &on.grant.update, &fields)?;
    let can_delete = checks::allows(context, declared, &on.grant.delete, &fields)?;
    let conflicts = conflicts::of_record(context, record)?;
    fields.remove("id");
    fields.extend(compute(declared, &fields));
    fields.extend(
        context
            .tx
            .rollups(record, &context.user, context.stamp.now_ms)?,
    );
    fields.retain(|key, value| on.field(key) != FieldRight::Hidden && !value.is_null());
    let titles = titles::of_fields(context, declared, &fields)?;
    let state = state_field(declared);
    let keys = declared
        .fields
        .iter()
        .map(|field| &field.key)
        .chain(state.iter().map(|field| &field.key));
    Ok(Record {
        id: record.id.to_string(),
        record_type: record.record_type.to_string(),
        title: campo_model::validate::title(declared, &fields),
        deleted: record.deleted,
        pending: context.tx.is_pending(record.n)?,
        conflicts,
        titles,
        can_update: can_update && !record.deleted,
        can_delete: can_delete && !record.deleted,
        read_only: keys
            .filter(|key| on.field(key) == FieldRight::Read)
            .cloned()
            .collect(),
        fields: to_json(&fields),
    })
}

fn form_state(
    context: &Context<'_>,
    key: &TypeKey,
    declared: &RecordType,
    before: Option<&Fields>,
    typed: &campo_wire::record::Fields,
) -> Result<FormState, AppError> {
    let (typed_fields, mut problems) = match checks::values_of(declared, typed) {
        Ok(fields) => (fields, Vec::new()),
        Err(AppError::Refused(WireError { problems, .. })) if !problems.is_empty() => {
            (Fields::new(), problems)
        }
        Err(error) => return Err(error),
    };
    let nothing = BTreeMap::new();
    let defaults = match before {
        Some(_) => Fields::new(),
        None => defaults(declared, &context.scope(&typed_fields, &nothing)),
    };
    let start = before.unwrap_or(&defaults);
    let after = resolved(&typed_fields, Some(start));
    let changed = typed.keys().map(String::as_str).collect();
    match checks::check(
        context,
        &Proposal {
            key,
            declared,
            before,
            after: &after,
            changed,
        },
    ) {
        Ok(warnings) => problems.extend(warnings),
        Err(AppError::Refused(WireError { problems: more, .. })) => problems.extend(more),
        Err(error) => return Err(error),
    }
    let related = context.related(declared, &after)?;
    let scope = context.scope(&after, &related);
    let on = context.on(key);
    let shown = |field: &campo_model::manifest::Field| {
        field
            .visible_if
            .as_ref()
            .is_none_or(|visible| visible.holds(&scope))
    };
    let required = |field: &campo_model::manifest::Field| {
        field.required
            || field
                .required_if
                .as_ref()
                .is_some_and(|needed| needed.holds(&scope))
    };
    let keys = |wanted: &dyn Fn(&campo_model::manifest::Field) -> bool| -> Vec<String> {
        declared
            .fields
            .iter()
            .filter(|field| wanted(field))
            .map(|field| field.key.clone())
            .collect()
    };
    Ok(FormState {
        problems,
        hidden: keys(&|field| !shown(field)),
        required: keys(&|field| shown(field) && required(field)),
        read_only: keys(&|field| on.field(&field.key) == FieldRight::Read),
        computed: to_json(&compute(declared, &after)),
        defaults: to_json(&defaults),
    })
}
