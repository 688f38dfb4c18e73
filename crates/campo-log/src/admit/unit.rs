//! Judging a unit: one edit, or a group that is accepted or refused whole.

use std::collections::BTreeSet;

use campo_document::Edit;
use campo_model::id::{ActorId, DeviceTag, RecordId};
use campo_wire::sync::Verdict;
use rusqlite::Connection;

use super::consequence::Consequence;
use super::denial::Denial;
use super::draft::Draft;
use super::{Vouched, alike};
use crate::catalog::{Catalog, Person};
use crate::erasure;
use crate::error::Result;
use crate::limits;
use crate::table::entry;

/// What a judgement needs to know.
#[derive(Clone, Copy)]
pub(super) struct Admission<'a> {
    pub(super) connection: &'a Connection,
    pub(super) catalog: &'a Catalog,
    pub(super) person: &'a Person,
    /// Whether somebody answers for the author's rights, as for work that was set aside.
    pub(super) vouched: Vouched,
    pub(super) device: DeviceTag,
    /// What the server itself writes with.
    pub(super) server: ActorId,
    pub(super) now_ms: i64,
}

impl Admission<'_> {
    /// The verdict on each edit of a unit; accepted ones are in the log then.
    pub(super) fn judge(&self, unit: &[Edit]) -> Result<Vec<Verdict>> {
        match self.admit(unit) {
            Ok(verdicts) => Ok(verdicts),
            Err(denial) => {
                let denial = self
                    .or_set_aside(denial, unit)
                    .unwrap_or_else(|failed| failed);
                Ok(alike(unit, &denial.verdict()?))
            }
        }
    }

    /// The records of a unit as it makes them, and which of its edits met a conflict.
    pub(super) fn drafts(
        &self,
        unit: &[Edit],
    ) -> std::result::Result<(Vec<Draft<'_>>, Vec<bool>), Denial> {
        check_group(unit)?;
        let mut drafts: Vec<Draft<'_>> = Vec::new();
        let mut conflicts = Vec::new();
        for edit in unit {
            let known = drafts.iter_mut().position(|draft| draft.id == edit.record);
            let at = known.unwrap_or(drafts.len());
            if known.is_none() {
                drafts.push(Draft::load(self, edit)?);
            }
            let draft = drafts
                .get_mut(at)
                .filter(|draft| draft.record_type == edit.record_type);
            let draft =
                draft.ok_or_else(|| Denial::refused("forged", "the record is of another type"))?;
            conflicts.push(self.merge(draft, edit)?);
        }
        Ok((drafts, conflicts))
    }

    /// The verdicts when all of the unit is in the log already, as another copy of the device made it.
    fn known(&self, unit: &[Edit]) -> Result<Option<Vec<Verdict>>> {
        let find = |edit| entry::same_act(self.connection, edit, self.person.user.id);
        let seqs: Option<Vec<u64>> = unit.iter().map(find).collect::<Result<_>>()?;
        let known = |seq| Verdict::Known { seq };
        Ok(seqs.map(|seqs| seqs.into_iter().map(known).collect()))
    }

    fn admit(&self, unit: &[Edit]) -> std::result::Result<Vec<Verdict>, Denial> {
        if let Some(verdicts) = self.known(unit)? {
            return Ok(verdicts);
        }
        if let Some(verdicts) = self.not_lost(unit)? {
            return Ok(verdicts);
        }
        for edit in unit {
            if erasure::forbids(self.connection, self.device, (edit.record, &edit.body))? {
                return Err(Denial::Refused(erasure::refusal()));
            }
        }
        let (mut drafts, conflicts) = self.drafts(unit)?;
        drafts.iter().try_for_each(|draft| self.check(draft))?;
        let new = drafts.iter().filter(|draft| draft.is_new()).count();
        if new > 0 {
            limits::check_records(self.connection, new as u64)?;
        }
        let plans = self.plan_deletions(&drafts)?;
        let verdicts = self.store(unit, &mut drafts, &conflicts)?;
        for (draft, plan) in drafts.iter().zip(&plans) {
            if draft.restores {
                self.undo_deletion(draft)?;
            }
            self.carry_out(draft, plan)?;
        }
        Ok(verdicts)
    }

    /// What the deletions of a unit do to other records, by draft.
    fn plan_deletions(
        &self,
        drafts: &[Draft<'_>],
    ) -> std::result::Result<Vec<Vec<Consequence>>, Denial> {
        let deletes = |draft: &&Draft<'_>| draft.deletes && draft.tombstone.is_some();
        let gone: BTreeSet<RecordId> = drafts.iter().filter(deletes).map(|d| d.id).collect();
        let plan = |draft: &Draft<'_>| match deletes(&draft) {
            true => self.plan_deletion(draft, &gone),
            false => Ok(Vec::new()),
        };
        drafts.iter().map(plan).collect()
    }
}

/// A group must be here whole.
fn check_group(unit: &[Edit]) -> std::result::Result<(), Denial> {
    let Some((first, group)) = unit.first().and_then(|edit| Some((edit, edit.group?))) else {
        return Ok(());
    };
    if group.first == first.id.seq && group.len as usize == unit.len() {
        return Ok(());
    }
    Err(Denial::refused(
        "incomplete_group",
        "edits that belong together did not come together: send them again",
    ))
}
