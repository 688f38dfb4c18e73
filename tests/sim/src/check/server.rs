//! The server's read model equals what the log makes of it.

use campo_document::fields::text_of;
use campo_document::{Document, TextDocument, TextLimits};

use crate::check::rows::{Rebuilt, Row};
use crate::oracle::{Oracle, record_id};
use crate::violation::{Result, Violation, expect};

const REBUILT: &str = "the read model equals a rebuild from the log";

pub(super) fn check(oracle: &Oracle, rebuilt: &Rebuilt) -> Result<()> {
    check_log(oracle)?;
    check_records(oracle)?;
    check_documents(oracle)?;
    check_rows(oracle, rebuilt)
}

fn check_log(oracle: &Oracle) -> Result<()> {
    let (count, last): (i64, i64) =
        oracle
            .file
            .query_row("SELECT count(*), max(seq) FROM entry", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
    expect("the log has no gaps", count == last, || {
        format!("{count} entries up to {last}")
    })
}

fn check_records(oracle: &Oracle) -> Result<()> {
    let mut read = oracle
        .file
        .prepare("SELECT id, type, deleted_device FROM record WHERE erased = 0")?;
    let mut rows = read.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        found += 1;
        let id = record_id(row.get(0)?);
        let deleted: Option<[u8; 8]> = row.get(2)?;
        let same = oracle.truths.get(&id).is_some_and(|truth| {
            truth.record_type.as_str() == row.get::<_, String>(1).unwrap_or_default()
                && truth.deleted_by.map(|tag| tag.0) == deleted
        });
        expect(REBUILT, same, || {
            format!("record {id}, deleted by {deleted:?}")
        })?;
    }
    expect(REBUILT, found == oracle.truths.len(), || {
        format!("{found} records")
    })
}

fn check_documents(oracle: &Oracle) -> Result<()> {
    let sql = "SELECT r.id, d.facet, d.state FROM document d JOIN record r ON r.n = d.record";
    let mut read = oracle.file.prepare(sql)?;
    let mut rows = read.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        found += 1;
        let (id, facet) = (record_id(row.get(0)?), row.get::<_, String>(1)?);
        if text_of(&facet).is_some() {
            let (bytes, truth) = (row.get::<_, Vec<u8>>(2)?, oracle.truths.get(&id));
            let stored = TextDocument::load(&bytes, &TextLimits::default())
                .map_err(|error| Violation::new(REBUILT, error.to_string()))?
                .text();
            let truth = truth
                .and_then(|truth| truth.texts.get(&facet))
                .map(TextDocument::text);
            expect(REBUILT, truth.as_ref() == Some(&stored), || {
                format!("{id} {facet}: {stored} instead of {truth:?}")
            })?;
            continue;
        }
        let stored = Document::from_bytes(&row.get::<_, Vec<u8>>(2)?)
            .map_err(|error| Violation::new(REBUILT, error.to_string()))?;
        let truth = oracle
            .truths
            .get(&id)
            .and_then(|truth| truth.facets.get(&facet));
        expect(REBUILT, truth == Some(&stored), || {
            format!("{id} {facet}: {stored:?} instead of {truth:?}")
        })?;
    }
    let all: usize = oracle
        .truths
        .values()
        .map(|truth| truth.facets.len() + truth.texts.len())
        .sum();
    expect(REBUILT, found == all, || {
        format!("{found} documents instead of {all}")
    })
}

fn check_rows(oracle: &Oracle, rebuilt: &Rebuilt) -> Result<()> {
    for (id, truth) in &oracle.truths {
        let row = Row::of(&oracle.file, &truth.record_type, *id)?
            .ok_or_else(|| Violation::new(REBUILT, format!("{id} has no row")))?;
        let facets: Vec<_> = truth
            .facets
            .iter()
            .map(|(facet, document)| (facet.as_str(), document))
            .collect();
        let expected = rebuilt.row(*id, truth, &facets)?;
        expect(REBUILT, row == expected, || {
            format!("the server shows {row:?} instead of {expected:?}")
        })?;
    }
    Ok(())
}
