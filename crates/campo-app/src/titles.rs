//! Titles of what a record refers to: other records and people.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::expr::Fields;
use campo_model::manifest::{FieldKind, RecordType};
use campo_model::value::Value;

use crate::access::Context;
use crate::error::AppError;

/// Titles by id of all that these fields refer to; what this device does not hold has none.
pub(crate) fn of_fields(
    context: &Context<'_>,
    declared: &RecordType,
    fields: &Fields,
) -> Result<BTreeMap<String, String>, AppError> {
    let mut ids = BTreeSet::new();
    collect(declared, fields, &mut ids);
    look_up(context, ids)
}

/// Adds the ids that these fields refer to.
pub(crate) fn collect(declared: &RecordType, fields: &Fields, ids: &mut BTreeSet<String>) {
    for field in &declared.fields {
        match (field.kind, fields.get(&field.key)) {
            (FieldKind::Ref | FieldKind::User, Some(Value::Text(id))) => {
                ids.insert(id.clone());
            }
            (FieldKind::Refs, Some(Value::List(members))) => {
                ids.extend(members.iter().filter_map(Value::as_text).map(str::to_owned));
            }
            _ => {}
        }
    }
}

/// The titles of these ids.
pub(crate) fn look_up(
    context: &Context<'_>,
    ids: BTreeSet<String>,
) -> Result<BTreeMap<String, String>, AppError> {
    let mut titles = BTreeMap::new();
    for id in ids {
        let title = match context.tx.person_name(&id)? {
            Some(name) => Some(name),
            None => context.tx.title_of(&id)?,
        };
        if let Some(title) = title {
            titles.insert(id, title);
        }
    }
    Ok(titles)
}
