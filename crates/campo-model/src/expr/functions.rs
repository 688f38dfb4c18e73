//! The functions of ours that expressions call: `distance`, `sum`, `month`.

use std::sync::LazyLock;

use cel::extractors::This;
use cel::objects::Key;
use cel::{Context, ExecutionError, Value};

/// The mean radius of the earth in meters (IUGG).
const EARTH: f64 = 6_371_008.8;

/// CEL's own functions and ours, shared by every evaluation.
pub(super) static CONTEXT: LazyLock<Context<'static, 'static>> = LazyLock::new(|| {
    let mut context = Context::default();
    context
        .add_function("distance", distance)
        .expect("CEL has no distance()");
    context.add_function("sum", sum).expect("CEL has no sum()");
    context
        .add_function("month", month)
        .expect("CEL has no month()");
    context
});

/// The meters between two places on a sphere (haversine).
pub fn meters(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (from.0.to_radians(), to.0.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((to.1 - from.1).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * EARTH * h.clamp(0.0, 1.0).sqrt().asin()
}

fn distance(from: Value, to: Value) -> Result<Value, ExecutionError> {
    match (place(&from), place(&to)) {
        (Some(from), Some(to)) => Ok(Value::Float(meters(from, to))),
        _ => Err(ExecutionError::function_error(
            "distance",
            "it needs two places",
        )),
    }
}

fn place(value: &Value) -> Option<(f64, f64)> {
    let Value::Map(map) = value else {
        return None;
    };
    let part = |name: &str| number(map.map.get(&Key::from(name))?);
    Some((part("lat")?, part("lon")?))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// Adds numbers; nulls are passed over, and an empty list is 0.
fn sum(This(list): This<Value>) -> Result<Value, ExecutionError> {
    let refuse = || ExecutionError::function_error("sum", "it needs a list of numbers");
    let Value::List(items) = list else {
        return Err(refuse());
    };
    let filled = items.iter().filter(|item| !matches!(item, Value::Null));
    if filled.clone().all(|item| matches!(item, Value::Int(_))) {
        let whole = filled.filter_map(|item| {
            if let Value::Int(number) = item {
                Some(*number)
            } else {
                None
            }
        });
        let total = whole.into_iter().try_fold(0_i64, i64::checked_add);
        return total
            .map(Value::Int)
            .ok_or_else(|| ExecutionError::function_error("sum", "the total is too large"));
    }
    filled
        .map(number)
        .sum::<Option<f64>>()
        .map(Value::Float)
        .ok_or_else(refuse)
}

/// The month of a date or moment (UTC), as `YYYY-MM`.
fn month(This(value): This<Value>) -> Result<Value, ExecutionError> {
    let day = match value {
        Value::Int(ms) => super::moment::day(ms),
        Value::String(text) => Some(text.to_string()),
        _ => None,
    };
    let month = day.and_then(|day| day.get(..7).map(str::to_owned));
    month
        .map(|text| Value::String(text.into()))
        .ok_or_else(|| ExecutionError::function_error("month", "it needs a date or a moment"))
}
