//! Values against their fields, records against their types.
//!
//! Every way in (form, command line, file, network) turns its input into a [`crate::value::Value`] here, so a value that
//! was accepted once is accepted everywhere. Nothing is repaired silently: what does not fit is refused in words.

use serde::Serialize;

use crate::manifest::{Field, Label, Severity};

mod currency;
mod json;
mod number;
mod record;
mod tax_id;
mod text;
mod title;
mod transition;
mod values;

pub use currency::minor_digits;
pub use json::from_json;
pub use record::{compute, defaults, validate_record};
pub use text::{parse_part, parse_text};
pub use title::{title, title_paths};
pub use transition::{check_locks, check_transition};
pub use values::validate_value;

/// Why a value or a record is not as its type says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldProblem {
    /// The field; `items/<line>/cost` for a field of a line.
    pub field: String,
    /// A stable word for programs, as `required`.
    pub code: &'static str,
    /// What is wrong and what to do, in English and Portuguese.
    pub message: Label,
    /// Whether the edit is refused or only warned about.
    pub severity: Severity,
}

impl FieldProblem {
    fn new(field: &Field, code: &'static str, en: impl AsRef<str>, pt: impl AsRef<str>) -> Self {
        Self::of(&field.key, code, en, pt)
    }

    fn of(field: &str, code: &'static str, en: impl AsRef<str>, pt: impl AsRef<str>) -> Self {
        let message = Label::from([("en", en.as_ref()), ("pt-BR", pt.as_ref())]);
        Self {
            field: field.to_owned(),
            code,
            message,
            severity: Severity::Error,
        }
    }
}

impl std::fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message.get("en", self.code))
    }
}

impl std::error::Error for FieldProblem {}

#[cfg(test)]
mod tests;
