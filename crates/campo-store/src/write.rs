//! Making edits: each is authored, stored and projected in the caller's transaction.
//!
//! Rights and values are the caller's to check, in the same transaction, before it writes.

use std::collections::BTreeMap;

use campo_document::fields::{self, is_text_document};
use campo_document::{Body, Document, Edit, EditId, EditTime, KeyOp, Part, PartError, Scalar};
use campo_model::id::{ActorId, RecordId, TypeKey};
use campo_model::manifest::RecordType;
use campo_model::value::Value;

use crate::edits::EditKind;
use crate::error::StoreError;
use crate::records::RecordState;
use crate::store::Tx;

/// How far ahead of the clock acts are put at most because others are at these moments already: those of a bulk edit,
/// or of a clock that was set back a little.
const LOOK_AHEAD_MS: i64 = 3_600_000;

/// Who writes, and when.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// The author: this device's tag and this process's random half.
    pub actor: ActorId,
    /// This device's clock, ms since 1970 UTC.
    pub now_ms: i64,
    /// What to add for the server's clock, as last measured.
    pub offset_ms: Option<i64>,
}

impl Tx<'_> {
    /// Makes a record with these fields.
    pub fn create(
        &self,
        id: RecordId,
        record_type: &TypeKey,
        fields: &BTreeMap<String, Value>,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        if self.handle(id)?.is_some() {
            return Err(StoreError::Exists(id));
        }
        let stamp = self.own_moment(stamp)?;
        let declared = self.declared(record_type)?;
        let n = self.insert_record(id, record_type, stamp.now_ms)?;
        let target = Target {
            n,
            id,
            record_type,
            kind: EditKind::Create,
        };
        self.change(&target, declared, fields, stamp)?;
        self.project(n)
    }

    /// Changes some fields of a record; whether anything was different.
    pub fn update(
        &self,
        record: &RecordState,
        patch: &BTreeMap<String, Value>,
        stamp: Stamp,
    ) -> Result<bool, StoreError> {
        let stamp = self.own_moment(stamp)?;
        let declared = self.declared(&record.record_type)?;
        let target = Target::of(record, EditKind::Update);
        let changed = self.change(&target, declared, patch, stamp)?;
        if changed {
            self.touch_record(record.n, stamp.now_ms)?;
            self.project(record.n)?;
        }
        Ok(changed)
    }

    /// Writes keys of one facet directly: how a conflict on a single key is settled.
    pub fn update_keys(
        &self,
        record: &RecordState,
        facet: &str,
        ops: &[KeyOp],
        stamp: Stamp,
    ) -> Result<bool, StoreError> {
        let stamp = self.own_moment(stamp)?;
        let target = Target::of(record, EditKind::Update);
        let changed = self.author(&target, facet, ops, stamp)?.is_some();
        self.touch_record(record.n, stamp.now_ms)?;
        self.project(record.n)?;
        Ok(changed)
    }

    /// Deletes a record.
    pub fn delete(&self, record: &RecordState, stamp: Stamp) -> Result<(), StoreError> {
        let mut seen = Vec::new();
        for name in self.stored_parts(record.n)? {
            let heads = self.current_part(record.n, &name)?.heads();
            seen.push((name, heads));
        }
        self.mark(record, EditKind::Delete, Body::Delete { seen }, stamp)
    }

    /// Brings a deleted record back.
    pub fn restore(&self, record: &RecordState, stamp: Stamp) -> Result<(), StoreError> {
        self.mark(record, EditKind::Restore, Body::Restore, stamp)
    }

    fn mark(
        &self,
        record: &RecordState,
        kind: EditKind,
        body: Body,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        let stamp = self.own_moment(stamp)?;
        let target = Target::of(record, kind);
        self.insert_edit(record.n, kind, None, &self.edit(&target, body, stamp))?;
        self.touch_record(record.n, stamp.now_ms)?;
        self.project(record.n)
    }

    fn declared(&self, record_type: &TypeKey) -> Result<&RecordType, StoreError> {
        self.registry
            .record_type(record_type)
            .ok_or_else(|| StoreError::UnknownType(record_type.clone()))
    }

    /// One edit per document the patch touches; several form a group that the server takes or refuses whole.
    fn change(
        &self,
        target: &Target<'_>,
        declared: &RecordType,
        patch: &BTreeMap<String, Value>,
        stamp: Stamp,
    ) -> Result<bool, StoreError> {
        let mut made = Vec::new();
        for (facet, fields) in by_facet(declared, patch) {
            let document = self.current_document(target.n, facet)?;
            let ops = fields::plan(declared, facet, &document, &fields)?;
            made.extend(self.author_on(target, facet, document, &ops, stamp)?);
        }
        for (key, value) in patch {
            if let Some(field) = declared.field(key).filter(|field| is_text_document(field)) {
                made.extend(self.type_text(target, field, value, stamp)?);
            }
        }
        if let [first, _, ..] = made[..] {
            made.iter()
                .try_for_each(|local| self.set_group(*local, first))?;
        }
        Ok(!made.is_empty())
    }

    fn author(
        &self,
        target: &Target<'_>,
        facet: &str,
        ops: &[KeyOp],
        stamp: Stamp,
    ) -> Result<Option<i64>, StoreError> {
        let document = self.current_document(target.n, facet)?;
        self.author_on(target, facet, document, ops, stamp)
    }

    fn author_on(
        &self,
        target: &Target<'_>,
        facet: &str,
        mut document: Document,
        ops: &[KeyOp],
        stamp: Stamp,
    ) -> Result<Option<i64>, StoreError> {
        let seen = ops
            .iter()
            .map(|op| (op.key.clone(), document.get(&op.key).cloned()))
            .collect::<Vec<(String, Option<Scalar>)>>();
        let time = stamp.now_ms.div_euclid(1000);
        let actor = self.author_beside_waiting(target.n, facet, stamp.actor)?;
        let authored = document.author(actor, time, ops);
        let Some((change, hash)) = authored.map_err(StoreError::author)? else {
            return Ok(None);
        };
        let body = Body::Change {
            facet: facet.to_owned(),
            seen,
            change,
            hash,
        };
        let local = self.insert_edit(
            target.n,
            target.kind,
            Some(facet),
            &self.edit(target, body, stamp),
        )?;
        self.set_current(target.n, facet, &Part::Fields(document))?;
        Ok(Some(local))
    }

    fn current_document(&self, n: i64, facet: &str) -> Result<Document, StoreError> {
        match self.current_part(n, facet)? {
            Part::Fields(document) => Ok(document),
            Part::Text(_) => Err(StoreError::author(PartError::OtherKind)),
        }
    }

    pub(crate) fn edit(&self, target: &Target<'_>, body: Body, stamp: Stamp) -> Edit {
        let module = self.registry.module(target.record_type.module());
        Edit {
            // The number is given when the edit is first sent.
            id: EditId {
                device: stamp.actor.device(),
                seq: 0,
            },
            group: None,
            record: target.id,
            record_type: target.record_type.clone(),
            schema: module
                .map(|module| module.version.to_string())
                .unwrap_or_default(),
            at: EditTime {
                device_ms: stamp.now_ms,
                offset_ms: stamp.offset_ms,
            },
            body,
        }
    }
}

