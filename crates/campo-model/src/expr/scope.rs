//! What an expression is evaluated against, and the evaluation.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cel::objects::{Key, Map};
use cel::{ExecutionError, Value as Cel};

use super::program::{NOW, TODAY};
use super::reads::Path;
use super::{Expression, functions, moment};
use crate::value::Value;

/// The most items of a list that an expression reads.
const MAX_ITEMS: usize = 10_000;
/// The longest text, in bytes, beside a walk over a list: each step may copy it.
const MAX_TEXT_IN_WALK: usize = 10_000;

/// The fields of a record, by key; an absent field reads as null.
pub type Fields = BTreeMap<String, Value>;

/// What an expression sees.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// `self`: the record's fields, and its `id`.
    pub record: Option<&'a Fields>,
    /// `user`: the attributes of the person signed in.
    pub user: Option<&'a Fields>,
    /// `line`: the fields of the line being checked.
    pub line: Option<&'a Fields>,
    /// `settings`: the tenant's settings.
    pub settings: Option<&'a Fields>,
    /// The fields of the record each reference field refers to, by the reference field's key.
    pub related: Option<&'a BTreeMap<String, Fields>>,
    /// The moment of `now()`, in milliseconds since 1970; `today()` is its day in UTC.
    pub now_ms: i64,
}

/// Why an expression gave no value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvalError {
    /// CEL could not evaluate it: a null or a kind of value that an operator does not take.
    #[error("the expression cannot be evaluated: {0}")]
    Execution(#[from] ExecutionError),
    /// A list, or a text beside a walk over a list, is too long.
    #[error("a value of {0} items or bytes is too long for an expression")]
    TooLarge(usize),
    /// It gave something a field cannot hold.
    #[error("the expression gives a {0}, which no field can hold")]
    Unsupported(&'static str),
}

impl Expression {
    /// The value of the expression.
    pub fn eval(&self, scope: &Scope<'_>) -> Result<Value, EvalError> {
        let mut context = functions::CONTEXT.new_inner_scope();
        let input = Input {
            expression: self,
            scope,
        };
        for (root, paths, fields) in [
            ("self", &self.reads.record, scope.record),
            ("user", &self.reads.user, scope.user),
            ("line", &self.reads.line, scope.line),
            ("settings", &self.reads.settings, scope.settings),
        ] {
            if !paths.is_empty() {
                context.add_variable_from_value(root, input.root(root, paths, fields)?);
            }
        }
        if self.reads.functions.contains("now") {
            context.add_variable_from_value(NOW, Cel::Int(scope.now_ms));
        }
        if self.reads.functions.contains("today") {
            context.add_variable_from_value(
                TODAY,
                Cel::from(moment::day(scope.now_ms).unwrap_or_default()),
            );
        }
        from_cel(&context.resolve(&self.program)?)
    }

    /// Whether the expression is true; an error counts as false, as in SQL.
    pub fn holds(&self, scope: &Scope<'_>) -> bool {
        self.eval(scope) == Ok(Value::Bool(true))
    }
}

struct Input<'a> {
    expression: &'a Expression,
    scope: &'a Scope<'a>,
}

impl Input<'_> {
    /// The paths read through a root as one flat map, each present, null when absent.
    fn root(
        &self,
        root: &str,
        paths: &BTreeSet<Path>,
        fields: Option<&Fields>,
    ) -> Result<Cel, EvalError> {
        let mut map = HashMap::with_capacity(paths.len());
        for path in paths {
            let value = fields.and_then(|fields| self.look_up(root, fields, path));
            let value = match value {
                None | Some(Value::Null)
                    if root == "self" && self.expression.reads.lists.contains(path) =>
                {
                    Cel::List(Vec::new().into())
                }
                None => Cel::Null,
                Some(value) => self.cel(value)?,
            };
            map.insert(Key::from(path.join(".")), value);
        }
        Ok(Cel::Map(Map { map: map.into() }))
    }

    fn look_up<'v>(&'v self, root: &str, fields: &'v Fields, path: &[String]) -> Option<&'v Value> {
        let (first, rest) = path.split_first()?;
        let value = fields.get(first);
        let Some((part, deeper)) = rest.split_first() else {
            return value;
        };
        let start = match value {
            Some(Value::Map(parts)) => parts.get(part),
            _ if root == "self" => self.scope.related?.get(first)?.get(part),
            _ => None,
        };
        deeper
            .iter()
            .try_fold(start?, |value, part| value.part(part))
    }

    fn cel(&self, value: &Value) -> Result<Cel, EvalError> {
        Ok(match value {
            Value::Null => Cel::Null,
            Value::Bool(truth) => Cel::Bool(*truth),
            Value::Int(number) | Value::Time(number) => Cel::Int(*number),
            Value::Float(number) => Cel::Float(*number),
            Value::Text(text) => {
                if !self.expression.reads.forms.is_empty() {
                    bound(text.len(), MAX_TEXT_IN_WALK)?;
                }
                Cel::from(text.clone())
            }
            Value::List(items) => {
                bound(items.len(), MAX_ITEMS)?;
                Cel::List(
                    items
                        .iter()
                        .map(|item| self.cel(item))
                        .collect::<Result<Vec<_>, _>>()?
                        .into(),
                )
            }
            Value::Map(parts) => self.map(parts)?,
        })
    }

    /// A map in which every line field the expression reads is present, null when absent.
    fn map(&self, parts: &Fields) -> Result<Cel, EvalError> {
        let mut map = HashMap::with_capacity(parts.len());
        for (_, field) in &self.expression.reads.items {
            map.insert(Key::from(field.as_str()), Cel::Null);
        }
        for (name, part) in parts {
            map.insert(Key::from(name.as_str()), self.cel(part)?);
        }
        Ok(Cel::Map(Map { map: map.into() }))
    }
}

fn bound(size: usize, limit: usize) -> Result<(), EvalError> {
    match size <= limit {
        true => Ok(()),
        false => Err(EvalError::TooLarge(size)),
    }
}

fn from_cel(value: &Cel) -> Result<Value, EvalError> {
    Ok(match value {
        Cel::Null => Value::Null,
        Cel::Bool(truth) => Value::Bool(*truth),
        Cel::Int(number) => Value::Int(*number),
        Cel::UInt(number) => {
            i64::try_from(*number).map_or(Value::Float(*number as f64), Value::Int)
        }
        Cel::Float(number) => Value::Float(*number),
        Cel::String(text) => Value::Text(text.to_string()),
        Cel::List(items) => Value::List(items.iter().map(from_cel).collect::<Result<_, _>>()?),
        Cel::Map(map) => Value::Map(
            map.map
                .iter()
                .map(|(key, part)| Ok((key.to_string(), from_cel(part)?)))
                .collect::<Result<_, EvalError>>()?,
        ),
        Cel::Bytes(_) => return Err(EvalError::Unsupported("string of bytes")),
        _ => return Err(EvalError::Unsupported("function, type or message")),
    })
}
