//! From fields to operations on keys.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::manifest::{RecordType, ScalarKind, Storage};
use campo_model::value::Value;

use super::position::arrange;
use super::read::line_positions;
use super::{Slot, part_key};
use crate::{Action, Document, KeyOp, Scalar};

/// Why a value cannot be written to a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The facet has no such field, or the field is a text document of its own.
    #[error("`{field}` is not a field of the facet `{facet}`")]
    UnknownField {
        /// The field.
        field: String,
        /// The facet it was written to.
        facet: String,
    },
    /// The value is not of the field's kind.
    #[error("`{key}` takes {expected}")]
    Kind {
        /// The field or part.
        key: String,
        /// What it takes.
        expected: &'static str,
    },
    /// The field is worked out and not stored.
    #[error("`{0}` is worked out from other fields and cannot be set")]
    Derived(String),
    /// A line without an id, with one that is used twice, or with one that cannot be part of a key.
    #[error("a line of `{0}` needs an id of its own, without a slash")]
    LineId(String),
    /// A counter would pass what it can hold.
    #[error("the counter `{0}` cannot hold this number")]
    Counter(String),
}

/// The operations that make the fields of `patch` what it says, and leave every other field as it is.
///
/// A value stands for the whole field: members, files, parts and lines that it does not name go. Null clears. A counter
/// takes its new value, or `{"increment": n}`. Only keys whose value changes are touched, except that a scalar is put
/// even if it already wins, which decides a conflict.
pub fn plan(
    record_type: &RecordType,
    facet: &str,
    document: &Document,
    patch: &BTreeMap<String, Value>,
) -> Result<Vec<KeyOp>, PlanError> {
    let slots = Slot::all(record_type, facet);
    let mut ops = Vec::new();
    for (name, value) in patch {
        let unknown = || PlanError::UnknownField {
            field: name.clone(),
            facet: facet.to_owned(),
        };
        let slot = slots
            .iter()
            .find(|slot| slot.name == name)
            .ok_or_else(unknown)?;
        ops.extend(plan_field(document, name, slot, value)?);
    }
    Ok(ops)
}

fn plan_field(
    document: &Document,
    key: &str,
    slot: &Slot<'_>,
    value: &Value,
) -> Result<Vec<KeyOp>, PlanError> {
    let storage = slot.kind.storage();
    match (storage, value) {
        (Storage::Derived, _) => Err(PlanError::Derived(key.to_owned())),
        (Storage::Scalar(_) | Storage::Json | Storage::Counter, Value::Null) => {
            Ok(vec![KeyOp::delete(key)])
        }
        (Storage::Scalar(kind), _) => Ok(vec![KeyOp::put(key, scalar(key, kind, value)?)]),
        (Storage::Json, _) => Ok(vec![KeyOp::put(key, json(value))]),
        (Storage::Counter, _) => plan_counter(document, key, value),
        (Storage::Set, _) => Ok(replace_parts(document, key, members(key, value)?)),
        (Storage::Files, _) => Ok(replace_parts(document, key, files(key, value)?)),
        (Storage::Address, _) => Ok(replace_parts(document, key, address(key, value)?)),
        (Storage::Lines, _) => plan_lines(document, key, slot, value),
    }
}

fn wrong_kind(key: &str, expected: &'static str) -> PlanError {
    PlanError::Kind {
        key: key.to_owned(),
        expected,
    }
}

fn scalar(key: &str, kind: ScalarKind, value: &Value) -> Result<Scalar, PlanError> {
    match (kind, value) {
        (ScalarKind::Text, Value::Text(text)) => Ok(Scalar::Str(text.clone())),
        (ScalarKind::Int, Value::Int(number)) => Ok(Scalar::Int(*number)),
        (ScalarKind::Float, Value::Float(number)) => Ok(Scalar::F64(*number)),
        (ScalarKind::Float, Value::Int(number)) => Ok(Scalar::F64(*number as f64)),
        (ScalarKind::Bool, Value::Bool(truth)) => Ok(Scalar::Bool(*truth)),
        (ScalarKind::Time, Value::Time(ms)) => Ok(Scalar::Timestamp(*ms)),
        (ScalarKind::Text, _) => Err(wrong_kind(key, "a text")),
        (ScalarKind::Int, _) => Err(wrong_kind(key, "a whole number")),
        (ScalarKind::Float, _) => Err(wrong_kind(key, "a number")),
        (ScalarKind::Bool, _) => Err(wrong_kind(key, "true or false")),
        (ScalarKind::Time, _) => Err(wrong_kind(key, "a moment")),
    }
}

/// Canonical: the parts of a [`Value::Map`] are sorted.
fn json(value: &Value) -> Scalar {
    Scalar::Str(value.to_json().to_string())
}

fn plan_counter(document: &Document, key: &str, value: &Value) -> Result<Vec<KeyOp>, PlanError> {
    let sum = document.get(key).and_then(Scalar::as_counter);
    let by = value.part("increment").and_then(Value::as_int);
    let op = match (sum, value.as_int(), by) {
        (Some(sum), Some(total), _) => {
            let by = total
                .checked_sub(sum)
                .ok_or_else(|| PlanError::Counter(key.to_owned()))?;
            (by != 0).then(|| KeyOp::increment(key, by))
        }
        (Some(_), None, Some(by)) => (by != 0).then(|| KeyOp::increment(key, by)),
        (None, Some(first), _) | (None, None, Some(first)) => {
            Some(KeyOp::put(key, Scalar::Counter(first)))
        }
        (_, None, None) => {
            return Err(wrong_kind(
                key,
                "a whole number, or an object with `increment`",
            ));
        }
    };
    Ok(op.into_iter().collect())
}

