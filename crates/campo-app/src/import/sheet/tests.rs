use std::io::Write;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A workbook of one sheet with these rows as XML.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Imóveis" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text_cell(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn header() -> String {
    format!(
        r#"<row r="1">{}{}{}</row>"#,
        text_cell("A1", "nome"),
        text_cell("B1", "preço"),
        text_cell("C1", "dia")
    )
}

#[test]
fn texts_numbers_and_days_are_read_and_empty_lines_are_left_out() {
    let rows = format!(
        r#"{}<row r="3">{}<c r="B3"><v>1234.5</v></c><c r="C3" s="1"><v>46349</v></c></row><row r="4">{}</row>"#,
        header(),
        text_cell("A3", " Ana "),
        text_cell("A4", "Bia")
    );
    let table = read(workbook(&rows), &ImportFormat::default()).unwrap();
    assert_eq!(table.headers, ["nome", "preço", "dia"]);
    assert_eq!(table.sheets, ["Imóveis"]);
    assert_eq!(table.format.sheet.as_deref(), Some("Imóveis"));
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.rows[0].line, 3);
    assert_eq!(
        table.rows[0].cells,
        Ok(vec!["Ana".into(), "1234.5".into(), "2026-11-23".into()])
    );
    assert_eq!(
        table.rows[1].cells,
        Ok(vec!["Bia".into(), String::new(), String::new()])
    );
}

#[test]
fn a_cell_at_the_end_of_the_sheet_takes_no_memory() {
    let far = text_cell("XFD1048576", "x");
    let rows = format!(r#"{}<row r="1048576">{far}</row>"#, header());
    let error = read(workbook(&rows), &ImportFormat::default()).unwrap_err();
    assert!(error.to_string().contains("split it"), "{error}");
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
        .unwrap();
    let block = vec![b' '; 1024 * 1024];
    for _ in 0..=MAX_UNPACKED / block.len() as u64 {
        zip.write_all(&block).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 8 * 1024 * 1024);
    let error = read(bomb, &ImportFormat::default()).unwrap_err();
    assert!(error.to_string().contains("unpacks"), "{error}");
}

#[test]
fn a_cell_whose_name_is_beyond_all_sheets_is_refused() {
    let rows = header() + r#"<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>"#;
    assert!(read(workbook(&rows), &ImportFormat::default()).is_err());
}

#[test]
fn what_is_no_spreadsheet_is_said_to_be_none() {
    for bytes in [b"PK\x03\x04".to_vec(), b"PK\x03\x04 and more".to_vec()] {
        assert!(read(bytes, &ImportFormat::default()).is_err());
    }
}

/// What turns up where it does not belong in a broken sheet.
const PIECES: &[&str] = &[
    "",
    "<",
    "</c>",
    "</row>",
    "&",
    "&#x110000;",
    "<v>",
    "<is>",
    "]]>",
    "<!--",
    r#" r="A0""#,
    r#" r="ZZZZZZZ9""#,
    r#" t="s""#,
    r#" s="7""#,
    r#" r="99999999999""#,
    "1e999",
    "-1",
    "\u{0}",
];

fn characters(text: &str) -> Vec<char> {
    text.chars().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_sheet_is_read_or_refused(breaks in prop::collection::vec((any::<Index>(), 0..6_usize, select(PIECES)), 1..4)) {
        let third = format!(r#"<row r="3">{}<c r="B3"><v>1234.5</v></c><c r="C3" s="1"><v>46349</v></c></row>"#, text_cell("A3", "Ana"));
        let mut rows = characters(&(header() + &third));
        for (at, length, piece) in breaks {
            let at = at.index(rows.len());
            rows.splice(at..(at + length).min(rows.len()), characters(piece));
        }
        let rows: String = rows.into_iter().collect();
        let _ = read(workbook(&rows), &ImportFormat::default());
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(flips in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6), kept in any::<Index>()) {
        let mut bytes = workbook(&header());
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let whole = bytes.len();
        let _ = read(bytes.clone(), &ImportFormat::default());
        bytes.truncate(kept.index(whole));
        let _ = read(bytes, &ImportFormat::default());
    }
}
