//! What a command prints: one JSON document with `--json`, else text for people.

use std::io::{self, Write};
use std::process::ExitCode;

use campo_app::AppError;
use campo_wire::error::WireError;
use serde::Serialize;
use serde_json::Value;

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    /// Prints JSON, or text.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether the answer is for a program.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Prints an answer: as JSON, or as `text` makes it.
    pub fn answer<T: Serialize>(
        self,
        answer: &T,
        text: impl FnOnce(&T) -> String,
    ) -> anyhow::Result<ExitCode> {
        let line = if self.json {
            serde_json::to_string(answer)?
        } else {
            text(answer)
        };
        print(&line)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Says what went wrong, on stderr; with `--json` also why as a document there.
    pub fn fail(self, error: &anyhow::Error) -> ExitCode {
        let line = match wire_error(error) {
            Some(wire) if self.json => serde_json::to_string(&wire).unwrap_or(wire.message),
            Some(wire) => format!("campo: {}", wire.message),
            None => format!("campo: {error:#}"),
        };
        let _ = writeln!(io::stderr(), "{line}");
        ExitCode::FAILURE
    }
}

/// Prints a line; a reader that went away early (as `head` does) is not a failure.
pub fn print(line: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Says on stderr what somebody should know beside the answer.
pub fn warn(message: &str) {
    // Nobody reading it is no reason not to answer.
    let _ = writeln!(io::stderr(), "campo: {message}");
}

fn wire_error(error: &anyhow::Error) -> Option<WireError> {
    error.downcast_ref::<WireError>().cloned()
}

/// A use case's failure as the command line shows it.
pub fn refused(error: AppError) -> anyhow::Error {
    error.into_wire().into()
}

/// A JSON value as a person reads it: text without quotes.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
