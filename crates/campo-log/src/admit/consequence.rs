//! What a deletion does to the records that refer to the deleted one, as `on_delete` of each reference says.
//!
//! It is planned before anything is written, so that a reference that forbids the deletion leaves nothing done. What is
//! done are edits of the server's, remembered with their cause: bringing the record back undoes them.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};

use campo_document::{Body, KeyOp};
use campo_model::id::RecordId;
use campo_model::manifest::OnDelete;
use campo_wire::sync::Tombstone;

use super::denial::Denial;
use super::draft::Draft;
use super::unit::Admission;
use crate::error::Result;
use crate::projection;
use crate::table::{consequence, entry, record};

/// The most records that one deletion may change.
const MOST: usize = 5_000;

/// What a deletion does to one record.
pub(super) struct Consequence {
    record: RecordId,
    /// The reference to clear; the record is deleted when there is none.
    clears: Option<String>,
}

impl Admission<'_> {
    /// Plans what the deletion of a draft's record does to others. `gone` are the records its unit deletes.
    pub(super) fn plan_deletion(
        &self,
        draft: &Draft<'_>,
        gone: &BTreeSet<RecordId>,
    ) -> std::result::Result<Vec<Consequence>, Denial> {
        let mut gone = gone.clone();
        let mut plan = Vec::new();
        let mut queue = VecDeque::from([(draft.record_type.clone(), draft.id)]);
        while let Some((key, id)) = queue.pop_front() {
            for reference in self.catalog.references().onto(&key) {
                let (of, field) = (&reference.record_type, reference.field.as_str());
                for record in projection::referrers(self.connection, of, field, id)? {
                    if gone.contains(&record) || !self.is_living(record)? {
                        continue;
                    }
                    let clears = match reference.on_delete {
                        OnDelete::Restrict => return Err(still_referred_to(of.as_str())),
                        OnDelete::Clear => Some(reference.field.clone()),
                        OnDelete::Cascade => {
                            gone.insert(record);
                            queue.push_back((of.clone(), record));
                            None
                        }
                    };
                    plan.push(Consequence { record, clears });
                    if plan.len() > MOST {
                        return Err(too_many());
                    }
                }
            }
        }
        Ok(plan)
    }

    fn is_living(&self, record: RecordId) -> Result<bool> {
        let row = record::get(self.connection, record)?;
        Ok(row.is_some_and(|row| row.tombstone.is_none()))
    }

    /// Does what was planned for a deletion.
    pub(super) fn carry_out(&self, cause: &Draft<'_>, plan: &[Consequence]) -> Result<()> {
        for Consequence { record, clears } in plan {
            let Some(mut draft) = Draft::of(self, *record, cause.at_ms)? else {
                continue;
            };
            let seq = match clears {
                None => Some(self.delete_as_server(&mut draft)?),
                Some(name) => match draft.declared.field(name) {
                    Some(field) => self.write_as_server(&mut draft, field, KeyOp::delete(name))?,
                    None => None,
                },
            };
            self.write(&mut draft)?;
            if let Some(seq) = seq {
                consequence::insert(self.connection, cause.id, seq)?;
            }
        }
        Ok(())
    }

    fn delete_as_server(&self, draft: &mut Draft<'_>) -> Result<u64> {
        let seen = self.heads(draft)?;
        draft.tombstone = Some(Tombstone {
            device: self.server.device(),
            at_ms: draft.at_ms,
            conflict: false,
        });
        self.append_as_server(draft, Body::Delete { seen })
    }

    /// Undoes what the deletion of a draft's record did to others, as far as nobody changed it since.
    pub(super) fn undo_deletion(&self, cause: &Draft<'_>) -> Result<()> {
        for seq in consequence::take(self.connection, cause.id)? {
            let Some(done) = entry::edit(self.connection, seq)? else {
                continue;
            };
            let Some(mut draft) = Draft::of(self, done.edit.record, cause.at_ms)? else {
                continue;
            };
            let by_server = |stone: &Tombstone| stone.device == done.edit.id.device;
            match &done.edit.body {
                Body::Delete { .. } if draft.tombstone.as_ref().is_some_and(by_server) => {
                    draft.tombstone = None;
                    self.append_as_server(&draft, Body::Restore)?;
                }
                Body::Change { facet, seen, .. } => {
                    for (key, before) in seen {
                        self.put_back(&mut draft, facet, key, before.as_ref())?;
                    }
                }
                _ => continue,
            }
            self.write(&mut draft)?;
        }
        Ok(())
    }

    /// Puts a cleared reference back, unless somebody gave the field another value meanwhile.
    fn put_back(
        &self,
        draft: &mut Draft<'_>,
        facet: &str,
        key: &str,
        before: Option<&campo_document::Scalar>,
    ) -> Result<()> {
        let is_empty = draft
            .documents
            .facets
            .get(facet)
            .is_none_or(|document| document.get(key).is_none());
        if let (true, Some(before), Some(field)) = (is_empty, before, draft.declared.field(key)) {
            self.write_as_server(draft, field, KeyOp::put(key, before.clone()))?;
        }
        Ok(())
    }
}

fn still_referred_to(by: &str) -> Denial {
    let message = format!("records of {by} still refer to this one: change or delete them first");
    Denial::refused("referenced", message)
}

fn too_many() -> Denial {
    let message =
        format!("deleting this would change more than {MOST} other records: delete those first");
    Denial::refused("too_many", message)
}
