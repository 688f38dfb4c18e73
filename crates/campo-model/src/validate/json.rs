//! Machine JSON into values.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{FieldProblem, validate_value};
use crate::manifest::{Field, FieldKind, ScalarKind, Storage};
use crate::value::Value;

/// Reads a field's machine JSON and validates it; JSON null is [`Value::Null`], which clears the field.
pub fn from_json(field: &Field, json: &Json) -> Result<Value, FieldProblem> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let value = read(field, json)?;
    validate_value(field, &value)?;
    Ok(value)
}

fn read(field: &Field, json: &Json) -> Result<Value, FieldProblem> {
    match field.shown_kind().storage() {
        Storage::Scalar(kind) => scalar(field, kind, json),
        Storage::Counter => scalar(field, ScalarKind::Int, json),
        Storage::Set => set(field, json),
        Storage::Lines => lines(field, json),
        Storage::Json if field.kind == FieldKind::Geo => Ok(Value::from(json)),
        Storage::Files | Storage::Address | Storage::Json | Storage::Derived => {
            Ok(Value::from(json))
        }
    }
}

fn scalar(field: &Field, kind: ScalarKind, json: &Json) -> Result<Value, FieldProblem> {
    let value = match kind {
        ScalarKind::Text => json.as_str().map(Value::from),
        ScalarKind::Int => whole(json).map(Value::Int),
        ScalarKind::Float => json.as_f64().map(Value::Float),
        ScalarKind::Bool => json.as_bool().map(Value::Bool),
        ScalarKind::Time => json
            .as_str()
            .and_then(|text| text.parse::<jiff::Timestamp>().ok())
            .map(|at| Value::Time(at.as_millisecond())),
    };
    value.ok_or_else(|| wrong_type(field, kind))
}

/// A whole number, also when written as `45.0`.
fn whole(json: &Json) -> Option<i64> {
    let exact = |float: f64| (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64);
    json.as_i64().or_else(|| json.as_f64().and_then(exact))
}

pub(super) fn wrong_type(field: &Field, kind: ScalarKind) -> FieldProblem {
    let (en, pt) = match kind {
        ScalarKind::Text => ("write a text", "escreva um texto"),
        ScalarKind::Int => ("write a whole number", "escreva um número inteiro"),
        ScalarKind::Float => ("write a number", "escreva um número"),
        ScalarKind::Bool => ("say yes or no", "responda sim ou não"),
        ScalarKind::Time => (
            "write a moment as 2026-11-23T10:00:00Z",
            "escreva data e hora como 2026-11-23T10:00:00Z",
        ),
    };
    FieldProblem::new(field, "wrong_type", en, pt)
}

fn set(field: &Field, json: &Json) -> Result<Value, FieldProblem> {
    let members = json
        .as_array()
        .and_then(|items| items.iter().map(Json::as_str).collect::<Option<Vec<_>>>());
    let mut members = members.ok_or_else(|| {
        FieldProblem::new(
            field,
            "wrong_type",
            "give a list of texts",
            "informe uma lista de textos",
        )
    })?;
    members.sort_unstable();
    members.dedup();
    Ok(Value::List(members.into_iter().map(Value::from).collect()))
}

fn lines(field: &Field, json: &Json) -> Result<Value, FieldProblem> {
    let refuse = || {
        FieldProblem::new(
            field,
            "wrong_type",
            "give a list of lines, each with its fields",
            "informe uma lista de linhas, cada uma com seus campos",
        )
    };
    let lines = json.as_array().ok_or_else(refuse)?;
    let read = lines
        .iter()
        .map(|line| line_of(field, line.as_object().ok_or_else(refuse)?));
    read.collect::<Result<_, _>>().map(Value::List)
}

fn line_of(field: &Field, parts: &serde_json::Map<String, Json>) -> Result<Value, FieldProblem> {
    let mut line = BTreeMap::new();
    for (key, json) in parts {
        let value = match field.line_field(key) {
            Some(line_field) => from_json(line_field, json).map_err(|problem| FieldProblem {
                field: format!("{}/{key}", field.key),
                ..problem
            })?,
            None => Value::from(json),
        };
        line.insert(key.clone(), value);
    }
    Ok(Value::Map(line))
}
