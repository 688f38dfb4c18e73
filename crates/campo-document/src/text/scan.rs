//! Counting what a chunk would expand to, without expanding it.
//!
//! A run length is free to write: a few bytes can stand for a billion operations, and a compressed column for gigabytes.
//! Compressed chunks and columns are refused (Campo compresses on the wire by itself), and the entries of every column
//! are counted from the run lengths alone. Format: <https://automerge.org/automerge-binary-format-spec/>.

use super::TextLimits;
use crate::ParseError;
use crate::change::at_most;
use crate::codec::leb::Reader;
use crate::codec::{CHANGE_CHUNK, open};

const DOCUMENT_CHUNK: u8 = 0;
/// No chunk has more columns; the format defines fewer than twenty.
const MAX_COLUMNS: u64 = 32;

/// The encodings of a column, the low three bits of its specification.
mod encoding {
    pub(super) const DELTA: u64 = 3;
    pub(super) const BOOLEAN: u64 = 4;
    pub(super) const TEXT: u64 = 5;
    pub(super) const RAW: u64 = 7;
    pub(super) const MASK: u64 = 7;
    /// Set when the column is compressed.
    pub(super) const DEFLATE: u64 = 8;
}

/// Checks a change: uncompressed, undamaged, and within the limits when expanded.
pub(super) fn check_change(bytes: &[u8], limits: &TextLimits) -> Result<(), ParseError> {
    at_most("bytes", bytes.len(), limits.change_bytes)?;
    let mut body = open(bytes, CHANGE_CHUNK)?;
    skip_each(&mut body, |body| body.take(32).map(drop))?;
    body.prefixed()?;
    body.unsigned()?;
    body.unsigned()?;
    body.signed()?;
    body.text()?;
    skip_each(&mut body, |body| body.prefixed().map(drop))?;
    let columns = directory(&mut body)?;
    check_columns(&mut body, &columns, limits.change_ops)?;
    if !body.is_empty() {
        return Err(ParseError::NotFlat("extra bytes"));
    }
    Ok(())
}

/// Checks a document: uncompressed, undamaged, and within the limits when expanded.
pub(super) fn check_document(bytes: &[u8], limits: &TextLimits) -> Result<(), ParseError> {
    at_most("bytes", bytes.len(), limits.document_bytes)?;
    let mut body = open(bytes, DOCUMENT_CHUNK)?;
    skip_each(&mut body, |body| body.prefixed().map(drop))?;
    skip_each(&mut body, |body| body.take(32).map(drop))?;
    let changes = directory(&mut body)?;
    let ops = directory(&mut body)?;
    check_columns(&mut body, &changes, limits.document_ops)?;
    check_columns(&mut body, &ops, limits.document_ops)
}

/// Skips a list preceded by its length. Each element takes bytes, so a false length ends with the bytes.
fn skip_each<'a>(
    body: &mut Reader<'a>,
    skip: impl Fn(&mut Reader<'a>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    let count = body.unsigned()?;
    (0..count).try_for_each(|_| skip(body))
}

/// The specification and length of each column.
fn directory(body: &mut Reader<'_>) -> Result<Vec<(u64, u64)>, ParseError> {
    let count = body.unsigned()?;
    if count > MAX_COLUMNS {
        return Err(ParseError::Columns);
    }
    (0..count)
        .map(|_| Ok((body.unsigned()?, body.unsigned()?)))
        .collect()
}

fn check_columns(
    body: &mut Reader<'_>,
    columns: &[(u64, u64)],
    limit: usize,
) -> Result<(), ParseError> {
    for (specification, length) in columns {
        let column = Reader(body.take(*length)?);
        if specification & encoding::DEFLATE != 0 {
            return Err(ParseError::NotFlat("a compressed column"));
        }
        match specification & encoding::MASK {
            encoding::RAW => {}
            encoding::BOOLEAN => check_booleans(column, limit)?,
            other => check_runs(column, other, limit)?,
        }
    }
    Ok(())
}

/// Alternating counts of false and true.
fn check_booleans(mut column: Reader<'_>, limit: usize) -> Result<(), ParseError> {
    let mut entries = 0;
    while !column.is_empty() {
        entries = count(entries, column.unsigned()?, limit)?;
    }
    Ok(())
}

/// Runs of one value, of distinct values, and of none.
fn check_runs(mut column: Reader<'_>, encoding: u64, limit: usize) -> Result<(), ParseError> {
    let mut entries = 0;
    while !column.is_empty() {
        let run = column.signed()?;
        let (length, values) = match run {
            0 => (column.unsigned()?, 0),
            1.. => (run.unsigned_abs(), 1),
            _ => (run.unsigned_abs(), run.unsigned_abs()),
        };
        entries = count(entries, length, limit)?;
        for _ in 0..values {
            skip_value(&mut column, encoding)?;
        }
    }
    Ok(())
}

fn skip_value(column: &mut Reader<'_>, encoding: u64) -> Result<(), ParseError> {
    match encoding {
        encoding::TEXT => column.text().map(drop),
        encoding::DELTA => column.signed().map(drop),
        _ => column.unsigned().map(drop),
    }
}

fn count(entries: usize, more: u64, limit: usize) -> Result<usize, ParseError> {
    let found = entries.saturating_add(usize::try_from(more).unwrap_or(usize::MAX));
    at_most("entries in a column", found, limit)?;
    Ok(found)
}
