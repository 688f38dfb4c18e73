//! A part of an expression as SQL: its text, its type, and what NULL stands for in it.

use crate::shape::Shape;

/// The type of a term, known from the manifest, from a literal or from the value bound.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ty {
    /// CEL's null, or an error: nothing else is known of it.
    Null,
    /// 0 or 1.
    Bool,
    /// A whole number; moments and spans are milliseconds.
    Int,
    /// A number with a fraction.
    Float,
    /// Text.
    Text,
    /// A column of JSON with an array of texts.
    Set,
    /// A column of JSON with an array of objects.
    Rows(Vec<(String, Shape)>),
    /// Something with parts; only whether it is there can be asked.
    Map,
    /// A list whose elements are terms themselves.
    Elements(Vec<Term>),
}

impl Ty {
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Float)
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(
            self,
            Self::Null | Self::Bool | Self::Int | Self::Float | Self::Text
        )
    }
}

/// What a NULL of the term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// There is none.
    Never,
    /// CEL's null.
    Null,
    /// An empty list: an absent field that is read as a list somewhere in the expression.
    Empty,
    /// Not a number, which equals nothing.
    NaN,
    /// An error.
    Error,
}

/// A part of an expression as SQL.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) sql: String,
    pub(super) ty: Ty,
    /// What NULL means where `sound` holds; elsewhere it is an error.
    pub(super) null: Absent,
    /// A condition, never NULL, without which the term is an error. Absent: always sound.
    pub(super) sound: Option<String>,
}

impl Term {
    pub(super) fn new(sql: impl Into<String>, ty: Ty, null: Absent) -> Self {
        Self {
            sql: sql.into(),
            ty,
            null,
            sound: None,
        }
    }

    pub(super) fn null() -> Self {
        Self::new("NULL", Ty::Null, Absent::Null)
    }

    pub(super) fn error() -> Self {
        Self::new("NULL", Ty::Null, Absent::Error)
    }

    pub(super) fn bool(sql: impl Into<String>) -> Self {
        Self::new(sql, Ty::Bool, Absent::Error)
    }

    pub(super) fn elements(elements: Vec<Term>) -> Self {
        Self::new("1", Ty::Elements(elements), Absent::Never)
    }

    /// The term as an operand of `&&`, `||`, `!` and `?:`: what is no truth value is an error.
    pub(super) fn truth(self) -> String {
        if self.ty == Ty::Bool {
            self.sql
        } else {
            "NULL".to_owned()
        }
    }

    /// Whether the term is a list for some record.
    pub(super) fn may_be_list(&self) -> bool {
        matches!(self.ty, Ty::Set | Ty::Rows(_) | Ty::Elements(_)) || self.null == Absent::Empty
    }

    /// The condition, never NULL, for the term to be no error; `None` when it never is one.
    pub(super) fn guard(&self) -> Option<String> {
        match (&self.sound, self.null) {
            (Some(sound), _) => Some(sound.clone()),
            (None, Absent::Error) => Some(format!("({} IS NOT NULL)", self.sql)),
            (None, _) => None,
        }
    }

    /// The condition, never NULL, for the term to be a number that arithmetic takes, not-a-number among them.
    pub(super) fn is_operand(&self) -> String {
        match (self.null, &self.sound) {
            (Absent::NaN, Some(sound)) => sound.clone(),
            _ => format!("({} IS NOT NULL)", self.sql),
        }
    }
}

/// `core` where every guard holds, and an error elsewhere.
pub(super) fn guarded(guards: impl IntoIterator<Item = Option<String>>, core: &str) -> String {
    let guards: Vec<String> = guards.into_iter().flatten().collect();
    if guards.is_empty() {
        format!("({core})")
    } else {
        format!("(CASE WHEN {} THEN {core} END)", guards.join(" AND "))
    }
}
