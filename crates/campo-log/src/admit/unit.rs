//! Judging a unit: one edit, or a group that is accepted or refused whole.

use campo_document::Edit;
use campo_model::id::{ActorId, DeviceTag};
use campo_wire::sync::Verdict;
use rusqlite::Connection;

use super::alike;
use super::denial::Denial;
use super::draft::Draft;
use crate::catalog::{Catalog, Person};
use crate::error::Result;

/// What a judgement needs to know.
pub(super) struct Admission<'a> {
    pub(super) connection: &'a Connection,
    pub(super) catalog: &'a Catalog,
    pub(super) person: &'a Person,
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
            Err(denial) => Ok(alike(unit, &denial.verdict()?)),
        }
    }

    fn admit(&self, unit: &[Edit]) -> std::result::Result<Vec<Verdict>, Denial> {
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
        drafts.iter().try_for_each(|draft| self.check(draft))?;
        self.store(unit, &mut drafts, &conflicts)
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
