//! Which records a person's devices hold: what they may read, within the type's `sync.scope`.
//!
//! A rule that holds always or never is not evaluated; any other is evaluated on the record's documents.

use std::collections::BTreeMap;

use campo_model::id::TypeKey;
use campo_model::registry::Rule;
use rusqlite::Connection;

use crate::catalog::{Catalog, Person};
use crate::error::{LogError, Result};
use crate::rules::Seen;
use crate::table::record::RecordRow;
use crate::table::{document, record, user};
use crate::tenant::Tenant;
use crate::values;

/// How many records are looked at in one go.
const CHUNK: usize = 1000;

/// How much a person's devices hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ScopeSize {
    /// Records, deleted ones too.
    pub records: u64,
    /// Bytes of their documents.
    pub bytes: u64,
    /// Records by type.
    pub types: BTreeMap<TypeKey, u64>,
}

/// Whether the record is in the person's scope.
pub(crate) fn contains(
    connection: &Connection,
    catalog: &Catalog,
    person: &Person,
    row: &RecordRow,
    now_ms: i64,
) -> Result<bool> {
    if row.erased {
        return Ok(false);
    }
    let access = person.on(&row.record_type);
    let Some(declared) = catalog.registry().record_type(&row.record_type) else {
        return Ok(false);
    };
    match (&access.grant.read, &access.within) {
        (Rule::Never, _) | (_, Rule::Never) => Ok(false),
        (Rule::Always, Rule::Always) => Ok(true),
        _ => {
            let fields = values::fields(declared, &document::of_record(connection, row.n)?);
            let about = (&row.record_type, declared, row.id);
            let seen = Seen::gather(connection, (catalog, person), about, &fields, now_ms)?;
            Ok(access.replicates(&seen.scope()))
        }
    }
}

/// The documents of a record that the person may read, as they are stored.
pub(crate) fn readable_facets(
    connection: &Connection,
    person: &Person,
    row: &RecordRow,
) -> Result<Vec<(String, Vec<u8>)>> {
    let mut facets = document::stored(connection, row.n)?;
    facets.retain(|(name, _)| person.may_read_document(&row.record_type, name));
    Ok(facets)
}

impl Tenant {
    /// How much a device of the person with this name would hold.
    pub fn scope_preview(&self, name: &str, now_ms: i64) -> Result<ScopeSize> {
        self.read(|connection| {
            let user =
                user::by_name(connection, name)?.ok_or_else(|| LogError::missing("user", name))?;
            let catalog = self.catalog(connection)?;
            let person = catalog.person(connection, user.id)?;
            let mut size = ScopeSize::default();
            let mut after = None;
            loop {
                let rows = record::after(connection, after, CHUNK)?;
                let Some(last) = rows.last() else {
                    return Ok(size);
                };
                after = Some(last.id);
                for row in rows {
                    if contains(connection, &catalog, &person, &row, now_ms)? {
                        size.add(connection, &person, row)?;
                    }
                }
            }
        })
    }
}

impl ScopeSize {
    fn add(&mut self, connection: &Connection, person: &Person, row: RecordRow) -> Result<()> {
        let facets = readable_facets(connection, person, &row)?;
        self.records += 1;
        self.bytes += facets
            .iter()
            .map(|(_, state)| state.len() as u64)
            .sum::<u64>();
        *self.types.entry(row.record_type).or_default() += 1;
        Ok(())
    }
}
