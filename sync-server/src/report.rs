//! What a command prints: one JSON document, or lines for people.

use std::io::Write;

use serde_json::Value;

/// The outcome of a command.
#[derive(Debug)]
pub struct Report {
    /// For programs.
    pub json: Value,
    /// For people, without the last line break.
    pub text: String,
}

impl Report {
    /// An outcome in both forms.
    pub(crate) fn new(json: Value, text: impl Into<String>) -> Self {
        Self {
            json,
            text: text.into(),
        }
    }

    /// A list: a JSON array, and one line per item.
    pub(crate) fn list(items: Vec<(Value, String)>) -> Self {
        let (json, lines): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        Self::new(Value::Array(json), lines.join("\n"))
    }

    /// Writes the outcome to standard output.
    pub fn print(&self, json: bool) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if json {
            serde_json::to_writer_pretty(&mut out, &self.json)?;
            writeln!(out)?;
        } else if !self.text.is_empty() {
            writeln!(out, "{}", self.text)?;
        }
        Ok(())
    }
}
