//! Text as people type it (command line, spreadsheets) into values.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::json::wrong_type;
use super::{FieldProblem, from_json, minor_digits, number, validate_value};
use crate::manifest::{Field, FieldKind, ScalarKind, Storage};
use crate::value::Value;

/// Reads what a person typed for a field and validates it; blank is [`Value::Null`].
///
/// Money and decimals are in major units with either decimal sign, days also `dd/mm/yyyy`, moments without a zone are UTC,
/// lists are separated by commas, a place is `lat,lon`, an option may be its label; lines, files and the like are JSON.
pub fn parse_text(field: &Field, text: &str) -> Result<Value, FieldProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let value = read(field, text)?;
    validate_value(field, &value)?;
    Ok(value)
}

/// Reads what a person typed for a part of an address (`city`) or of a place (`lat`).
pub fn parse_part(field: &Field, part: &str, text: &str) -> Result<Value, FieldProblem> {
    let text = text.trim();
    match field.kind {
        _ if text.is_empty() => Ok(Value::Null),
        FieldKind::Geo => float(field, text),
        FieldKind::Address => {
            let value = Value::from(text);
            validate_value(
                field,
                &Value::Map(BTreeMap::from([(part.to_owned(), value.clone())])),
            )?;
            Ok(value)
        }
        kind => {
            let en = format!("a {} has no part `{part}`", kind.name());
            Err(FieldProblem::new(
                field,
                "unknown_part",
                en,
                format!("este campo não tem a parte `{part}`"),
            ))
        }
    }
}

fn read(field: &Field, text: &str) -> Result<Value, FieldProblem> {
    match field.kind {
        FieldKind::Money => {
            let digits = minor_digits(field.currency.as_deref().unwrap_or("BRL"));
            let amount = number::read(text, false).and_then(|number| number.scaled(digits));
            let en = "write the amount as 1500.50 or 1.500,50";
            amount.map(Value::Int).ok_or_else(|| {
                FieldProblem::new(field, "invalid_amount", en, "escreva o valor como 1.500,50")
            })
        }
        FieldKind::Duration => seconds(text).map(Value::Int).ok_or_else(|| {
            FieldProblem::new(
                field,
                "invalid_duration",
                "write the length as 90m, 1h30m or in seconds",
                "escreva a duração como 90m, 1h30m ou em segundos",
            )
        }),
        FieldKind::Date => Ok(Value::Text(
            day(text).map_or_else(|| text.to_owned(), |date| date.to_string()),
        )),
        FieldKind::Select => Ok(Value::Text(option_key(field, text))),
        FieldKind::MultiSelect => Ok(members(text, |member| option_key(field, member))),
        FieldKind::Refs => Ok(members(text, str::to_owned)),
        FieldKind::Geo if !text.starts_with('{') => place(field, text),
        kind => match kind.storage() {
            Storage::Scalar(kind) => scalar(field, kind, text),
            Storage::Counter => scalar(field, ScalarKind::Int, text),
            _ => json(field, text),
        },
    }
}

fn scalar(field: &Field, kind: ScalarKind, text: &str) -> Result<Value, FieldProblem> {
    match kind {
        ScalarKind::Text => Ok(Value::from(text)),
        ScalarKind::Int => number::read(text, false)
            .and_then(|number| number.scaled(0))
            .map(Value::Int)
            .ok_or_else(|| wrong_type(field, kind)),
        ScalarKind::Float => float(field, text),
        ScalarKind::Bool => truth(text)
            .map(Value::Bool)
            .ok_or_else(|| wrong_type(field, kind)),
        ScalarKind::Time => moment(text)
            .map(Value::Time)
            .ok_or_else(|| wrong_type(field, kind)),
    }
}

fn float(field: &Field, text: &str) -> Result<Value, FieldProblem> {
    let number = number::read(text.trim_end_matches('%'), true).and_then(|number| number.float());
    number
        .map(Value::Float)
        .ok_or_else(|| wrong_type(field, ScalarKind::Float))
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "sim" | "s" | "1" => Some(true),
        "false" | "no" | "n" | "não" | "nao" | "0" => Some(false),
        _ => None,
    }
}

fn day(text: &str) -> Option<Date> {
    Date::strptime("%d/%m/%Y", text)
        .or_else(|_| Date::strptime("%Y-%m-%d", text))
        .ok()
}

fn moment(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let formats = [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M",
    ];
    let civil = formats
        .iter()
        .find_map(|format| DateTime::strptime(format, text).ok());
    let civil =
        civil.or_else(|| day(text).map(|date| date.to_datetime(jiff::civil::Time::midnight())))?;
    civil
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp().as_millisecond())
}

fn seconds(text: &str) -> Option<i64> {
    text.parse()
        .ok()
        .or_else(|| crate::expr::duration_ms(text).map(|ms| ms / 1_000))
}

/// The key of an option written as its key or, without regard to case, as its label in any language.
fn option_key(field: &Field, text: &str) -> String {
    let lower = text.to_lowercase();
    let named = |option: &&crate::manifest::SelectOption| {
        option
            .label
            .iter()
            .any(|(_, label)| label.to_lowercase() == lower)
    };
    match field
        .option(text)
        .or_else(|| field.options.iter().find(named))
    {
        Some(option) => option.key.clone(),
        None => text.to_owned(),
    }
}

fn members(text: &str, member: impl Fn(&str) -> String) -> Value {
    let mut members: Vec<String> = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(member)
        .collect();
    members.sort_unstable();
    members.dedup();
    Value::List(members.into_iter().map(Value::Text).collect())
}

fn place(field: &Field, text: &str) -> Result<Value, FieldProblem> {
    let refuse = || {
        FieldProblem::new(
            field,
            "invalid_place",
            "write the place as -23.55,-46.63",
            "escreva o local como -23.55,-46.63",
        )
    };
    let (lat, lon) = text.split_once([',', ';']).ok_or_else(refuse)?;
    let part = |text: &str| {
        text.trim()
            .parse::<f64>()
            .map(Value::Float)
            .map_err(|_| refuse())
    };
    Ok(Value::Map(BTreeMap::from([
        ("lat".to_owned(), part(lat)?),
        ("lon".to_owned(), part(lon)?),
    ])))
}

fn json(field: &Field, text: &str) -> Result<Value, FieldProblem> {
    let refuse = |_| {
        FieldProblem::new(
            field,
            "invalid_json",
            "write this field as JSON",
            "escreva este campo como JSON",
        )
    };
    let json: serde_json::Value = serde_json::from_str(text).map_err(refuse)?;
    from_json(field, &json)
}
