//! How a field's value lies in columns, and back.

use std::collections::BTreeMap;

use campo_model::manifest::{Field, FieldKind, ScalarKind, Storage};
use campo_model::registry::{ADDRESS_PARTS, GEO_PARTS};
use campo_model::value::Value;
use serde_json::Value as Json;

use crate::sql::SqlValue;

/// The layout of one field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// One column.
    Scalar(ScalarKind),
    /// A column with a JSON array of texts.
    Set,
    /// A column with a JSON array of objects: lines, or files.
    Rows(Vec<(String, Shape)>),
    /// A column per part.
    Address,
    /// A column with JSON, and one each for latitude and longitude.
    Geo,
    /// A column with JSON.
    Json,
}

impl Shape {
    /// The shape of a field; `None` for a rollup, which is worked out when read.
    pub(crate) fn of(field: &Field) -> Option<Self> {
        match field.kind {
            FieldKind::Rollup => None,
            FieldKind::Lines => {
                let id = ("id".to_owned(), Self::Scalar(ScalarKind::Text));
                let fields = field
                    .fields
                    .iter()
                    .filter_map(|line| Some((line.key.clone(), Self::of(line)?)));
                Some(Self::Rows(std::iter::once(id).chain(fields).collect()))
            }
            _ => Some(Self::of_kind(field.shown_kind())),
        }
    }

    pub(crate) fn of_kind(kind: FieldKind) -> Self {
        match kind.storage() {
            Storage::Scalar(scalar) => Self::Scalar(scalar),
            Storage::Counter => Self::Scalar(ScalarKind::Int),
            Storage::Set => Self::Set,
            Storage::Files => Self::Rows(file_fields()),
            Storage::Lines => Self::Rows(Vec::new()),
            Storage::Address => Self::Address,
            Storage::Json if kind == FieldKind::Geo => Self::Geo,
            Storage::Json | Storage::Derived => Self::Json,
        }
    }

    /// The columns of a field, each with its SQL type.
    pub(crate) fn columns(&self, field: &str) -> Vec<(String, &'static str)> {
        match self {
            Self::Scalar(kind) => vec![(field.to_owned(), sql_type(*kind))],
            Self::Set | Self::Rows(_) | Self::Json => vec![(field.to_owned(), "TEXT")],
            Self::Address => ADDRESS_PARTS
                .iter()
                .map(|part| (part_column(field, part), "TEXT"))
                .collect(),
            Self::Geo => vec![
                (field.to_owned(), "TEXT"),
                (part_column(field, "lat"), "REAL"),
                (part_column(field, "lon"), "REAL"),
            ],
        }
    }

    /// The value in its columns.
    pub(crate) fn encode(&self, value: &Value) -> Vec<SqlValue> {
        match self {
            Self::Scalar(kind) => vec![scalar(*kind, value)],
            Self::Address => ADDRESS_PARTS
                .iter()
                .map(|part| scalar(ScalarKind::Text, part_of(value, part)))
                .collect(),
            Self::Geo => {
                let coordinate = |part| scalar(ScalarKind::Float, part_of(value, part));
                vec![self.text(value), coordinate("lat"), coordinate("lon")]
            }
            Self::Set | Self::Rows(_) | Self::Json => vec![self.text(value)],
        }
    }

    /// The value read from its columns, as many as [`Shape::columns`] gives.
    pub(crate) fn decode(&self, columns: &[SqlValue]) -> Value {
        match (self, columns) {
            (Self::Address, parts) => address(parts),
            (Self::Scalar(kind), [column, ..]) => from_scalar(*kind, column),
            (_, [SqlValue::Text(text), ..]) => {
                serde_json::from_str(text).map_or(Value::Null, |json| self.value_of(&json))
            }
            _ => Value::Null,
        }
    }

    fn text(&self, value: &Value) -> SqlValue {
        match value {
            Value::Null => SqlValue::Null,
            value => self.json_of(value).to_string().into(),
        }
    }

    /// JSON in which a scalar is what its column would hold: a moment is a number of milliseconds.
    fn json_of(&self, value: &Value) -> Json {
        match (self, value) {
            (Self::Scalar(kind), value) => match scalar(*kind, value) {
                SqlValue::Null => Json::Null,
                SqlValue::Int(truth) if *kind == ScalarKind::Bool => Json::Bool(truth != 0),
                SqlValue::Int(number) => number.into(),
                SqlValue::Real(number) => number.into(),
                SqlValue::Text(text) => text.into(),
            },
            (Self::Rows(fields), Value::List(rows)) => {
                rows.iter().map(|row| row_json(fields, row)).collect()
            }
            _ => value.to_json(),
        }
    }

