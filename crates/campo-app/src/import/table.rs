//! A file as rows of text: kind, encoding, separator, header and decimal sign found by looking, or as told.

use std::collections::HashSet;

use campo_wire::error::ErrorCode;
use campo_wire::import::{ImportFormat, TextEncoding};
use encoding_rs::{Encoding, UTF_8, UTF_16LE, WINDOWS_1252};

use super::number::decimal_sign;
use super::sheet;
use crate::error::AppError;

/// A file larger than this is better imported in parts.
pub(super) const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// The most columns of a file.
pub(super) const MAX_COLUMNS: usize = 1000;
/// The most rows of a file.
pub(super) const MAX_ROWS: usize = 2_000_000;
/// How many rows are looked at for the decimal sign and for samples.
const LOOKED_AT: usize = 200;
/// How many cells show what is in a column.
const SAMPLES: usize = 3;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// How it was read.
    pub(crate) format: ImportFormat,
    /// The sheets of a spreadsheet.
    pub(crate) sheets: Vec<String>,
}

/// One row: its line, and its cells or why it has none.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u32,
    pub(crate) cells: Result<Vec<String>, String>,
}

impl Table {
    /// Reads a text file or a spreadsheet, as `wanted` says and else by looking.
    pub(crate) fn read(bytes: Vec<u8>, wanted: &ImportFormat) -> Result<Self, AppError> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large());
        }
        let table = if bytes.starts_with(b"PK\x03\x04") {
            sheet::read(bytes, wanted)?
        } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            let message = "this is a spreadsheet of the old kind (.xls): save it as .xlsx or .csv";
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        } else {
            read_text(&bytes, wanted)?
        };
        if table.headers.len() > MAX_COLUMNS || table.rows.len() > MAX_ROWS {
            let message =
                format!("a file has at most {MAX_COLUMNS} columns and {MAX_ROWS} rows: split it");
            return Err(AppError::refused(ErrorCode::FileTooLarge, message));
        }
        Ok(table)
    }

    /// Some cells of a column that are not empty.
    pub(crate) fn samples(&self, column: usize) -> Vec<String> {
        let cells = self.cells().filter_map(|cells| cells.get(column));
        let filled = cells.filter(|cell| !cell.is_empty());
        filled.take(SAMPLES).cloned().collect()
    }

    fn cells(&self) -> impl Iterator<Item = &Vec<String>> {
        let looked_at = self.rows.iter().take(LOOKED_AT);
        looked_at.filter_map(|row| row.cells.as_ref().ok())
    }
}

/// That a file is too large to be read whole.
pub(super) fn too_large() -> AppError {
    let message = format!(
        "the file is larger than {} MiB: split it",
        MAX_BYTES / 1024 / 1024
    );
    AppError::refused(ErrorCode::FileTooLarge, message)
}

/// That a file has no line with the names of its columns.
pub(super) fn no_header() -> AppError {
    let message = "the file has no header line with column names";
    AppError::refused(ErrorCode::BadRequest, message)
}

fn read_text(bytes: &[u8], wanted: &ImportFormat) -> Result<Table, AppError> {
    let (text, encoding) = decode(bytes, wanted.encoding);
    let separator = match wanted.separator.as_deref().map(str::as_bytes) {
        Some([mark]) => *mark,
        _ => separator(&text),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) if headers.iter().any(|header| !header.is_empty()) => {
            unique(headers.iter().map(str::to_owned))
        }
        _ => return Err(no_header()),
    };
    let width = headers.len();
    let records = reader.into_records().take(MAX_ROWS + 1);
    let mut table = Table {
        headers,
        rows: records.map(|record| row(record, width)).collect(),
        format: ImportFormat {
            encoding: Some(encoding),
            separator: Some(char::from(separator).to_string()),
            decimal: wanted.decimal,
            sheet: None,
        },
        sheets: Vec::new(),
    };
    if wanted.decimal.is_none() {
        table.format.decimal = decimal_sign(table.cells().flatten());
    }
    Ok(table)
}

/// Names that tell the columns apart: empty and repeated headers get their number.
pub(super) fn unique(headers: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for (index, header) in headers.enumerate() {
        let name = match header.as_str() {
            "" => format!("#{}", index + 1),
            header if seen.contains(header) => format!("{header} #{}", index + 1),
            header => header.to_owned(),
        };
        seen.insert(name.clone());
        names.push(name);
    }
    names
}

