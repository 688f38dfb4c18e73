//! Evaluating rules on a record: with the person, the tenant's settings and the records it refers to.

use std::collections::BTreeMap;

use campo_model::expr::{Fields, Scope};
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::RecordType;
use rusqlite::Connection;

use crate::catalog::{Catalog, Person};
use crate::error::Result;
use crate::table::{document, record};
use crate::values;

/// What rules on one record see.
pub(crate) struct Seen<'a> {
    record: Fields,
    related: BTreeMap<String, Fields>,
    person: &'a Person,
    settings: &'a Fields,
    now_ms: i64,
}

impl<'a> Seen<'a> {
    /// Gathers what rules see of a record with these fields.
    pub(crate) fn gather(
        connection: &Connection,
        (catalog, person): (&'a Catalog, &'a Person),
        (key, declared, id): (&TypeKey, &RecordType, RecordId),
        fields: &Fields,
        now_ms: i64,
    ) -> Result<Self> {
        let mut related = BTreeMap::new();
        for reference in catalog.hops().through(key) {
            if let Some(found) = follow(connection, catalog, fields, reference)? {
                related.insert(reference.to_owned(), found);
            }
        }
        let record = values::seen_by_rules(declared, id, fields);
        Ok(Self {
            record,
            related,
            person,
            settings: catalog.settings(),
            now_ms,
        })
    }

    /// The scope to evaluate expressions in.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope {
            record: Some(&self.record),
            user: Some(&self.person.fields),
            line: None,
            settings: Some(self.settings),
            related: Some(&self.related),
            now_ms: self.now_ms,
        }
    }

    /// The record's fields as rules see them.
    pub(crate) fn record(&self) -> &Fields {
        &self.record
    }
}

/// The fields of the record that a reference leads to, if it is there.
fn follow(
    connection: &Connection,
    catalog: &Catalog,
    fields: &Fields,
    reference: &str,
) -> Result<Option<Fields>> {
    let id = fields
        .get(reference)
        .and_then(|value| value.as_text())
        .and_then(|text| text.parse::<RecordId>().ok());
    let Some(id) = id else { return Ok(None) };
    let Some(row) = record::get(connection, id)? else {
        return Ok(None);
    };
    let Some(declared) = catalog.registry().record_type(&row.record_type) else {
        return Ok(None);
    };
    let fields = values::fields(declared, &document::of_record(connection, row.n)?);
    Ok(Some(values::seen_by_rules(declared, id, &fields)))
}
