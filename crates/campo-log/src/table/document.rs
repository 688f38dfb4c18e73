//! The merged documents of each record: a document per facet, and one per text that merges letter by letter.

use std::collections::BTreeMap;

use campo_document::{Document, TextDocument, TextLimits};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

/// A record's documents by name. Texts come as what they say; to type in one, see [`text`].
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub(crate) facets: BTreeMap<String, Document>,
    pub(crate) texts: BTreeMap<String, String>,
}

pub(crate) fn of_record(connection: &Connection, n: i64) -> Result<Documents> {
    let sql =
        "SELECT facet, text, CASE WHEN text IS NULL THEN state END FROM document WHERE record = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([n])?;
    let mut documents = Documents::default();
    while let Some(row) = rows.next()? {
        let name = row.get(0)?;
        match row.get(1)? {
            Some(text) => drop(documents.texts.insert(name, text)),
            None => {
                let state = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
                documents.facets.insert(name, Document::from_bytes(state)?);
            }
        }
    }
    Ok(documents)
}

/// The document of a text, empty when nobody has typed in it yet.
pub(crate) fn text(connection: &Connection, n: Option<i64>, name: &str) -> Result<TextDocument> {
    let sql = "SELECT state FROM document WHERE record = ?1 AND facet = ?2";
    let state: Option<Vec<u8>> = connection
        .prepare_cached(sql)?
        .query_row(params![n, name], |row| row.get(0))
        .optional()?;
    Ok(match state {
        Some(state) => TextDocument::load(&state, &TextLimits::default())?,
        None => TextDocument::new(),
    })
}

/// A record's documents as they are stored.
pub(crate) fn stored(connection: &Connection, n: i64) -> Result<Vec<(String, Vec<u8>)>> {
    let sql = "SELECT facet, state FROM document WHERE record = ?1 ORDER BY facet";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes a document: its state, and what it says when it is a text.
pub(crate) fn put(
    connection: &Connection,
    n: i64,
    name: &str,
    state: &[u8],
    text: Option<&str>,
) -> Result<()> {
    let sql = "INSERT INTO document (record, facet, state, text) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (record, facet) DO UPDATE SET state = excluded.state, text = excluded.text";
    connection
        .prepare_cached(sql)?
        .execute(params![n, name, state, text])?;
    Ok(())
}

/// Takes a document out.
pub(crate) fn remove(connection: &Connection, n: i64, name: &str) -> Result<()> {
    let sql = "DELETE FROM document WHERE record = ?1 AND facet = ?2";
    connection.prepare_cached(sql)?.execute(params![n, name])?;
    Ok(())
}