fn row(record: csv::Result<csv::StringRecord>, width: usize) -> Row {
    let line = |position: Option<&csv::Position>| {
        u32::try_from(position.map_or(0, csv::Position::line)).unwrap_or(u32::MAX)
    };
    match record {
        Ok(cells) => Row {
            line: line(cells.position()),
            cells: if cells.len() == width {
                Ok(cells.iter().map(str::to_owned).collect())
            } else {
                Err(format!(
                    "has {} cells where the header has {width}",
                    cells.len()
                ))
            },
        },
        Err(error) => Row {
            line: line(error.position()),
            cells: Err(error.to_string()),
        },
    }
}

/// UTF-8 with or without a mark, UTF-16 with one, else Windows-1252: what spreadsheets write.
fn decode(bytes: &[u8], wanted: Option<TextEncoding>) -> (String, TextEncoding) {
    let marked = Encoding::for_bom(bytes);
    let found = match (wanted, marked) {
        (Some(wanted), _) => wanted,
        (None, Some((encoding, _))) if encoding == UTF_8 => TextEncoding::Utf8,
        (None, Some(_)) => TextEncoding::Utf16,
        (None, None) if std::str::from_utf8(bytes).is_ok() => TextEncoding::Utf8,
        (None, None) => TextEncoding::Windows1252,
    };
    let text = match (found, marked) {
        (TextEncoding::Utf8, _) => UTF_8.decode_with_bom_removal(bytes).0,
        (TextEncoding::Utf16, Some((encoding, _))) if encoding != UTF_8 => {
            encoding.decode_with_bom_removal(bytes).0
        }
        (TextEncoding::Utf16, _) => UTF_16LE.decode_with_bom_removal(bytes).0,
        (TextEncoding::Windows1252, _) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    (text.into_owned(), found)
}

/// The separator that the header line has most of.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: u8| header.bytes().filter(|byte| *byte == mark).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use campo_wire::import::DecimalSign;

    use super::*;

    fn read(bytes: &[u8], wanted: &ImportFormat) -> Table {
        Table::read(bytes.to_vec(), wanted).unwrap()
    }

    fn headers_and_cells(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
        let table = read(bytes, &ImportFormat::default());
        let cells = table
            .rows
            .into_iter()
            .map(|row| row.cells.unwrap_or_default());
        (table.headers, cells.collect())
    }

    #[test]
    fn every_encoding_and_separator_a_spreadsheet_writes_is_read() {
        let expected = (
            vec!["nome".to_owned(), "preço".to_owned()],
            vec![vec!["São João".to_owned(), "1,5".to_owned()]],
        );
        let text = "nome;preço\nSão João;1,5\n";
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        for bytes in [
            text.as_bytes(),
            &[b"\xef\xbb\xbf", text.as_bytes()].concat(),
            &utf16,
            &latin,
        ] {
            assert_eq!(headers_and_cells(bytes), expected);
        }
        assert_eq!(
            headers_and_cells("nome,preço\nSão João,\"1,5\"\n".as_bytes()),
            expected
        );
    }

    #[test]
    fn what_was_found_is_told_and_can_be_told_otherwise() {
        let text = "nome;preço\nAna;1,5\nBia;2,25\n";
        let table = read(text.as_bytes(), &ImportFormat::default());
        let found = ImportFormat {
            encoding: Some(TextEncoding::Utf8),
            separator: Some(";".to_owned()),
            decimal: Some(DecimalSign::Comma),
            sheet: None,
        };
        assert_eq!(table.format, found);
        assert_eq!(table.samples(1), ["1,5", "2,25"]);
        let wanted = ImportFormat {
            encoding: Some(TextEncoding::Windows1252),
            separator: Some(",".to_owned()),
            decimal: Some(DecimalSign::Point),
            sheet: None,
        };
        let table = read(text.as_bytes(), &wanted);
        assert_eq!(table.format, wanted);
        assert_eq!(table.headers, ["nome;preÃ§o"]);
    }

    #[test]
    fn columns_without_a_name_of_their_own_get_their_number() {
        let (headers, _) = headers_and_cells(b"a,,a,b\n1,2,3,4\n");
        assert_eq!(headers, ["a", "#2", "a #3", "b"]);
    }

    #[test]
    fn a_row_of_the_wrong_width_is_a_problem_with_its_line() {
        let table = read(b"a,b\n1,2\n3\n4,5\n", &ImportFormat::default());
        assert!(table.rows[0].cells.is_ok() && table.rows[2].cells.is_ok());
        assert_eq!(table.rows[1].line, 3);
        assert!(table.rows[1].cells.is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(start in proptest::sample::select(vec!["", "a;b\n\"", "\u{feff}a,b\n", "a\tb\r\n1"]), bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = Table::read([start.as_bytes(), &bytes].concat(), &ImportFormat::default());
        }
    }
}
