//! From a CEL expression to a SQL condition that is true for the same records.
//!
//! Invariant: the condition selects a row exactly when [`Expression::holds`] is true for its record. CEL's `&&`, `||` and `!`
//! treat an error as SQL's treat NULL, so an error is NULL everywhere; what is left is to tell it from CEL's own null (see `term`).
//! Types are known from the manifest, so an operator on kinds it does not take is the constant NULL.
//! What cannot be said in SQL is refused with its name, at install.

use campo_model::expr::{Expression, Fields, Scope};
use campo_model::manifest::RecordType;
use campo_model::registry::{PathError, Registry, Rule};
use campo_model::value::Value;
use cel::common::ast::{Expr, IdedExpr, LiteralValue, operators};

use crate::sql::Params;

mod arithmetic;
mod call;
mod compare;
mod membership;
mod path;
mod term;
mod walk;

use term::{Absent, Term, Ty};

/// The longest condition made, in bytes; longer ones come only from expressions nobody writes by hand.
const MAX_SQL: usize = 60_000;

/// An expression that cannot be a SQL condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{expression}` cannot be used to filter records: {reason}")]
pub struct PredicateError {
    /// The expression.
    pub expression: String,
    /// What in it cannot be.
    #[source]
    pub reason: Unsupported,
}

/// What cannot be said in SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// A path that leads nowhere.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A function or operator.
    #[error("{0} cannot be used in a filter; put it into a computed field and filter by that")]
    Construct(String),
    /// A path to a value that is no single value.
    #[error("`{0}` is not a single value, so it cannot be used here")]
    Shape(String),
    /// The condition became too long.
    #[error("it is too long as a filter; split it into computed fields")]
    TooLong,
}

impl Unsupported {
    fn construct(name: impl Into<String>) -> Self {
        Self::Construct(name.into())
    }
}

/// What an expression may read besides the record.
#[derive(Debug, Clone, Copy)]
pub struct Bindings<'a> {
    /// The attributes of the person signed in.
    pub user: &'a Fields,
    /// The tenant's settings.
    pub settings: &'a Fields,
    /// The moment of `now()`, in milliseconds since 1970.
    pub now_ms: i64,
}

/// The SQL condition of an expression about the row `alias` of a type's table.
pub fn condition(
    expression: &Expression,
    record_type: &RecordType,
    alias: &str,
    registry: &Registry,
    bindings: Bindings<'_>,
    params: &mut Params,
) -> Result<String, PredicateError> {
    let mut translator = Translator {
        expression,
        record_type,
        alias,
        registry,
        bindings,
        params,
        loops: Vec::new(),
        aliases: 0,
    };
    let refuse = |reason| PredicateError {
        expression: expression.source().to_owned(),
        reason,
    };
    translator
        .expr(expression.ast())
        .map(|term| term.truth())
        .map_err(refuse)
}

/// The SQL condition of a rule about the row `alias` of a type's table.
pub fn rule_condition(
    rule: &Rule,
    record_type: &RecordType,
    alias: &str,
    registry: &Registry,
    bindings: Bindings<'_>,
    params: &mut Params,
) -> Result<String, PredicateError> {
    match rule {
        Rule::Never => Ok("0".to_owned()),
        Rule::Always => Ok("1".to_owned()),
        Rule::When(expressions) => {
            let mut any = Vec::with_capacity(expressions.len());
            for expression in expressions {
                any.push(condition(
                    expression,
                    record_type,
                    alias,
                    registry,
                    bindings,
                    params,
                )?);
            }
            Ok(format!("({})", any.join(" OR ")))
        }
    }
}

struct Translator<'a> {
    expression: &'a Expression,
    record_type: &'a RecordType,
    alias: &'a str,
    registry: &'a Registry,
    bindings: Bindings<'a>,
    params: &'a mut Params,
    /// The variables of the walks around, innermost last.
    loops: Vec<(String, Term)>,
    aliases: usize,
}

