//! Values, parameters and identifiers of SQL text.
//!
//! Invariant: nothing a person typed becomes SQL text. Values are bound; identifiers come from checked keys and are quoted.

/// A value as SQLite stores it.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlValue {
    /// NULL.
    Null,
    /// An INTEGER; true is 1 and false 0.
    Int(i64),
    /// A REAL.
    Real(f64),
    /// A TEXT.
    Text(String),
}

impl SqlValue {
    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<i64> for SqlValue {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for SqlValue {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<bool> for SqlValue {
    fn from(truth: bool) -> Self {
        Self::Int(truth.into())
    }
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// One statement with the values of its parameters `?1`, `?2`, ...
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The SQL text.
    pub sql: String,
    /// The values, in the order of their numbers.
    pub params: Vec<SqlValue>,
}

impl Statement {
    /// A statement and its values.
    pub fn new(sql: impl Into<String>, params: Vec<SqlValue>) -> Self {
        Self {
            sql: sql.into(),
            params,
        }
    }
}

/// The values bound so far while a statement is built. Parameters are numbered, so a fragment may be used twice.
#[derive(Debug, Clone, Default)]
pub struct Params {
    values: Vec<SqlValue>,
}

impl Params {
    /// Binds a value and gives its parameter, `?7`.
    pub fn bind(&mut self, value: impl Into<SqlValue>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// The values, in the order of their numbers.
    pub fn into_values(self) -> Vec<SqlValue> {
        self.values
    }
}

/// A quoted identifier.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
