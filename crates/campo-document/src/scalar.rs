//! The values a document key can hold.

use serde::{Deserialize, Serialize};

/// An Automerge scalar.
///
/// Written with postcard in stores and on the wire, so the order of the variants never changes: new ones go last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Scalar {
    /// No value, but a present key: the marker of a deleted line.
    Null,
    /// A truth value.
    Bool(bool),
    /// An unsigned integer; Campo itself writes [`Scalar::Int`].
    Uint(u64),
    /// A signed integer.
    Int(i64),
    /// A floating-point number.
    F64(f64),
    /// A text.
    Str(String),
    /// Raw bytes; Campo itself does not write them.
    Bytes(Vec<u8>),
    /// A number that concurrent increments add up in.
    Counter(i64),
    /// Milliseconds since 1970 UTC.
    Timestamp(i64),
    /// A value of a type that a later Automerge library defined, kept as it came.
    Unknown {
        /// The type code of the Automerge format, 10 to 15.
        type_code: u8,
        /// The value as encoded by that library.
        bytes: Vec<u8>,
    },
}

impl Scalar {
    /// The bytes the value's content takes, counting each number as eight.
    pub fn size(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) => 0,
            Self::Uint(_) | Self::Int(_) | Self::F64(_) | Self::Counter(_) | Self::Timestamp(_) => {
                8
            }
            Self::Str(text) => text.len(),
            Self::Bytes(bytes) | Self::Unknown { bytes, .. } => bytes.len(),
        }
    }

    /// The sum, when this is a counter.
    pub fn as_counter(&self) -> Option<i64> {
        match self {
            Self::Counter(sum) => Some(*sum),
            _ => None,
        }
    }
}
