//! The name a record is shown by.

use super::minor_digits;
use crate::expr::Fields;
use crate::manifest::{Field, FieldKind, RecordType};
use crate::value::{Value, time_text};

/// The paths a title template shows, as `address.street`; `None` when a `{{` is not closed.
pub fn title_paths(template: &str) -> Option<Vec<&str>> {
    pieces(template).map(|pieces| {
        pieces
            .into_iter()
            .filter_map(|piece| {
                if let Piece::Path(path) = piece {
                    Some(path)
                } else {
                    None
                }
            })
            .collect()
    })
}

/// Renders a type's title template with a record's fields; words before an empty value are left out.
///
/// Without a template, or when all its values are empty, the first text field that has a value; else an empty string.
pub fn title(record_type: &RecordType, fields: &Fields) -> String {
    let rendered = record_type
        .title
        .as_deref()
        .and_then(pieces)
        .map(|pieces| render(record_type, fields, &pieces));
    match rendered {
        Some(text) if !text.is_empty() => text,
        _ => {
            let texts = record_type
                .fields
                .iter()
                .filter(|field| field.kind == FieldKind::Text);
            texts
                .map(|field| shown(record_type, fields, &field.key))
                .find(|text| !text.is_empty())
                .unwrap_or_default()
        }
    }
}

enum Piece<'t> {
    Words(&'t str),
    Path(&'t str),
}

fn pieces(template: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((words, after)) = rest.split_once("{{") {
        let (path, tail) = after.split_once("}}")?;
        pieces.extend([Piece::Words(words), Piece::Path(path.trim())]);
        rest = tail;
    }
    pieces.push(Piece::Words(rest));
    Some(pieces)
}

fn render(record_type: &RecordType, fields: &Fields, pieces: &[Piece<'_>]) -> String {
    let mut title = String::new();
    let mut words = "";
    let mut first = true;
    for piece in pieces {
        match piece {
            Piece::Words(text) => words = text,
            Piece::Path(path) => {
                let value = shown(record_type, fields, path);
                if !value.is_empty() {
                    title.push_str(if title.is_empty() && !first {
                        ""
                    } else {
                        words
                    });
                    title.push_str(&value);
                }
                first = false;
                words = "";
            }
        }
    }
    if !title.is_empty() {
        title.push_str(words);
    }
    title
}

fn shown(record_type: &RecordType, fields: &Fields, path: &str) -> String {
    let (key, part) = path
        .split_once('.')
        .map_or((path, None), |(key, part)| (key, Some(part)));
    let value = fields
        .get(key)
        .and_then(|value| part.map_or(Some(value), |part| value.part(part)));
    let Some(value) = value else {
        return String::new();
    };
    let text = value.as_text();
    let state = record_type
        .states
        .as_ref()
        .filter(|states| states.field == key);
    if let Some(state) = state
        .zip(text)
        .and_then(|(states, text)| states.value(text))
    {
        return state.label.get("pt-BR", &state.key).to_owned();
    }
    match record_type.field(key) {
        Some(field) if part.is_none() => of_field(field, value),
        _ => plain(value),
    }
}

fn of_field(field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (FieldKind::Select, Value::Text(key)) => field.option(key).map_or_else(
            || key.clone(),
            |option| option.label.get("pt-BR", key).to_owned(),
        ),
        (FieldKind::Money, Value::Int(minor)) => {
            amount(*minor, field.currency.as_deref().unwrap_or("BRL"))
        }
        _ => plain(value),
    }
}

/// An amount with a decimal comma and its thousands apart, as `R$ 1.500,50` or `USD 10,00`.
fn amount(minor: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let unit = 10_u64.pow(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let symbol = if currency == "BRL" { "R$" } else { currency };
    let whole = grouped(minor.unsigned_abs() / unit);
    match digits {
        0 => format!("{symbol} {sign}{whole}"),
        _ => format!(
            "{symbol} {sign}{whole},{:0>width$}",
            minor.unsigned_abs() % unit,
            width = digits as usize
        ),
    }
}

/// A whole number with a point between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null | Value::Map(_) => String::new(),
        Value::Bool(truth) => if *truth { "sim" } else { "não" }.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.trim().to_owned(),
        Value::Time(ms) => time_text(*ms)
            .and_then(|text| text.get(..16).map(|minute| minute.replace('T', " ")))
            .unwrap_or_default(),
        Value::List(items) => items
            .iter()
            .map(plain)
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    }
}
