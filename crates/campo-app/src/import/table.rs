//! A CSV file as rows of text: encoding, separator and header found by looking.

use campo_wire::error::ErrorCode;

use crate::error::AppError;

/// A file larger than this is better imported in parts.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// One row: its line, and its cells or why it has none.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) cells: Result<Vec<String>, String>,
}

impl Table {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, AppError> {
        if bytes.len() > MAX_BYTES {
            let message = format!(
                "the file is larger than {} MiB: split it",
                MAX_BYTES / 1024 / 1024
            );
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        let text = decode(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(&text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let headers: Vec<String> = match reader.headers() {
            Ok(headers) if headers.iter().any(|header| !header.is_empty()) => {
                headers.iter().map(str::to_owned).collect()
            }
            _ => {
                return Err(AppError::refused(
                    ErrorCode::BadRequest,
                    "the file has no header line with column names",
                ));
            }
        };
        let width = headers.len();
        let rows = reader
            .into_records()
            .map(|record| row(record, width))
            .collect();
        Ok(Self { headers, rows })
    }
}

fn row(record: csv::Result<csv::StringRecord>, width: usize) -> Row {
    match record {
        Ok(cells) => {
            let line = cells.position().map_or(0, csv::Position::line);
            let cells = if cells.len() == width {
                Ok(cells.iter().map(str::to_owned).collect())
            } else {
                Err(format!(
                    "has {} cells where the header has {width}",
                    cells.len()
                ))
            };
            Row { line, cells }
        }
        Err(error) => {
            let line = error.position().map_or(0, csv::Position::line);
            Row {
                line,
                cells: Err(error.to_string()),
            }
        }
    }
}

/// UTF-8 with or without a mark, UTF-16 with one, else Windows-1252: what spreadsheets write.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
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
    use super::*;

    fn headers_and_cells(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
        let table = Table::read(bytes).unwrap();
        (
            table.headers,
            table
                .rows
                .into_iter()
                .map(|row| row.cells.unwrap_or_default())
                .collect(),
        )
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
    fn a_row_of_the_wrong_width_is_a_problem_with_its_line() {
        let table = Table::read(b"a,b\n1,2\n3\n4,5\n").unwrap();
        assert!(table.rows[0].cells.is_ok() && table.rows[2].cells.is_ok());
        assert_eq!(table.rows[1].line, 3);
        assert!(table.rows[1].cells.is_err());
    }
}