impl Translator<'_> {
    fn expr(&mut self, expr: &IdedExpr) -> Result<Term, Unsupported> {
        let term = match &expr.expr {
            Expr::Literal(literal) => self.literal(literal),
            Expr::List(list) => {
                let elements = list
                    .elements
                    .iter()
                    .map(|element| self.expr(element))
                    .collect::<Result<_, _>>()?;
                Ok(Term::elements(elements))
            }
            Expr::Ident(_) | Expr::Select(_) => self.path(expr),
            Expr::Call(call) => self.call(call),
            Expr::Comprehension(comprehension) => self.walk(comprehension),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                Err(Unsupported::construct("a map or message"))
            }
        }?;
        if term.sql.len() > MAX_SQL {
            Err(Unsupported::TooLong)
        } else {
            Ok(term)
        }
    }

    fn literal(&mut self, literal: &LiteralValue) -> Result<Term, Unsupported> {
        let value = match literal {
            LiteralValue::Null => Value::Null,
            LiteralValue::Boolean(truth) => Value::Bool(*truth.inner()),
            LiteralValue::Int(number) => Value::Int(*number.inner()),
            LiteralValue::Double(number) => Value::Float(*number.inner()),
            LiteralValue::String(text) => text.inner().into(),
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
                return Err(Unsupported::construct(
                    "a literal of bytes or of an unsigned number",
                ));
            }
        };
        self.constant(&value)
    }

    /// A value known now.
    fn constant(&mut self, value: &Value) -> Result<Term, Unsupported> {
        let (sql, ty) = match value {
            Value::Null => return Ok(Term::null()),
            Value::Bool(truth) => (i64::from(*truth).to_string(), Ty::Bool),
            Value::Int(number) | Value::Time(number) => (self.params.bind(*number), Ty::Int),
            Value::Float(number) if number.is_nan() => {
                return Err(Unsupported::construct("a number that is not one"));
            }
            Value::Float(number) => (self.params.bind(*number), Ty::Float),
            Value::Text(text) => (self.params.bind(text.as_str()), Ty::Text),
            Value::List(items) => {
                let elements = items
                    .iter()
                    .map(|item| self.constant(item))
                    .collect::<Result<_, _>>()?;
                return Ok(Term::elements(elements));
            }
            Value::Map(_) => ("1".to_owned(), Ty::Map),
        };
        Ok(Term::new(sql, ty, Absent::Never))
    }

    /// The value of an expression without `self`, as the evaluator in memory gives it.
    fn evaluated(&mut self, source: &str) -> Result<Term, Unsupported> {
        let scope = Scope {
            now_ms: self.bindings.now_ms,
            ..Scope::default()
        };
        let value = Expression::compile(source)
            .ok()
            .and_then(|constant| constant.eval(&scope).ok());
        match value {
            Some(value) => self.constant(&value),
            None => Ok(Term::error()),
        }
    }

    fn fresh_alias(&mut self, prefix: &str) -> String {
        self.aliases += 1;
        format!("{prefix}{}{}", self.aliases, self.alias)
    }

    fn logical(&mut self, operator: &str, args: &[IdedExpr]) -> Result<Term, Unsupported> {
        let parts: Vec<String> = args
            .iter()
            .map(|arg| self.expr(arg).map(|term| term.truth()))
            .collect::<Result<_, _>>()?;
        let sql = match (operator, parts.as_slice()) {
            (operators::LOGICAL_AND, [left, right]) => format!("({left} AND {right})"),
            (operators::LOGICAL_OR, [left, right]) => format!("({left} OR {right})"),
            (_, [only]) => format!("(NOT {only})"),
            _ => return Err(Unsupported::construct(operator)),
        };
        Ok(Term::new(sql, Ty::Bool, Absent::Error))
    }
}

#[cfg(test)]
mod tests;
