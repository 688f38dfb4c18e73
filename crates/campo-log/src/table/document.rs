//! The merged documents of each record's facets.

use std::collections::BTreeMap;

use campo_document::Document;
use rusqlite::{Connection, params};

use crate::error::Result;

/// A record's documents by facet.
pub(crate) type Facets = BTreeMap<String, Document>;

pub(crate) fn of_record(connection: &Connection, n: i64) -> Result<Facets> {
    let mut facets = Facets::new();
    for (facet, state) in stored(connection, n)? {
        facets.insert(facet, Document::from_bytes(&state)?);
    }
    Ok(facets)
}

/// A record's documents as they are stored.
pub(crate) fn stored(connection: &Connection, n: i64) -> Result<Vec<(String, Vec<u8>)>> {
    let sql = "SELECT facet, state FROM document WHERE record = ?1 ORDER BY facet";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn put(connection: &Connection, n: i64, facet: &str, document: &Document) -> Result<()> {
    let sql = "INSERT INTO document (record, facet, state) VALUES (?1, ?2, ?3)
               ON CONFLICT (record, facet) DO UPDATE SET state = excluded.state";
    connection
        .prepare_cached(sql)?
        .execute(params![n, facet, document.to_bytes()])?;
    Ok(())
}
