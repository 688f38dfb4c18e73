//! Rows of projections: as they are stored, and made anew from documents in an empty database.

use std::path::Path;
use std::sync::Arc;

use campo_document::Document;
use campo_document::fields::read_fields;
use campo_model::expr::Fields;
use campo_model::id::{RecordId, TypeKey};
use campo_model::registry::Registry;
use campo_model::validate::{compute, title};
use campo_model::value::Value;
use campo_query::table::System;
use campo_sqlite::projection::{Projections, Tables};
use rusqlite::{Connection, OptionalExtension};

use crate::oracle::Truth;
use crate::violation::{Result, Violation};

/// What a row says by the way, and replicas may say differently: their own handles, and when they last touched it.
const OWN: [&str; 3] = ["_n", "_created", "_updated"];

/// A row of a projection: its columns with their values.
#[derive(Debug, PartialEq)]
pub(super) struct Row(Vec<(String, rusqlite::types::Value)>);

impl Row {
    /// The row of a record, if there is one.
    pub(super) fn of(
        file: &Connection,
        record_type: &TypeKey,
        id: RecordId,
    ) -> Result<Option<Self>> {
        let sql = format!("SELECT * FROM \"p_{record_type}\" WHERE _id = ?1");
        let mut read = file.prepare_cached(&sql)?;
        let columns: Vec<String> = read.column_names().map(str::to_owned).collect();
        let row = read.query_row([id.to_string()], |row| {
            let named = columns
                .iter()
                .enumerate()
                .filter(|(_, name)| !OWN.contains(&name.as_str()));
            let cells = named.map(|(index, name)| Ok((name.clone(), row.get(index)?)));
            cells.collect::<rusqlite::Result<_>>()
        });
        Ok(row.optional()?.map(Self))
    }
}

/// An empty database in which rows are made anew.
pub(super) struct Rebuilt {
    file: Connection,
    registry: Arc<Registry>,
    tables: Tables,
}

impl Rebuilt {
    /// With the tables of these modules.
    pub(super) fn new(registry: Arc<Registry>) -> Result<Self> {
        let file = campo_sqlite::open(Path::new(":memory:"), None)?;
        Projections::prepare(&file, &registry)?;
        let tables = Tables::of(&registry)?;
        Ok(Self {
            file,
            registry,
            tables,
        })
    }

    /// The row of a record of which these facets are known.
    pub(super) fn row(
        &self,
        id: RecordId,
        truth: &Truth,
        facets: &[(&str, &Document)],
    ) -> Result<Row> {
        let missing = || Violation::new("a row can be made anew", id.to_string());
        let declared = self
            .registry
            .record_type(&truth.record_type)
            .ok_or_else(missing)?;
        let mut fields: Fields = facets
            .iter()
            .flat_map(|(facet, document)| read_fields(declared, facet, document))
            .collect();
        let texts = truth
            .texts()
            .into_iter()
            .filter(|(_, text)| !text.is_empty());
        fields.extend(texts.map(|(field, text)| (field, Value::Text(text))));
        fields.extend(compute(declared, &fields));
        let contested = facets
            .iter()
            .any(|(_, document)| document.conflicts().next().is_some());
        let system = System {
            n: 1,
            id: &id.to_string(),
            title: &title(declared, &fields),
            deleted: truth.deleted_by.is_some(),
            pending: false,
            conflict: contested || (truth.deleted_by.is_some() && truth.deletion_conflict),
            created_ms: 0,
            updated_ms: 0,
        };
        let projections = Projections::new(&self.file, &self.registry, &self.tables);
        projections.put(&truth.record_type, &fields, &system)?;
        let row = Row::of(&self.file, &truth.record_type, id)?.ok_or_else(missing)?;
        projections.remove(&truth.record_type, 1)?;
        Ok(row)
    }
}
