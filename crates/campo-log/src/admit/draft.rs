//! A record while a unit of edits is judged: as it was, and as the unit makes it. Nothing is written yet.

use std::collections::{BTreeMap, BTreeSet};

use campo_document::fields::field_of;
use campo_document::{Edit, TextDocument};
use campo_model::expr::Fields;
use campo_model::id::{RecordId, TypeKey};
use campo_model::manifest::RecordType;
use campo_wire::sync::Tombstone;

use super::denial::Denial;
use super::unit::Admission;
use crate::table::document::{self, Documents};
use crate::table::record::{self, RecordRow};

/// A record as it was and as the edits make it.
pub(super) struct Draft<'a> {
    pub(super) id: RecordId,
    pub(super) record_type: TypeKey,
    pub(super) declared: &'a RecordType,
    /// The row, when the record existed.
    pub(super) row: Option<RecordRow>,
    /// The fields before.
    pub(super) before: Fields,
    /// The documents, with the edits merged.
    pub(super) documents: Documents,
    /// The documents of the texts that the edits type in, with the edits merged.
    pub(super) typed: BTreeMap<String, TextDocument>,
    /// The keys the edits write, by facet.
    pub(super) touched: BTreeMap<String, BTreeSet<String>>,
    /// The change of state, when there is one.
    pub(super) transition: Option<Transition>,
    pub(super) tombstone: Option<Tombstone>,
    pub(super) deletes: bool,
    pub(super) restores: bool,
    pub(super) at_ms: i64,
}

/// A change of state as its author meant it; an absent state is none.
pub(super) struct Transition {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

impl<'a> Draft<'a> {
    /// The record of an edit as the server has it.
    pub(super) fn load(admission: &Admission<'a>, edit: &Edit) -> Result<Self, Denial> {
        let unknown = || {
            let message = format!(
                "no installed module has the record type {}",
                edit.record_type
            );
            Denial::refused("unknown_type", message)
        };
        let declared = admission
            .catalog
            .registry()
            .record_type(&edit.record_type)
            .ok_or_else(unknown)?;
        let row = record::get(admission.connection, edit.record)?;
        if row
            .as_ref()
            .is_some_and(|row| row.record_type != edit.record_type)
        {
            return Err(Denial::refused("forged", "the record is of another type"));
        }
        let documents = match &row {
            Some(row) => document::of_record(admission.connection, row.n)?,
            None => Documents::default(),
        };
        let about = (edit.record, edit.record_type.clone(), declared);
        Ok(Self::with(about, row, documents, edit.at.device_ms))
    }

    /// The draft of a record that exists; `None` when no module declares its type any more.
    pub(super) fn of(
        admission: &Admission<'a>,
        id: RecordId,
        at_ms: i64,
    ) -> crate::error::Result<Option<Self>> {
        let Some(row) = record::get(admission.connection, id)? else {
            return Ok(None);
        };
        let registry = admission.catalog.registry();
        let Some(declared) = registry.record_type(&row.record_type) else {
            return Ok(None);
        };
        let documents = document::of_record(admission.connection, row.n)?;
        Ok(Some(Self::with(
            (id, row.record_type.clone(), declared),
            Some(row),
            documents,
            at_ms,
        )))
    }

    fn with(
        (id, record_type, declared): (RecordId, TypeKey, &'a RecordType),
        row: Option<RecordRow>,
        documents: Documents,
        at_ms: i64,
    ) -> Self {
        Self {
            id,
            record_type,
            declared,
            before: crate::values::fields(declared, &documents),
            documents,
            typed: BTreeMap::new(),
            touched: BTreeMap::new(),
            transition: None,
            tombstone: row.as_ref().and_then(|row| row.tombstone.clone()),
            row,
            deletes: false,
            restores: false,
            at_ms,
        }
    }

    /// Whether the unit makes the record.
    pub(super) fn is_new(&self) -> bool {
        self.row.is_none()
    }

    /// The fields as the unit leaves them.
    pub(super) fn after(&self) -> Fields {
        crate::values::fields(self.declared, &self.documents)
    }

    /// Notes that the record was changed by somebody who did not know of its deletion; whether it is deleted.
    pub(super) fn meets_tombstone(&mut self) -> bool {
        if let Some(tombstone) = &mut self.tombstone {
            tombstone.conflict = true;
        }
        self.tombstone.is_some()
    }

    /// The fields the unit writes.
    pub(super) fn touched_fields(&self) -> BTreeSet<&str> {
        self.touched
            .values()
            .flatten()
            .map(|key| field_of(key))
            .collect()
    }
}
