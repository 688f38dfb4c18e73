//! Conditions a person picks in a list: a field, a comparison and a value.

use campo_model::manifest::ScalarKind;
use campo_model::value::Value;

use super::{Builder, ListError};
use crate::function::fold;
use crate::shape::{Shape, scalar};
use crate::sql::SqlValue;

/// A condition on one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The field or part.
    pub field: String,
    /// How its value is compared.
    pub is: Comparison,
    /// What it is compared with; a list for `OneOf`, null for `Empty` and `Filled`.
    pub value: Value,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal to the value; for sets, holding it.
    Equal,
    /// Different from the value, or empty; for sets, not holding it.
    NotEqual,
    /// One of a list of values; for sets, holding any of them.
    OneOf,
    /// At least the value.
    AtLeast,
    /// At most the value.
    AtMost,
    /// Text containing the value, accents and case ignored.
    Contains,
    /// Without a value.
    Empty,
    /// With a value.
    Filled,
}

impl Builder<'_> {
    /// The SQL of a condition.
    pub(super) fn choice(&mut self, choice: &Condition) -> Result<String, ListError> {
        let output = self.output(&choice.field)?;
        let refuse = || ListError::Condition {
            field: choice.field.clone(),
        };
        if matches!(choice.is, Comparison::Empty | Comparison::Filled) {
            let empty = format!("coalesce({}, '') IN ('', '[]')", output.columns.join(", "));
            return Ok(if choice.is == Comparison::Empty {
                format!("({empty})")
            } else {
                format!("(NOT {empty})")
            });
        }
        let [column] = output.columns.as_slice() else {
            return Err(refuse());
        };
        match output.shape {
            Shape::Scalar(kind) => self.compare(column, kind, choice.is, &choice.value),
            Shape::Set => self.compare_set(column, choice.is, &choice.value),
            _ => None,
        }
        .ok_or_else(refuse)
    }

    fn compare(
        &mut self,
        column: &str,
        kind: ScalarKind,
        is: Comparison,
        value: &Value,
    ) -> Option<String> {
        if is == Comparison::OneOf {
            let values = self.bind_all(kind, value)?;
            return Some(format!("coalesce({column} IN ({values}), 0)"));
        }
        let value = scalar(kind, value);
        if value.is_null() {
            return None;
        }
        if is == Comparison::Contains {
            let part = self.bind_folded(&value)?;
            return Some(format!(
                "coalesce(instr(campo_fold({column}), {part}) > 0, 0)"
            ));
        }
        let value = self.params.bind(value);
        Some(match is {
            Comparison::Equal => format!("{column} IS {value}"),
            Comparison::NotEqual => format!("{column} IS NOT {value}"),
            Comparison::AtLeast => format!("{column} >= {value}"),
            _ => format!("{column} <= {value}"),
        })
    }

    fn compare_set(&mut self, column: &str, is: Comparison, value: &Value) -> Option<String> {
        let test = match is {
            Comparison::Equal | Comparison::NotEqual => {
                format!("m.value = {}", self.params.bind(value.as_text()?))
            }
            Comparison::OneOf => {
                format!("m.value IN ({})", self.bind_all(ScalarKind::Text, value)?)
            }
            Comparison::Contains => {
                let part = self.bind_folded(&value.as_text()?.into())?;
                format!("instr(campo_fold(m.value), {part}) > 0")
            }
            _ => return None,
        };
        let not = if is == Comparison::NotEqual {
            "NOT "
        } else {
            ""
        };
        Some(format!(
            "({not}EXISTS (SELECT 1 FROM json_each(coalesce({column}, '[]')) AS m WHERE {test}))"
        ))
    }

    fn bind_all(&mut self, kind: ScalarKind, value: &Value) -> Option<String> {
        let values: Vec<SqlValue> = value
            .as_list()?
            .iter()
            .map(|item| scalar(kind, item))
            .collect();
        let params: Vec<String> = values
            .into_iter()
            .map(|value| self.params.bind(value))
            .collect();
        Some(params.join(", "))
    }

    fn bind_folded(&mut self, value: &SqlValue) -> Option<String> {
        match value {
            SqlValue::Text(text) => Some(self.params.bind(fold(text))),
            _ => None,
        }
    }
}
