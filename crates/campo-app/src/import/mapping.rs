//! Which column goes to which field.

use std::collections::BTreeMap;

use campo_model::expr::Fields;
use campo_model::id::TypeKey;
use campo_model::manifest::{Field, FieldKind, Import, RecordType, ScalarKind, Storage};
use campo_model::registry::Registry;
use campo_model::validate::{parse_part, parse_text};
use campo_model::value::Value;
use campo_wire::error::{ErrorCode, Problem};
use campo_wire::import::{ColumnTarget, DecimalSign};

use super::number::with_point;
use crate::checks::{in_english, to_wire};
use crate::declared::field_of;
use crate::error::AppError;

/// What is wanted of a mapping beside what can be guessed.
pub(crate) struct Wanted<'a> {
    /// Where columns of this file go.
    pub(crate) map: &'a [ColumnTarget],
    /// Where columns of the last file of the type went.
    pub(crate) usual: &'a [ColumnTarget],
    /// The fields that recognize a record; the profile's when absent.
    pub(crate) matching: Option<&'a [String]>,
}

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
}

impl Mapping {
    /// What is told for this file first, then what the last file of the type said, then the module's profile that knows
    /// most of the columns, then columns named like fields.
    pub(crate) fn find(
        registry: &Registry,
        key: &TypeKey,
        declared: &RecordType,
        headers: &[String],
        wanted: &Wanted<'_>,
    ) -> Result<Self, AppError> {
        let profile = best_profile(registry, key, headers);
        let mut columns = Vec::new();
        for (index, header) in headers.iter().enumerate() {
            let by_profile = || profile.and_then(|profile| profile.columns.get(header).cloned());
            let guess = || by_profile().or_else(|| named_like(declared, header));
            let field = told(wanted, header).map_or_else(guess, Option::clone);
            columns.extend(field.map(|field| (index, field)));
        }
        check(declared, headers, wanted.map, &columns)?;
        let is_mapped = |key: &String| columns.iter().any(|(_, field)| field == key);
        let usual = profile.map_or_else(Vec::new, |profile| profile.matching.clone());
        let matching = match wanted.matching {
            Some(matching) => matching.to_vec(),
            None if usual.iter().all(is_mapped) => usual,
            None => Vec::new(),
        };
        if let Some(missing) = matching.iter().find(|key| !is_mapped(key)) {
            let message = format!("no column goes to {missing}, by which rows are recognized");
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        Ok(Self {
            matching,
            values: profile
                .map(|profile| profile.values.clone())
                .unwrap_or_default(),
            set: profile
                .map(|profile| profile.set.clone())
                .unwrap_or_default(),
            columns,
        })
    }

    /// Whether no column has a field.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The field of a column.
    pub(crate) fn field_of(&self, column: usize) -> Option<&String> {
        let mut columns = self.columns.iter();
        columns
            .find(|(index, _)| *index == column)
            .map(|(_, field)| field)
    }

    /// The fields of one row; what is wrong with it, if anything.
    pub(crate) fn fields(
        &self,
        declared: &RecordType,
        cells: &[String],
        decimal: Option<DecimalSign>,
    ) -> Result<Fields, Problem> {
        let mut fields = Fields::new();
        for (field, text) in &self.set {
            put(declared, field, text, None, &mut fields)?;
        }
        for (index, field) in &self.columns {
            let text = cells.get(*index).map_or("", String::as_str);
            let meaning = self
                .values
                .get(field)
                .and_then(|words| words.get(text))
                .map_or(text, String::as_str);
            put(declared, field, meaning, decimal, &mut fields)?;
        }
        Ok(fields)
    }
}

/// What is told of a column, for this file or for the last one.
fn told<'a>(wanted: &Wanted<'a>, header: &str) -> Option<&'a Option<String>> {
    let mut pairs = wanted.map.iter().chain(wanted.usual);
    pairs
        .find(|pair| pair.column == header)
        .map(|pair| &pair.field)
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
    given: &[ColumnTarget],
    columns: &[(usize, String)],
) -> Result<(), AppError> {
    if let Some(unknown) = given.iter().find(|pair| !headers.contains(&pair.column)) {
        let message = format!(
            "the file has no column `{}`; it has {}",
            unknown.column,
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
    Ok(())
}

/// Reads one cell into its field, or into its part of an address or place.
fn put(
    declared: &RecordType,
    target: &str,
    text: &str,
    decimal: Option<DecimalSign>,
    fields: &mut Fields,
) -> Result<(), Problem> {
    let (key, part) = target
        .split_once('.')
        .map_or((target, None), |(key, part)| (key, Some(part)));
    let field = field_of(declared, key).ok_or_else(|| Problem {
        field: target.to_owned(),
        code: "unknown_field".to_owned(),
        message: in_english(format!("there is no field {key}")),
        warning: false,
    })?;
    let number = decimal.filter(|_| is_number(&field, part));
    let plain = number.map(|sign| with_point(text, sign));
    let text = plain.as_deref().unwrap_or(text);
    let value = match part {
        Some(part) => parse_part(&field, part, text),
        None => parse_text(&field, text),
    };
    let value = value.map_err(|problem| {
        let mut problem = to_wire(&problem);
        problem.field = target.to_owned();
        for message in problem.message.values_mut() {
            *message = format!("{message} (`{text}`)");
        }
        problem
    })?;
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

/// Whether a field, or a part of it, is a number.
fn is_number(field: &Field, part: Option<&str>) -> bool {
    match field.kind.storage() {
        Storage::Scalar(ScalarKind::Int | ScalarKind::Float) => field.kind != FieldKind::Duration,
        Storage::Counter => true,
        _ => field.kind == FieldKind::Geo && part.is_some(),
    }
}