    fn value_of(&self, json: &Json) -> Value {
        match (self, json) {
            (Self::Scalar(kind), json) => from_scalar(*kind, &json_scalar(json)),
            (Self::Rows(fields), Json::Array(rows)) => {
                Value::List(rows.iter().map(|row| row_value(fields, row)).collect())
            }
            _ => Value::from(json),
        }
    }
}

/// The column of a part. A key has no dot, so it is no other field's column.
pub(crate) fn part_column(field: &str, part: &str) -> String {
    format!("{field}.{part}")
}

/// Whether `part` is one of the parts of an address or a place.
pub(crate) fn has_part(shape: &Shape, part: &str) -> bool {
    match shape {
        Shape::Address => ADDRESS_PARTS.contains(&part),
        Shape::Geo => GEO_PARTS.contains(&part),
        _ => false,
    }
}

fn file_fields() -> Vec<(String, Shape)> {
    let text =
        ["hash", "name", "mime"].map(|key| (key.to_owned(), Shape::Scalar(ScalarKind::Text)));
    text.into_iter()
        .chain([("size".to_owned(), Shape::Scalar(ScalarKind::Int))])
        .collect()
}

fn sql_type(kind: ScalarKind) -> &'static str {
    match kind {
        ScalarKind::Text => "TEXT",
        ScalarKind::Int | ScalarKind::Bool | ScalarKind::Time => "INTEGER",
        ScalarKind::Float => "REAL",
    }
}

/// The stored form of a scalar; NULL for a value of another kind, which a checked record does not have.
pub(crate) fn scalar(kind: ScalarKind, value: &Value) -> SqlValue {
    match (kind, value) {
        (ScalarKind::Text, Value::Text(text)) => text.as_str().into(),
        (ScalarKind::Int, Value::Int(number))
        | (ScalarKind::Time, Value::Time(number) | Value::Int(number)) => (*number).into(),
        (ScalarKind::Float, Value::Float(number)) if number.is_finite() => (*number).into(),
        (ScalarKind::Float, Value::Int(number)) => (*number as f64).into(),
        (ScalarKind::Bool, Value::Bool(truth)) => (*truth).into(),
        _ => SqlValue::Null,
    }
}

fn from_scalar(kind: ScalarKind, column: &SqlValue) -> Value {
    match (kind, column) {
        (ScalarKind::Text, SqlValue::Text(text)) => text.as_str().into(),
        (ScalarKind::Int, SqlValue::Int(number)) => Value::Int(*number),
        (ScalarKind::Time, SqlValue::Int(number)) => Value::Time(*number),
        (ScalarKind::Float, SqlValue::Real(number)) => Value::Float(*number),
        (ScalarKind::Float, SqlValue::Int(number)) => Value::Float(*number as f64),
        (ScalarKind::Bool, SqlValue::Int(number)) => Value::Bool(*number != 0),
        _ => Value::Null,
    }
}

fn json_scalar(json: &Json) -> SqlValue {
    match Value::from(json) {
        Value::Bool(truth) => truth.into(),
        Value::Int(number) => number.into(),
        Value::Float(number) => number.into(),
        Value::Text(text) => text.into(),
        _ => SqlValue::Null,
    }
}

fn part_of<'a>(value: &'a Value, part: &str) -> &'a Value {
    value.part(part).unwrap_or(&Value::Null)
}

fn address(parts: &[SqlValue]) -> Value {
    let filled = ADDRESS_PARTS
        .iter()
        .zip(parts)
        .filter_map(|(part, column)| match column {
            SqlValue::Text(text) => Some(((*part).to_owned(), Value::from(text.as_str()))),
            _ => None,
        });
    let parts: BTreeMap<String, Value> = filled.collect();
    if parts.is_empty() {
        Value::Null
    } else {
        Value::Map(parts)
    }
}

fn row_json(fields: &[(String, Shape)], row: &Value) -> Json {
    let parts = row.as_map().into_iter().flatten();
    parts
        .map(|(key, value)| {
            (
                key.clone(),
                shape_of(fields, key).map_or_else(|| value.to_json(), |shape| shape.json_of(value)),
            )
        })
        .collect()
}

fn row_value(fields: &[(String, Shape)], row: &Json) -> Value {
    let parts = row.as_object().into_iter().flatten();
    Value::Map(
        parts
            .map(|(key, json)| {
                (
                    key.clone(),
                    shape_of(fields, key)
                        .map_or_else(|| Value::from(json), |shape| shape.value_of(json)),
                )
            })
            .collect(),
    )
}

/// The shape of a field of a line or file.
pub(crate) fn shape_of<'a>(fields: &'a [(String, Shape)], key: &str) -> Option<&'a Shape> {
    fields
        .iter()
        .find(|(known, _)| known == key)
        .map(|(_, shape)| shape)
}
