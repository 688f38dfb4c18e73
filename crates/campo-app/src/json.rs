//! Values as machine JSON.

use campo_model::expr::Fields;
use campo_model::value::{Value, time_text};

/// Fields as a JSON object.
pub(crate) fn to_json(fields: &Fields) -> campo_wire::record::Fields {
    fields
        .iter()
        .map(|(key, value)| (key.clone(), value.to_json()))
        .collect()
}

/// A moment as RFC 3339 in UTC.
pub(crate) fn rfc3339(ms: i64) -> String {
    time_text(ms).unwrap_or_default()
}

/// A stored scalar as a value.
pub(crate) fn value_of(scalar: &campo_document::Scalar) -> Value {
    use campo_document::Scalar;
    match scalar {
        Scalar::Null | Scalar::Bytes(_) | Scalar::Unknown { .. } => Value::Null,
        Scalar::Bool(flag) => Value::Bool(*flag),
        Scalar::Uint(number) => i64::try_from(*number).map_or(Value::Null, Value::Int),
        Scalar::Int(number) | Scalar::Counter(number) => Value::Int(*number),
        Scalar::F64(number) => Value::Float(*number),
        Scalar::Str(text) => Value::Text(text.to_string()),
        Scalar::Timestamp(ms) => Value::Time(*ms),
    }
}
