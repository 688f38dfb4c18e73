//! Which column goes to which field.

use std::collections::BTreeMap;

use campo_model::expr::Fields;
use campo_model::id::TypeKey;
use campo_model::manifest::{FieldKind, Import, RecordType, Storage};
use campo_model::registry::Registry;
use campo_model::validate::{parse_part, parse_text};
use campo_model::value::Value;
use campo_wire::error::ErrorCode;

use crate::declared::field_of;
use crate::error::AppError;

/// Where each column goes.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// Column index and field, or part as `place.lat`.
    columns: Vec<(usize, String)>,
    /// The words of the file that mean another value, by field.
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Values every row gets, as text.
    set: BTreeMap<String, String>,
    /// The fields that recognize a record; none when the file's lines do.
    pub(crate) matching: Vec<String>,
    /// Columns without a field.
    pub(crate) unmapped: Vec<String>,
}

impl Mapping {
    /// The given pairs first, then the module's profile that knows most of the columns, then columns named like fields.
    pub(crate) fn find(
        registry: &Registry,
        key: &TypeKey,
        declared: &RecordType,
        headers: &[String],
        given: &[(String, String)],
    ) -> Result<Self, AppError> {
        let profile = best_profile(registry, key, headers);
        let mut columns = Vec::new();
        let mut unmapped = Vec::new();
        for (index, header) in headers.iter().enumerate() {
            let by_hand = given
                .iter()
                .find(|(column, _)| column == header)
                .map(|(_, field)| field.clone());
            let by_profile = || profile.and_then(|profile| profile.columns.get(header).cloned());
            match by_hand
                .or_else(by_profile)
                .or_else(|| named_like(declared, header))
            {
                Some(field) => columns.push((index, field)),
                None => unmapped.push(header.clone()),
            }
        }
        check(declared, headers, given, &columns)?;
        let matching = profile.map_or_else(Vec::new, |profile| profile.matching.clone());
        let is_mapped = |key: &String| columns.iter().any(|(_, field)| field == key);
        Ok(Self {
            matching: if matching.iter().all(is_mapped) {
                matching
            } else {
                Vec::new()
            },
            values: profile
                .map(|profile| profile.values.clone())
                .unwrap_or_default(),
            set: profile
                .map(|profile| profile.set.clone())
                .unwrap_or_default(),
            columns,
            unmapped,
        })
    }

    /// The fields of one row; what is wrong with it in words, if anything.
    pub(crate) fn fields(&self, declared: &RecordType, cells: &[String]) -> Result<Fields, String> {
        let mut fields = Fields::new();
        for (field, text) in &self.set {
            put(declared, field, text, &mut fields)?;
        }
        for (index, field) in &self.columns {
            let text = cells.get(*index).map_or("", String::as_str);
            let meaning = self
                .values
                .get(field)
                .and_then(|words| words.get(text))
                .map_or(text, String::as_str);
            put(declared, field, meaning, &mut fields)?;
        }
        Ok(fields)
    }
}

fn best_profile<'a>(
    registry: &'a Registry,
    key: &TypeKey,
    headers: &[String],
) -> Option<&'a Import> {
    let profiles = registry.modules().iter().flat_map(|module| &module.imports);
    let of_type = profiles.filter(|profile| profile.of.as_str() == key.as_str());
    let known = |profile: &Import| {
        headers
            .iter()
            .filter(|header| profile.columns.contains_key(*header))
            .count()
    };
    of_type
        .max_by_key(|profile| known(profile))
        .filter(|profile| known(profile) > 0)
}

/// A field whose key or label is the column's name, whatever the case.
fn named_like(declared: &RecordType, header: &str) -> Option<String> {
    let wanted = header.to_lowercase();
    let is_part = declared.fields.iter().any(|field| {
        header
            .split_once('.')
            .is_some_and(|(key, _)| key == field.key)
    });
    let named = declared
        .fields
        .iter()
        .filter(|field| field.kind.storage() != Storage::Derived)
        .find(|field| {
            field.key == wanted
                || field
                    .label
                    .iter()
                    .any(|(_, label)| label.to_lowercase() == wanted)
        });
    named
        .map(|field| field.key.clone())
        .or_else(|| is_part.then(|| header.to_owned()))
}

fn check(
    declared: &RecordType,
    headers: &[String],
    given: &[(String, String)],
    columns: &[(usize, String)],
) -> Result<(), AppError> {
    if let Some((column, _)) = given.iter().find(|(column, _)| !headers.contains(column)) {
        let message = format!(
            "the file has no column `{column}`; it has {}",
            headers.join(", ")
        );
        return Err(AppError::refused(ErrorCode::BadRequest, message));
    }
    let key = |field: &str| {
        field
            .split_once('.')
            .map_or(field.to_owned(), |(key, _)| key.to_owned())
    };
    if let Some((_, field)) = columns
        .iter()
        .find(|(_, field)| field_of(declared, &key(field)).is_none())
    {
        return Err(AppError::refused(
            ErrorCode::UnknownField,
            format!("{} has no field `{field}`", declared.name()),
        ));
    }
    if columns.is_empty() {
        let message = "no column of the file has a field: give --map column=field";
        return Err(AppError::refused(ErrorCode::BadRequest, message));
    }
    Ok(())
}

/// Reads one cell into its field, or into its part of an address or place.
fn put(declared: &RecordType, target: &str, text: &str, fields: &mut Fields) -> Result<(), String> {
    let (key, part) = target
        .split_once('.')
        .map_or((target, None), |(key, part)| (key, Some(part)));
    let field = field_of(declared, key).ok_or_else(|| format!("there is no field {key}"))?;
    let say = |problem: campo_model::validate::FieldProblem| {
        format!(
            "{target}: {} (`{text}`)",
            problem.message.get("en", problem.code)
        )
    };
    let value = match part {
        Some(part) => parse_part(&field, part, text).map_err(say)?,
        None => parse_text(&field, text).map_err(say)?,
    };
    if value.is_null() {
        return Ok(());
    }
    match (part, field.kind) {
        (Some(part), FieldKind::Address | FieldKind::Geo) => {
            let whole = fields
                .entry(key.to_owned())
                .or_insert_with(|| Value::Map(BTreeMap::new()));
            if let Value::Map(parts) = whole {
                parts.insert(part.to_owned(), value);
            }
        }
        _ => {
            fields.insert(key.to_owned(), value);
        }
    }
    Ok(())
}
