//! Run-length encoding of a column: a positive count repeats one value, a negative one announces distinct values.
//!
//! The format also has runs of absent values; no column of the flat profile has any.

use super::ParseError;
use super::leb::{Reader, write_signed};

pub(super) fn encode<T: PartialEq>(
    out: &mut Vec<u8>,
    mut values: &[T],
    write: impl Fn(&mut Vec<u8>, &T),
) {
    while let [first, ..] = values {
        let repeated = values.iter().take_while(|value| *value == first).count();
        let run = if repeated > 1 {
            write_signed(out, repeated as i64);
            write(out, first);
            repeated
        } else {
            let distinct = distinct_prefix(values);
            write_signed(out, -(distinct as i64));
            values
                .iter()
                .take(distinct)
                .for_each(|value| write(out, value));
            distinct
        };
        values = values.get(run..).unwrap_or_default();
    }
}

/// How many values come before the first one that is repeated right after itself.
fn distinct_prefix<T: PartialEq>(values: &[T]) -> usize {
    let mut pairs = values.windows(2);
    pairs
        .position(|pair| pair.first() == pair.last())
        .unwrap_or(values.len())
}

/// Decodes at most `limit` values. Run lengths are free to write, so they are checked before anything is allocated.
pub(super) fn decode<'a, T: Clone>(
    bytes: &'a [u8],
    limit: usize,
    read: impl Fn(&mut Reader<'a>) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    let mut reader = Reader(bytes);
    let mut values = Vec::new();
    while !reader.is_empty() {
        let run = reader.signed()?;
        let count = usize::try_from(run.unsigned_abs()).unwrap_or(usize::MAX);
        let found = values.len().saturating_add(count);
        if found > limit {
            return Err(ParseError::TooLarge {
                what: "entries in a column",
                found,
                limit,
            });
        }
        match run {
            0 => return Err(ParseError::NotFlat("an absent property")),
            1.. => values.resize(found, read(&mut reader)?),
            _ => {
                for _ in 0..count {
                    values.push(read(&mut reader)?);
                }
            }
        }
    }
    Ok(values)
}
