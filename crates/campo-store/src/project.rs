//! From documents to projections: one row per record, and its text for search.

use campo_document::Document;
use campo_document::fields::read_fields;
use campo_model::expr::Fields;
use campo_model::id::TypeKey;
use campo_model::validate::{compute, title};
use campo_model::value::Value;
use campo_query::table::System;
use campo_sqlite::projection::Projections;

use crate::error::StoreError;
use crate::records::RecordState;
use crate::store::Tx;

impl Tx<'_> {
    /// The fields of a record as its documents say; computed ones are left out.
    pub fn fields_of(&self, record: &RecordState) -> Result<Fields, StoreError> {
        let Some(declared) = self.registry.record_type(&record.record_type) else {
            return Ok(Fields::new());
        };
        let facets = record.facets.iter();
        let mut fields: Fields = facets
            .flat_map(|(facet, document)| read_fields(declared, facet, document))
            .collect();
        let texts = record.texts.iter().filter(|(_, text)| !text.is_empty());
        fields.extend(texts.map(|(field, text)| (field.clone(), Value::Text(text.clone()))));
        Ok(fields)
    }

    pub(crate) fn projections(&self) -> Projections<'_> {
        Projections::new(self.sql, self.registry, self.tables)
    }

    /// Writes a record's row anew. A record without documents (its creation was refused) has none.
    pub(crate) fn project(&self, n: i64) -> Result<(), StoreError> {
        let record = self.record_by_handle(n)?;
        let Some(declared) = self.registry.record_type(&record.record_type) else {
            return Ok(());
        };
        if record.is_blank() {
            return self.unproject(n);
        }
        let mut fields = self.fields_of(&record)?;
        self.note_blobs(n, declared, &fields)?;
        fields.extend(compute(declared, &fields));
        let system = System {
            n,
            id: &record.id.to_string(),
            title: &title(declared, &fields),
            deleted: record.deleted,
            pending: self.is_pending(n)?,
            conflict: conflict_count(&record) > 0,
            created_ms: record.created_ms,
            updated_ms: record.updated_ms,
        };
        Ok(self
            .projections()
            .put(&record.record_type, &fields, &system)?)
    }

    /// Writes only whether edits of a record wait for the server: all that an accepted edit changes of its row.
    pub(crate) fn project_pending(&self, n: i64, record_type: &TypeKey) -> Result<(), StoreError> {
        if self.registry.record_type(record_type).is_some() {
            self.projections()
                .set_pending(record_type, n, self.is_pending(n)?)?;
        }
        Ok(())
    }

    /// Takes a record out of lists and search.
    pub(crate) fn unproject(&self, n: i64) -> Result<(), StoreError> {
        self.forget_blob_uses(n)?;
        let record = self.record_by_handle(n)?;
        if self.registry.record_type(&record.record_type).is_some() {
            self.projections().remove(&record.record_type, n)?;
        }
        Ok(())
    }

    /// Writes every row of a type anew.
    pub(crate) fn project_all(&self, record_type: &TypeKey) -> Result<(), StoreError> {
        let mut read = self.sql.prepare("SELECT n FROM record WHERE type = ?1")?;
        let handles: Vec<i64> = read
            .query_map([record_type.as_str()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        handles.into_iter().try_for_each(|n| self.project(n))
    }
}

/// On how many things of a record people disagree: its keys, and whether it is deleted.
pub(crate) fn conflict_count(record: &RecordState) -> usize {
    let on_keys = |(_, document): &(String, Document)| document.conflicts().count();
    let tombstone = record.tombstone.as_ref();
    let on_deletion = record.deleted && tombstone.is_some_and(|tombstone| tombstone.conflict);
    record.facets.iter().map(on_keys).sum::<usize>() + usize::from(on_deletion)
}
