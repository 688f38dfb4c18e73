//! The one value type: what a field holds, what an expression reads and gives.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A value of a field, of an expression or of a setting.
///
/// Which variant a field holds is fixed by its kind; see [`crate::manifest::FieldKind`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// Nothing: an absent field, or a field being cleared.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number: counts, money in minor units, seconds.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text, a key, an id, a date as `YYYY-MM-DD`.
    Text(String),
    /// A moment, in milliseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    /// Several values: members of a set, lines, files.
    List(Vec<Value>),
    /// Named parts: an address, a place, a line.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// Whether this is [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether a required field holding this counts as unfilled: null, blank text, an empty list or map.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(parts) => parts.is_empty(),
            _ => false,
        }
    }

    /// The text, when this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, when this is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, whole or not.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value, when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The items, when this is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The parts, when this is a map.
    pub fn as_map(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Self::Map(parts) => Some(parts),
            _ => None,
        }
    }

    /// The named part of a map.
    pub fn part(&self, name: &str) -> Option<&Value> {
        self.as_map().and_then(|parts| parts.get(name))
    }

    /// A total order for sorting: null first, then by kind, then by content; whole and fractional numbers compare by size.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) | (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Float(a), Self::Float(b)) => a.total_cmp(b),
            (Self::Int(a), Self::Float(b)) => (*a as f64).total_cmp(b),
            (Self::Float(a), Self::Int(b)) => a.total_cmp(&(*b as f64)),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => compare_all(a.iter(), b.iter()),
            (Self::Map(a), Self::Map(b)) => a
                .keys()
                .cmp(b.keys())
                .then_with(|| compare_all(a.values(), b.values())),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Int(_) | Self::Float(_) => 2,
            Self::Time(_) => 3,
            Self::Text(_) => 4,
            Self::List(_) => 5,
            Self::Map(_) => 6,
        }
    }

    /// The machine JSON: a moment is RFC 3339 in UTC with milliseconds, a number that is not finite is null.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Bool(truth) => Json::Bool(*truth),
            Self::Int(number) => Json::from(*number),
            Self::Float(number) => Json::from(*number),
            Self::Text(text) => Json::String(text.clone()),
            Self::Time(ms) => time_text(*ms).map_or(Json::Null, Json::String),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(parts) => Json::Object(
                parts
                    .iter()
                    .map(|(name, part)| (name.clone(), part.to_json()))
                    .collect(),
            ),
        }
    }
}

/// JSON as it stands: a moment stays text, because only a field's kind tells it from other text.
impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(*truth),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Self::Int(whole),
                None => number.as_f64().map_or(Self::Null, Self::Float),
            },
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(parts) => Self::Map(
                parts
                    .iter()
                    .map(|(name, part)| (name.clone(), Self::from(part)))
                    .collect(),
            ),
        }
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A moment as RFC 3339 in UTC with milliseconds; `None` outside the years -9999 to 9999.
pub fn time_text(ms: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(ms).ok()?;
    Some(format!("{moment:.3}"))
}

fn compare_all<'a>(
    left: impl Iterator<Item = &'a Value>,
    right: impl Iterator<Item = &'a Value>,
) -> Ordering {
    let mut right = right.fuse();
    for a in left {
        let Some(b) = right.next() else {
            return Ordering::Greater;
        };
        let order = a.compare(b);
        if order.is_ne() {
            return order;
        }
    }
    match right.next() {
        Some(_) => Ordering::Less,
        None => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_size_and_kinds_have_a_fixed_order() {
        let sorted = [
            Value::Null,
            false.into(),
            Value::Int(1),
            Value::Float(1.5),
            Value::Int(2),
            Value::Time(0),
            "a".into(),
            Value::List(vec![]),
            Value::List(vec![Value::Int(1)]),
        ];
        for pair in sorted.windows(2) {
            assert_eq!(pair[0].compare(&pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(pair[1].compare(&pair[0]), Ordering::Greater, "{pair:?}");
        }
    }

    #[test]
    fn json_of_a_moment_is_utc_with_milliseconds() {
        assert_eq!(
            Value::Time(1_795_428_000_000).to_json(),
            "2026-11-23T10:00:00.000Z"
        );
        assert_eq!(Value::Time(i64::MAX).to_json(), serde_json::Value::Null);
        assert_eq!(Value::Float(f64::NAN).to_json(), serde_json::Value::Null);
    }
}
