//! The projections of a tenant: what uniqueness and references are looked up in.
//!
//! Disposable: when a module changes they are filled again from the documents. The table of a type is `p_<type>`, a
//! field's column has the field's name; both are keys of a checked manifest and safe in SQL (see `campo-query`).

use std::collections::BTreeSet;

use campo_model::id::{RecordId, TypeKey};
use campo_model::validate::{compute, title};
use campo_model::value::Value;
use campo_query::table::System;
use rusqlite::{Connection, params};

use crate::catalog::Catalog;
use crate::error::Result;
use crate::table::document::{self, Documents};
use crate::table::record::{self, RecordRow};
use crate::table::unreadable;
use crate::values;

/// How many records are read in one go.
const CHUNK: usize = 1000;

/// Writes a record's row.
pub(crate) fn put(
    connection: &Connection,
    catalog: &Catalog,
    row: &RecordRow,
    documents: &Documents,
) -> Result<()> {
    let Some(declared) = catalog.registry().record_type(&row.record_type) else {
        return Ok(());
    };
    let mut fields = values::fields(declared, documents);
    fields.extend(compute(declared, &fields));
    let contested = documents
        .facets
        .values()
        .any(|document| document.conflicts().next().is_some());
    let system = System {
        n: row.n,
        id: &row.id.to_string(),
        title: &title(declared, &fields),
        deleted: row.tombstone.is_some(),
        pending: false,
        conflict: contested || row.tombstone.as_ref().is_some_and(|stone| stone.conflict),
        created_ms: row.created_ms,
        updated_ms: row.updated_ms,
    };
    Ok(catalog
        .projections(connection)
        .put(&row.record_type, &fields, &system)?)
}

/// Takes a record's row out.
pub(crate) fn remove(connection: &Connection, catalog: &Catalog, row: &RecordRow) -> Result<()> {
    if catalog.registry().record_type(&row.record_type).is_some() {
        catalog
            .projections(connection)
            .remove(&row.record_type, row.n)?;
    }
    Ok(())
}

/// Fills the projections of some types from the documents.
pub(crate) fn fill(
    connection: &Connection,
    catalog: &Catalog,
    types: &BTreeSet<TypeKey>,
) -> Result<()> {
    let mut after = None;
    loop {
        let rows = record::after(connection, after, CHUNK)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        let shown = |row: &&RecordRow| !row.erased && types.contains(&row.record_type);
        for row in rows.iter().filter(shown) {
            put(
                connection,
                catalog,
                row,
                &document::of_record(connection, row.n)?,
            )?;
        }
    }
}

/// The records of a type that refer to `target` by a field.
pub(crate) fn referrers(
    connection: &Connection,
    referrer: &TypeKey,
    field: &str,
    target: RecordId,
) -> Result<Vec<RecordId>> {
    let sql = format!("SELECT _id FROM \"p_{referrer}\" WHERE \"{field}\" = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let ids = statement.query_map([target.to_string()], |row| {
        row.get::<_, String>(0)?.parse().map_err(unreadable)
    })?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Whether another living record of the type has this value of a field. Only texts and whole numbers are unique.
pub(crate) fn is_taken(
    connection: &Connection,
    record_type: &TypeKey,
    field: &str,
    value: &Value,
    own: RecordId,
) -> Result<bool> {
    let value: &dyn rusqlite::ToSql = match value {
        Value::Text(text) => text,
        Value::Int(number) => number,
        _ => return Ok(false),
    };
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM \"p_{record_type}\" WHERE \"{field}\" = ?1 AND _id <> ?2 AND _deleted = 0)"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(params![value, own.to_string()], |row| row.get(0))?)
}
