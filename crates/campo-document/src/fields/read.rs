//! From keys to fields.

use std::collections::BTreeMap;

use campo_model::manifest::{RecordType, ScalarKind, Storage};
use campo_model::value::Value;

use super::{Slot, part_key};
use crate::{Document, Scalar};

/// The fields of a facet, each as every replica sees it. Absent and empty fields are left out.
///
/// Members of sets are in the order of their text, files in the order they were added, lines in their own.
pub fn read_fields(
    record_type: &RecordType,
    facet: &str,
    document: &Document,
) -> BTreeMap<String, Value> {
    let slots = Slot::all(record_type, facet);
    let read =
        |slot: &Slot<'_>| Some((slot.name.to_owned(), read_field(document, slot.name, slot)?));
    slots.iter().filter_map(read).collect()
}

fn read_field(document: &Document, key: &str, slot: &Slot<'_>) -> Option<Value> {
    match slot.kind.storage() {
        Storage::Scalar(kind) => read_scalar(kind, document.get(key)?),
        Storage::Counter => document.get(key)?.as_counter().map(Value::Int),
        Storage::Json => read_json(document.get(key)?),
        Storage::Set => not_empty(members(document, key).map(Value::from).collect()),
        Storage::Files => not_empty(files(document, key)),
        Storage::Address => address(document, key),
        Storage::Lines => not_empty(lines(document, key, slot)),
        Storage::Derived => None,
    }
}

fn read_scalar(kind: ScalarKind, scalar: &Scalar) -> Option<Value> {
    match (kind, scalar) {
        (ScalarKind::Text, Scalar::Str(text)) => Some(Value::Text(text.clone())),
        (ScalarKind::Int, Scalar::Int(number)) => Some(Value::Int(*number)),
        (ScalarKind::Float, Scalar::F64(number)) => Some(Value::Float(*number)),
        (ScalarKind::Bool, Scalar::Bool(truth)) => Some(Value::Bool(*truth)),
        (ScalarKind::Time, Scalar::Timestamp(ms)) => Some(Value::Time(*ms)),
        _ => None,
    }
}

fn read_json(scalar: &Scalar) -> Option<Value> {
    let Scalar::Str(text) = scalar else {
        return None;
    };
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(Value::from(&json))
}

fn not_empty(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::List(items))
}

/// The parts of a field that have a value: their names without the field's, their winners.
fn parts<'a>(
    document: &'a Document,
    key: &str,
) -> impl Iterator<Item = (&'a str, &'a crate::Entry)> {
    let prefix = part_key(key, "");
    let length = prefix.len();
    let entries: Vec<_> = document.entries_under(&prefix).collect();
    entries
        .into_iter()
        .filter_map(move |(key, entries)| Some((key.get(length..)?, entries.last()?)))
}

fn members<'a>(document: &'a Document, key: &str) -> impl Iterator<Item = &'a str> {
    parts(document, key)
        .filter(|(_, entry)| entry.value == Scalar::Bool(true))
        .map(|(member, _)| member)
}

fn files(document: &Document, key: &str) -> Vec<Value> {
    let mut files: Vec<_> = parts(document, key).collect();
    files.sort_by_key(|(_, entry)| entry.id);
    let describe = |(hash, entry): (&str, &crate::Entry)| match read_json(&entry.value) {
        Some(Value::Map(mut file)) => {
            file.insert("hash".to_owned(), Value::from(hash));
            Some(Value::Map(file))
        }
        _ => None,
    };
    files.into_iter().filter_map(describe).collect()
}

fn address(document: &Document, key: &str) -> Option<Value> {
    let text = |entry: &crate::Entry| read_scalar(ScalarKind::Text, &entry.value);
    let parts =
        parts(document, key).filter_map(|(part, entry)| Some((part.to_owned(), text(entry)?)));
    let parts: BTreeMap<_, _> = parts.collect();
    (!parts.is_empty()).then_some(Value::Map(parts))
}

/// The lines that are not deleted, by their ids, with their positions.
pub(super) fn line_positions<'a>(document: &'a Document, key: &str) -> BTreeMap<&'a str, &'a str> {
    let position = |(id, entry): (&'a str, &'a crate::Entry)| match &entry.value {
        Scalar::Str(position) if !id.contains('/') => Some((id, position.as_str())),
        _ => None,
    };
    parts(document, key).filter_map(position).collect()
}

fn lines(document: &Document, key: &str, slot: &Slot<'_>) -> Vec<Value> {
    let mut lines: Vec<_> = line_positions(document, key).into_iter().collect();
    lines.sort_by_key(|(id, position)| (*position, *id));
    let read_line = |(id, _): (&str, &str)| {
        let line_key = part_key(key, id);
        let read = |field| {
            let slot = Slot::of(field);
            Some((
                slot.name.to_owned(),
                read_field(document, &part_key(&line_key, slot.name), &slot)?,
            ))
        };
        let mut line: BTreeMap<_, _> = slot.line_fields.iter().filter_map(read).collect();
        line.insert("id".to_owned(), Value::from(id));
        Value::Map(line)
    };
    lines.into_iter().map(read_line).collect()
}