impl Tx<'_> {
    /// The stamp of a new act: at the moment the clock shows, or at the first later one that no edit made here has.
    ///
    /// The server tells by its moment an act that two copies of a device both send, so no two acts share one.
    pub(crate) fn own_moment(&self, stamp: Stamp) -> Result<Stamp, StoreError> {
        let mut now_ms = stamp.now_ms;
        while let Some(taken) = self
            .last_moment(now_ms, now_ms.saturating_add(LOOK_AHEAD_MS))?
            .filter(|taken| *taken < i64::MAX)
        {
            now_ms = taken.saturating_add(1);
        }
        Ok(Stamp { now_ms, ..stamp })
    }
}

/// The record an edit is about.
pub(crate) struct Target<'a> {
    pub(crate) n: i64,
    id: RecordId,
    record_type: &'a TypeKey,
    pub(crate) kind: EditKind,
}

impl<'a> Target<'a> {
    /// The record as it is here, for an edit of a kind.
    pub(crate) fn of(record: &'a RecordState, kind: EditKind) -> Self {
        Self {
            n: record.n,
            id: record.id,
            record_type: &record.record_type,
            kind,
        }
    }
}

/// The fields of a patch by the facet whose document they are in.
fn by_facet<'a>(
    declared: &'a RecordType,
    patch: &BTreeMap<String, Value>,
) -> BTreeMap<&'a str, BTreeMap<String, Value>> {
    let mut parts: BTreeMap<&str, BTreeMap<String, Value>> = BTreeMap::new();
    let is_text = |key: &str| declared.field(key).is_some_and(is_text_document);
    for (key, value) in patch.iter().filter(|(key, _)| !is_text(key)) {
        parts
            .entry(declared.facet_of(key))
            .or_default()
            .insert(key.clone(), value.clone());
    }
    parts
}
