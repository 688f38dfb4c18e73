//! Expressions: CEL, compiled once when a module is loaded, evaluated in memory here and as SQL in `campo-query`.
//!
//! `self` is the record, `user` the person signed in, `line` a line being checked, `settings` the tenant's settings.
//! The work of one expression is bounded by its length, its depth and the size of the lists it may walk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use cel::common::ast::IdedExpr;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod functions;
mod moment;
mod program;
mod reads;
mod scope;
mod size;

pub use functions::meters;
pub(crate) use moment::duration as duration_ms;
pub use reads::{Path, Reads};
pub use scope::{EvalError, Fields, Scope};

/// The longest source an expression may have, in bytes.
pub const MAX_SOURCE: usize = 2_000;

/// How deeply an expression may nest.
pub const MAX_DEPTH: u16 = 48;

/// A compiled CEL expression. It compares, prints and serializes as its source.
#[derive(Clone)]
pub struct Expression {
    source: Arc<str>,
    ast: Arc<IdedExpr>,
    program: Arc<IdedExpr>,
    reads: Arc<Reads>,
}

/// Why a text is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the expression `{source_text}` cannot be read at column {column}: {message}")]
pub struct ExprError {
    /// The expression, cut to 80 characters.
    pub source_text: String,
    /// Where in the expression it fails, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl Expression {
    /// Parses a CEL expression and checks that its size is bounded; names are checked later, by the use it is put to.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        if source.len() > MAX_SOURCE {
            return Err(ExprError::new(
                source,
                MAX_SOURCE,
                format!("it is longer than {MAX_SOURCE} bytes; split it into computed fields"),
            ));
        }
        if let Some((offset, reason)) = size::excess(source) {
            return Err(ExprError::new(source, offset + 1, reason));
        }
        let parser = cel::parser::Parser::new().max_recursion_depth(MAX_DEPTH);
        let (ast, info) = parser
            .parse_with_source_info(source)
            .map_err(|errors| ExprError::from_cel(source, &errors))?;
        let reads = reads::collect(source, &ast, &info)?;
        let program = program::build(&ast);
        Ok(Self {
            source: source.into(),
            ast: Arc::new(ast),
            program: Arc::new(program),
            reads: Arc::new(reads),
        })
    }

    /// The text it was compiled from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Everything it reads.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// The record's own fields it reads.
    pub fn fields(&self) -> BTreeSet<&str> {
        self.reads
            .record
            .iter()
            .filter_map(|path| path.first())
            .map(String::as_str)
            .collect()
    }

    /// The fields or parts it reads through each of the record's fields: `{"property": {"agent"}}` for `self.property.agent`.
    pub fn hops(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut hops: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for path in &self.reads.record {
            if let [first, second, ..] = path.as_slice() {
                hops.entry(first).or_default().insert(second);
            }
        }
        hops
    }

    /// The functions it calls, operators left out.
    pub fn functions(&self) -> &BTreeSet<String> {
        &self.reads.functions
    }

    /// The syntax tree, for a translator: the macros `all`, `exists`, `map` and `filter` are already comprehensions.
    pub fn ast(&self) -> &IdedExpr {
        &self.ast
    }
}

impl ExprError {
    pub(crate) fn new(source: &str, column: usize, message: String) -> Self {
        Self {
            source_text: source.chars().take(80).collect(),
            column,
            message,
        }
    }

    fn from_cel(source: &str, errors: &cel::ParseErrors) -> Self {
        let first = errors.errors.first();
        let column = first
            .and_then(|error| usize::try_from(error.pos.1).ok())
            .unwrap_or(1);
        let message = first.map_or("it is not CEL", |error| {
            error.msg.split(" expecting ").next().unwrap_or(&error.msg)
        });
        let message = message
            .trim_start_matches("Syntax error: ")
            .replace("'<EOF>'", "the end")
            .replace("mismatched input", "unexpected");
        Self::new(source, column.max(1), message)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({:?})", self.source)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Self::compile(&source).map_err(D::Error::custom)
    }
}

impl schemars::JsonSchema for Expression {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "A CEL expression.", "maxLength": MAX_SOURCE })
    }
}

#[cfg(test)]
mod tests;