/// The operations that leave a field with these parts and no others, in their order.
fn replace_parts(document: &Document, key: &str, parts: Vec<(String, Scalar)>) -> Vec<KeyOp> {
    let prefix = part_key(key, "");
    let wanted: BTreeSet<String> = parts.iter().map(|(part, _)| part_key(key, part)).collect();
    let present = document.entries_under(&prefix).map(|(key, _)| key);
    let gone: Vec<_> = present
        .filter(|key| !wanted.contains(*key))
        .map(KeyOp::delete)
        .collect();
    let puts = parts
        .into_iter()
        .map(|(part, value)| KeyOp::put(part_key(key, &part), value));
    changes(document, puts.chain(gone))
}

/// Only the operations that neither put the value that is there nor delete what is not.
fn changes(document: &Document, ops: impl IntoIterator<Item = KeyOp>) -> Vec<KeyOp> {
    let changes = |op: &KeyOp| match &op.action {
        Action::Put(value) => document.get(&op.key) != Some(value),
        _ => !document.visible(&op.key).is_empty(),
    };
    ops.into_iter().filter(changes).collect()
}

/// The items of a list; none when it is null.
fn items<'a>(
    key: &str,
    value: &'a Value,
    expected: &'static str,
) -> Result<&'a [Value], PlanError> {
    match value {
        Value::Null => Ok(&[]),
        _ => value.as_list().ok_or_else(|| wrong_kind(key, expected)),
    }
}

fn members(key: &str, value: &Value) -> Result<Vec<(String, Scalar)>, PlanError> {
    let expected = "a list of texts";
    let member = |item: &Value| match item {
        Value::Text(text) => Ok((text.clone(), Scalar::Bool(true))),
        _ => Err(wrong_kind(key, expected)),
    };
    let members = items(key, value, expected)?.iter().map(member);
    Ok(members
        .collect::<Result<BTreeMap<_, _>, _>>()?
        .into_iter()
        .collect())
}

fn files(key: &str, value: &Value) -> Result<Vec<(String, Scalar)>, PlanError> {
    let expected = "a list of files, each once and with its `hash`";
    let mut seen = BTreeSet::new();
    let file = |item: &Value| {
        let mut description = item.as_map().cloned().unwrap_or_default();
        match description.remove("hash") {
            Some(Value::Text(hash)) if seen.insert(hash.clone()) => {
                Ok((hash, json(&Value::Map(description))))
            }
            _ => Err(wrong_kind(key, expected)),
        }
    };
    items(key, value, expected)?.iter().map(file).collect()
}

fn address(key: &str, value: &Value) -> Result<Vec<(String, Scalar)>, PlanError> {
    let parts = match value {
        Value::Null => return Ok(Vec::new()),
        _ => value
            .as_map()
            .ok_or_else(|| wrong_kind(key, "an object of address parts"))?,
    };
    let filled = parts.iter().filter(|(_, part)| !part.is_null());
    let text = |(part, value): (&String, &Value)| {
        Ok((
            part.clone(),
            scalar(&part_key(key, part), ScalarKind::Text, value)?,
        ))
    };
    filled.map(text).collect()
}

fn plan_lines(
    document: &Document,
    key: &str,
    slot: &Slot<'_>,
    value: &Value,
) -> Result<Vec<KeyOp>, PlanError> {
    let lines = items(key, value, "a list of lines")?;
    let ids: Vec<&str> = lines.iter().filter_map(line_id).collect();
    let distinct: BTreeSet<_> = ids.iter().collect();
    if distinct.len() != lines.len() {
        return Err(PlanError::LineId(key.to_owned()));
    }
    let current = line_positions(document, key);
    let gone = current.keys().filter(|id| !distinct.contains(id));
    let mut ops: Vec<_> = gone
        .map(|id| KeyOp::put(part_key(key, id), Scalar::Null))
        .collect();
    let moved = arrange(&ids, &current).into_iter();
    ops.extend(moved.map(|(id, position)| KeyOp::put(part_key(key, id), Scalar::Str(position))));
    for (id, line) in ids.iter().zip(lines) {
        ops.extend(changes(
            document,
            plan_line(document, &part_key(key, id), slot, line)?,
        ));
    }
    Ok(ops)
}

fn line_id(line: &Value) -> Option<&str> {
    let id = line.part("id")?.as_text()?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

fn plan_line(
    document: &Document,
    key: &str,
    slot: &Slot<'_>,
    line: &Value,
) -> Result<Vec<KeyOp>, PlanError> {
    let known = |name: &str| name == "id" || slot.line_fields.iter().any(|field| field.key == name);
    let mut names = line.as_map().into_iter().flatten().map(|(name, _)| name);
    if let Some(field) = names.find(|name| !known(name)) {
        return Err(PlanError::UnknownField {
            field: field.clone(),
            facet: slot.name.to_owned(),
        });
    }
    let mut ops = Vec::new();
    for field in slot.line_fields {
        let value = line.part(&field.key);
        let slot = Slot::of(field);
        if slot.kind.storage() != Storage::Derived || value.is_some() {
            ops.extend(plan_field(
                document,
                &part_key(key, &field.key),
                &slot,
                value.unwrap_or(&Value::Null),
            )?);
        }
    }
    Ok(ops)
}
