//! A row of a ledger.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

/// What is answered to what a row asks.
pub(super) enum Answer {
    /// Tests show it, each `path::name`.
    Tested(Vec<String>),
    /// This file has it.
    Met(String),
    NotApplicable,
    Open,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) answer: Answer,
}

impl Row {
    /// Reads a row, or says what is wrong with it.
    pub(super) fn read(id: &str, row: &Value) -> Result<Self, String> {
        let wrong = |why: &str| format!("{id} {why}");
        let mut left = row.as_table().cloned().ok_or(wrong("is no table"))?;
        left.remove("level");
        text(&mut left, "asks").ok_or(wrong("does not say what it asks"))?;
        let answer = answer(&mut left).ok_or(wrong("has no answer of the four"))?;
        if let Some(more) = left.keys().next() {
            return Err(wrong(&format!("has `{more}` beside its answer")));
        }
        let id = id.to_owned();
        Ok(Self { id, answer })
    }

    /// What the row names and the folder does not have.
    pub(super) fn missing(&self, folder: &Path) -> Vec<String> {
        let named = match &self.answer {
            Answer::Tested(tests) => tests.iter().map(String::as_str).collect(),
            Answer::Met(path) => vec![path.as_str()],
            Answer::NotApplicable | Answer::Open => Vec::new(),
        };
        let absent = named.into_iter().filter(|named| !is_there(folder, named));
        absent
            .map(|named| format!("{}: there is no {named}", self.id))
            .collect()
    }
}

fn answer(left: &mut Table) -> Option<Answer> {
    if let Some(Value::Array(tests)) = left.remove("tested") {
        let names = tests.iter().map(|test| test.as_str().map(str::to_owned));
        let names: Option<Vec<_>> = names.collect();
        let complete = |test: &String| test.contains("::");
        return names
            .filter(|names| !names.is_empty() && names.iter().all(complete))
            .map(Answer::Tested);
    }
    if let Some(path) = text(left, "met") {
        return text(left, "why").map(|_| Answer::Met(path));
    }
    let not_applicable = text(left, "not_applicable").map(|_| Answer::NotApplicable);
    not_applicable.or_else(|| text(left, "open").map(|_| Answer::Open))
}

fn text(row: &mut Table, key: &str) -> Option<String> {
    match row.remove(key) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Whether a path is there and, after `::`, a test of this name in it.
fn is_there(folder: &Path, named: &str) -> bool {
    match named.split_once("::") {
        None => folder.join(named).exists(),
        Some((path, test)) => {
            let text = fs::read_to_string(folder.join(path)).unwrap_or_default();
            text.contains(&format!("fn {test}("))
        }
    }
}
