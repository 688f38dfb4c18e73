//! Records that a device brings back after a restore, although they were never lost.
//!
//! A device of another epoch brings back what the restored server does not show it. It cannot tell what the server does
//! not have from what left its person's scope; the server can, and says that it has it.

use campo_document::{Body, Edit};
use campo_wire::sync::Verdict;

use super::unit::Admission;
use super::{Vouched, alike};
use crate::error::Result;
use crate::scope;
use crate::table::{entry, record};

impl Admission<'_> {
    /// The verdicts on a unit that brings back a record which only left the scope of the device's person.
    pub(super) fn not_lost(&self, unit: &[Edit]) -> Result<Option<Vec<Verdict>>> {
        if self.vouched == Vouched::Yes || !brings_back(unit) {
            return Ok(None);
        }
        let Some(id) = unit.first().map(|edit| edit.record) else {
            return Ok(None);
        };
        let Some(row) = record::get(self.connection, id)? else {
            return Ok(None);
        };
        if scope::contains(
            self.connection,
            self.catalog,
            self.person,
            &row,
            self.now_ms,
        )? {
            return Ok(None);
        }
        let made = entry::of_record(self.connection, id)?.into_iter().next();
        let known = made.map(|made| Verdict::Known { seq: made.seq });
        Ok(known.map(|verdict| alike(unit, &verdict)))
    }
}

/// Whether a unit says what a device held of a record, and not what somebody saw and changed: nobody ever saw nothing in
/// a field they changed. Its texts come in the same group as its fields.
fn brings_back(unit: &[Edit]) -> bool {
    let says_fields = |edit: &Edit| match &edit.body {
        Body::Change { seen, change, .. } => seen.is_empty() && change.deps.is_empty(),
        _ => false,
    };
    let says_text =
        |edit: &Edit| matches!(&edit.body, Body::Text { before, .. } if before.is_empty());
    let record = unit.first().map(|edit| edit.record);
    unit.iter().any(says_fields)
        && unit
            .iter()
            .all(|edit| Some(edit.record) == record && (says_fields(edit) || says_text(edit)))
}
