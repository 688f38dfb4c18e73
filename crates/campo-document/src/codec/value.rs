//! Scalars in a change: the content in one column, its length and type in another.

use super::ParseError;
use super::leb::{Reader, write_signed, write_unsigned};
use crate::Scalar;

/// Appends the content and returns `length << 4 | type`.
pub(super) fn write(out: &mut Vec<u8>, value: &Scalar) -> u64 {
    let start = out.len();
    let type_code = match value {
        Scalar::Null => 0,
        Scalar::Bool(false) => 1,
        Scalar::Bool(true) => 2,
        Scalar::Uint(number) => {
            write_unsigned(out, *number);
            3
        }
        Scalar::Int(number) => write_number(out, *number, 4),
        Scalar::F64(number) => write_bytes(out, &number.to_le_bytes(), 5),
        Scalar::Str(text) => write_bytes(out, text.as_bytes(), 6),
        Scalar::Bytes(bytes) => write_bytes(out, bytes, 7),
        Scalar::Counter(number) => write_number(out, *number, 8),
        Scalar::Timestamp(number) => write_number(out, *number, 9),
        Scalar::Unknown { type_code, bytes } => write_bytes(out, bytes, *type_code),
    };
    ((out.len() - start) as u64) << 4 | u64::from(type_code & 15)
}

fn write_number(out: &mut Vec<u8>, number: i64, type_code: u8) -> u8 {
    write_signed(out, number);
    type_code
}

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8], type_code: u8) -> u8 {
    out.extend_from_slice(bytes);
    type_code
}

/// Reads the content announced by `meta`. Bytes left over inside it are found by the canonical check.
pub(super) fn read(contents: &mut Reader<'_>, meta: u64) -> Result<Scalar, ParseError> {
    let bytes = contents.take(meta >> 4)?;
    let mut reader = Reader(bytes);
    Ok(match meta & 15 {
        0 => Scalar::Null,
        1 => Scalar::Bool(false),
        2 => Scalar::Bool(true),
        3 => Scalar::Uint(reader.unsigned()?),
        4 => Scalar::Int(reader.signed()?),
        5 => Scalar::F64(f64::from_le_bytes(reader.array()?)),
        6 => Scalar::Str(
            std::str::from_utf8(bytes)
                .map_err(|_| ParseError::Text)?
                .to_owned(),
        ),
        7 => Scalar::Bytes(bytes.to_owned()),
        8 => Scalar::Counter(reader.signed()?),
        9 => Scalar::Timestamp(reader.signed()?),
        other => Scalar::Unknown {
            type_code: other as u8,
            bytes: bytes.to_owned(),
        },
    })
}
