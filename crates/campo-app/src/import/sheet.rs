//! A spreadsheet (.xlsx) as rows of text. A small file can unpack to a huge one and name a cell at the far end of an
//! empty sheet, so its parts are measured before they are read, and cells are read one by one.

use std::io::{Cursor, Read, copy, sink};
use std::panic;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use campo_wire::error::ErrorCode;
use campo_wire::import::{DecimalSign, ImportFormat};

use super::table::{MAX_COLUMNS, MAX_ROWS, Row, Table, no_header, unique};
use crate::error::AppError;

/// The most bytes that a spreadsheet unpacks to.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;
/// The most parts of a spreadsheet's file.
const MAX_PARTS: usize = 10_000;
/// The most cells that are read.
const MAX_CELLS: usize = 20_000_000;

/// Reads the wanted sheet, else the first. Numbers and days are written as people would, with a decimal point.
pub(super) fn read(bytes: Vec<u8>, wanted: &ImportFormat) -> Result<Table, AppError> {
    measure(&bytes)?;
    // The reader panics where a cell has a name beyond all sheets; it is built to in releases too.
    panic::catch_unwind(|| parse(bytes, wanted)).unwrap_or_else(|_| Err(damaged()))
}

fn parse(bytes: Vec<u8>, wanted: &ImportFormat) -> Result<Table, AppError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let sheets = book.sheet_names();
    let sheet = wanted
        .sheet
        .clone()
        .filter(|name| sheets.contains(name))
        .or_else(|| sheets.first().cloned())
        .ok_or_else(no_header)?;
    let mut lines = lines(&mut book, &sheet)?.into_iter();
    let (_, header) = lines.next().ok_or_else(no_header)?;
    let headers = unique(header.into_iter());
    let width = headers.len();
    let rows = lines.map(|(line, cells)| row(line, cells, width)).collect();
    Ok(Table {
        headers,
        rows,
        format: ImportFormat {
            decimal: Some(wanted.decimal.unwrap_or(DecimalSign::Point)),
            sheet: Some(sheet),
            ..ImportFormat::default()
        },
        sheets,
    })
}

/// Refuses a file that unpacks to more than fits; what its parts say of their size is not believed.
fn measure(bytes: &[u8]) -> Result<(), AppError> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if parts.len() > MAX_PARTS {
        return Err(too_large());
    }
    let mut left = MAX_UNPACKED;
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|error| unreadable(&error))?;
        let unpacked = copy(&mut part.take(left + 1), &mut sink()).map_err(|e| unreadable(&e))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The lines of a sheet that have a cell, each with its number and its cells up to the last filled one.
fn lines(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
) -> Result<Vec<(u32, Vec<String>)>, AppError> {
    let failed = |error: XlsxError| unreadable(&error);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
    let mut lines: Vec<(u32, Vec<String>)> = Vec::new();
    let mut read = 0;
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (line, column) = cell.get_position();
        let (line, column) = (line.saturating_add(1), column as usize);
        if lines.last().is_none_or(|(last, _)| *last != line) {
            lines.push((line, Vec::new()));
        }
        if column >= MAX_COLUMNS || read > MAX_CELLS || lines.len() > MAX_ROWS + 1 {
            return Err(too_large());
        }
        if let Some((_, row)) = lines.last_mut() {
            read += place(row, column, text);
        }
    }
    Ok(lines)
}

/// Puts a cell in its column; how many cells that added.
fn place(row: &mut Vec<String>, column: usize, text: String) -> usize {
    let before = row.len();
    row.resize(before.max(column + 1), String::new());
    if let Some(cell) = row.get_mut(column) {
        *cell = text;
    }
    row.len() - before
}

/// Cells right of the header have no column; cells left out at the end are empty.
fn row(line: u32, mut cells: Vec<String>, width: usize) -> Row {
    let beyond = cells.len() > width;
    cells.resize(width, String::new());
    Row {
        line,
        cells: if beyond {
            Err(format!(
                "has cells beyond the {width} columns of the header"
            ))
        } else {
            Ok(cells)
        },
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(length) => (length.as_f64() * 86_400.0).round().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn damaged() -> AppError {
    let message = "the spreadsheet is damaged; save it again, or as .csv";
    AppError::refused(ErrorCode::BadRequest, message)
}

fn unreadable(error: &dyn std::error::Error) -> AppError {
    let message = format!("the spreadsheet cannot be read; save it again, or as .csv: {error}");
    AppError::refused(ErrorCode::BadRequest, message)
}

fn too_large() -> AppError {
    let message = "the spreadsheet unpacks to more than can be read: split it, or save it as .csv";
    AppError::refused(ErrorCode::FileTooLarge, message)
}

#[cfg(test)]
mod tests;
