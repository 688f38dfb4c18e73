//! What is wrong with a manifest, and where.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing wrong with a module's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, relative to the module's directory; the module's key when it was not read from files.
    pub file: String,
    /// The line, from 1; 0 when the whole file is meant.
    pub line: usize,
    /// The column, from 1; 0 when the whole line is meant.
    pub column: usize,
    /// The line itself with a caret under the column.
    pub snippet: String,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether the module may be installed all the same.
    pub severity: ProblemSeverity,
}

/// Whether a problem stops an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemSeverity {
    /// The module is refused.
    Error,
    /// The module works, but its author should look.
    Warning,
}

impl Problem {
    /// An error about a whole file.
    pub(crate) fn new(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            snippet: String::new(),
            message,
            severity: ProblemSeverity::Error,
        }
    }

    /// Whether it stops an installation.
    pub fn is_error(&self) -> bool {
        self.severity == ProblemSeverity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_error() { "error" } else { "warning" };
        write!(
            f,
            "{}:{}:{}: {word}: {}",
            self.file, self.line, self.column, self.message
        )?;
        if !self.snippet.is_empty() {
            write!(f, "\n{}", self.snippet)?;
        }
        Ok(())
    }
}
