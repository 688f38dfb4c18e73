//! The SQL functions and the collation our SQL calls. Whoever runs the SQL registers every one of [`FUNCTIONS`] and [`COLLATION`].
//!
//! They exist where SQLite's own differ from CEL: arithmetic that overflows, text with a NUL, case and accents.
//! Each gives NULL where CEL fails, and for a NULL argument.

use std::cmp::Ordering;

use campo_model::expr::meters;
use campo_model::value::time_text;
use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::sql::SqlValue;

/// A deterministic SQL function of ours.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    /// Its name in SQL.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: usize,
    /// What it does.
    pub call: fn(&[SqlValue]) -> SqlValue,
}

/// Every function our SQL calls.
pub const FUNCTIONS: [Function; 10] = [
    Function {
        name: "campo_add",
        arity: 2,
        call: |args| arithmetic(args, i64::checked_add, |a, b| a + b),
    },
    Function {
        name: "campo_sub",
        arity: 2,
        call: |args| arithmetic(args, i64::checked_sub, |a, b| a - b),
    },
    Function {
        name: "campo_mul",
        arity: 2,
        call: |args| arithmetic(args, i64::checked_mul, |a, b| a * b),
    },
    Function {
        name: "campo_div",
        arity: 2,
        call: |args| arithmetic(args, i64::checked_div, |a, b| a / b),
    },
    Function {
        name: "campo_rem",
        arity: 2,
        call: |args| arithmetic(args, i64::checked_rem, |_, _| f64::NAN),
    },
    Function {
        name: "campo_size",
        arity: 1,
        call: size,
    },
    Function {
        name: "campo_ends",
        arity: 2,
        call: ends_with,
    },
    Function {
        name: "campo_fold",
        arity: 1,
        call: folded,
    },
    Function {
        name: "campo_month",
        arity: 1,
        call: month,
    },
    Function {
        name: "campo_distance",
        arity: 4,
        call: distance,
    },
];

/// The name of the collation that orders text without regard to case and accents.
pub const COLLATION: &str = "campo_text";

/// How [`COLLATION`] orders two texts; texts that only differ in case or accents are ordered by their bytes.
pub fn collate(left: &str, right: &str) -> Ordering {
    folded_chars(left)
        .cmp(folded_chars(right))
        .then_with(|| left.cmp(right))
}

/// A text without case and accents, for comparing: `São` becomes `sao`.
pub fn fold(text: &str) -> String {
    folded_chars(text).collect()
}

fn folded_chars(text: &str) -> impl Iterator<Item = char> {
    let normalizer = const { DecomposingNormalizerBorrowed::new_nfd() };
    normalizer
        .normalize_iter(text.chars())
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
}

fn arithmetic(
    args: &[SqlValue],
    whole: fn(i64, i64) -> Option<i64>,
    real: fn(f64, f64) -> f64,
) -> SqlValue {
    match args {
        [SqlValue::Int(a), SqlValue::Int(b)] => whole(*a, *b).map_or(SqlValue::Null, SqlValue::Int),
        [SqlValue::Real(a), SqlValue::Real(b)] => SqlValue::Real(real(*a, *b)),
        _ => SqlValue::Null,
    }
}

fn size(args: &[SqlValue]) -> SqlValue {
    match args {
        [SqlValue::Text(text)] => {
            i64::try_from(text.chars().count()).map_or(SqlValue::Null, SqlValue::Int)
        }
        _ => SqlValue::Null,
    }
}

fn ends_with(args: &[SqlValue]) -> SqlValue {
    match args {
        [SqlValue::Text(text), SqlValue::Text(end)] => text.ends_with(end.as_str()).into(),
        _ => SqlValue::Null,
    }
}

fn folded(args: &[SqlValue]) -> SqlValue {
    match args {
        [SqlValue::Text(text)] => fold(text).into(),
        _ => SqlValue::Null,
    }
}

fn month(args: &[SqlValue]) -> SqlValue {
    let day = match args {
        [SqlValue::Text(text)] => Some(text.clone()),
        [SqlValue::Int(ms)] => time_text(*ms),
        _ => None,
    };
    day.and_then(|day| day.get(..7).map(SqlValue::from))
        .unwrap_or(SqlValue::Null)
}

fn distance(args: &[SqlValue]) -> SqlValue {
    match args {
        [
            SqlValue::Real(lat_a),
            SqlValue::Real(lon_a),
            SqlValue::Real(lat_b),
            SqlValue::Real(lon_b),
        ] => meters((*lat_a, *lon_a), (*lat_b, *lon_b)).into(),
        _ => SqlValue::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_ordered_without_case_and_accents() {
        let mut words = ["Zebra", "água", "Agua", "sao", "São", "agulha"];
        words.sort_by(|a, b| collate(a, b));
        assert_eq!(words, ["Agua", "água", "agulha", "São", "sao", "Zebra"]);
        assert_eq!(fold("SÃO João da Boa Vista"), "sao joao da boa vista");
        assert_eq!(fold("Sa\u{303}o"), "sao");
    }

    #[test]
    fn what_cel_refuses_is_null() {
        let max = SqlValue::Int(i64::MAX);
        let call = |name: &str, args: &[SqlValue]| {
            let function = FUNCTIONS
                .iter()
                .find(|function| function.name == name)
                .unwrap();
            (function.call)(args)
        };
        assert_eq!(call("campo_add", &[max.clone(), 1.into()]), SqlValue::Null);
        assert_eq!(call("campo_div", &[max.clone(), 0.into()]), SqlValue::Null);
        assert_eq!(
            call("campo_rem", &[i64::MIN.into(), (-1).into()]),
            SqlValue::Null
        );
        assert_eq!(call("campo_add", &[1.into(), 1.0.into()]), SqlValue::Null);
        assert_eq!(call("campo_month", &[0.into()]), "1970-01".into());
        assert_eq!(call("campo_size", &["a\0ã".into()]), 3.into());
    }
}
