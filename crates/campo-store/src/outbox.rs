//! What goes to the server next.
//!
//! An edit gets its number when it is first sent, and from then on keeps its bytes until the verdict: so a push whose
//! answer was lost is repeated exactly, and everything not yet sent may still be authored anew.

use std::collections::BTreeSet;

use campo_document::{Edit, Group};
use campo_model::id::ActorId;
use campo_wire::sync::{MAX_PUSH_EDITS, PushRequest};
use rusqlite::params;

use crate::edits::{EditRow, EditStatus};
use crate::error::StoreError;
use crate::store::Tx;

const OPEN: &str =
    "SELECT local, state, grp, payload FROM edit WHERE state = ?1 ORDER BY local LIMIT ?2";
const STRAY: &str =
    "SELECT local, state, grp, payload FROM edit WHERE state = ?1 AND device <> ?2 ORDER BY local";

impl Tx<'_> {
    /// The next push, or `None` when nothing waits: first what was sent without an answer, else the oldest edits.
    pub fn outbox(&self, actor: ActorId) -> Result<Option<PushRequest>, StoreError> {
        if self.is_rebuilding()? {
            return Ok(None);
        }
        let mut rows = self.edit_rows(
            "SELECT local, state, grp, payload FROM edit WHERE state = ?1 ORDER BY number LIMIT ?2",
            params![EditStatus::Sent as i64, MAX_PUSH_EDITS as i64],
        )?;
        if rows.is_empty() {
            self.adopt_strays(actor)?;
            rows = self.number_next()?;
        } else {
            // An earlier push of these was cut short: it may have arrived.
            self.note_delivery(rows.last().map_or(0, |row| row.edit.id.seq))?;
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let device = self.membership()?.device;
        let edits = rows.into_iter().map(|row| row.edit).collect();
        Ok(Some(PushRequest {
            device,
            chain: self.account()?.chain,
            edits,
        }))
    }

    /// Takes back a push that certainly never left this device: its edits wait again and may be authored anew.
    ///
    /// Only those that were numbered for this very push; what an earlier push may have delivered keeps its bytes.
    pub fn take_back(&self, push: &PushRequest) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (push.edits.first(), push.edits.last()) else {
            return Ok(());
        };
        if first.id.seq <= self.delivered()? || last.id.seq != self.last_number()? {
            return Ok(());
        }
        self.sql.execute(
            "UPDATE edit SET state = ?1, number = NULL WHERE state = ?2 AND number >= ?3",
            params![
                EditStatus::Local as i64,
                EditStatus::Sent as i64,
                first.id.seq as i64
            ],
        )?;
        self.set_last_number(first.id.seq - 1)
    }

    /// Numbers the oldest unsent edits and marks them sent. A group is never split.
    fn number_next(&self) -> Result<Vec<EditRow>, StoreError> {
        let mut rows = self.edit_rows(
            OPEN,
            params![EditStatus::Local as i64, MAX_PUSH_EDITS as i64],
        )?;
        if rows.len() == MAX_PUSH_EDITS {
            drop_split_group(&mut rows);
        }
        let before = self.last_number()?;
        let groups: Vec<Option<Group>> = (0..rows.len())
            .map(|i| group_of(&rows, i, before))
            .collect();
        let mut write = self.sql.prepare_cached(
            "UPDATE edit SET device = ?2, number = ?3, state = ?4, payload = ?5 WHERE local = ?1",
        )?;
        for (i, row) in rows.iter_mut().enumerate() {
            row.edit.id.seq = before + 1 + i as u64;
            row.edit.group = groups[i];
            let payload = postcard::to_stdvec(&row.edit).map_err(StoreError::damaged("an edit"))?;
            let Edit { id, .. } = &row.edit;
            write.execute(params![
                row.local,
                id.device.0,
                id.seq as i64,
                EditStatus::Sent as i64,
                payload
            ])?;
        }
        self.set_last_number(before + rows.len() as u64)?;
        Ok(rows)
    }

    /// Authors anew the unsent edits that another incarnation of this device made.
    fn adopt_strays(&self, actor: ActorId) -> Result<(), StoreError> {
        let strays = self.edit_rows(STRAY, params![EditStatus::Local as i64, actor.device().0])?;
        let mut documents: BTreeSet<(i64, String)> = BTreeSet::new();
        for EditRow {
            local, mut edit, ..
        } in strays
        {
            let Some(n) = self.handle(edit.record)? else {
                continue;
            };
            if let Some(name) = edit.body.document() {
                documents.insert((n, name.to_owned()));
            } else {
                edit.id.device = actor.device();
                self.replace_payload(local, &edit)?;
            }
        }
        documents
            .iter()
            .try_for_each(|(n, name)| self.rebuild(*n, name, actor))
    }
}

/// Leaves out a last group of which a part does not fit, unless it is all there is.
fn drop_split_group(rows: &mut Vec<EditRow>) {
    let Some(group) = rows.last().and_then(|row| row.group) else {
        return;
    };
    let fits = rows
        .iter()
        .take_while(|row| row.group != Some(group))
        .count();
    if fits > 0 {
        rows.truncate(fits);
    }
}

fn group_of(rows: &[EditRow], i: usize, before: u64) -> Option<Group> {
    let group = rows.get(i)?.group?;
    let first = rows.iter().position(|row| row.group == Some(group))?;
    let len = rows.iter().filter(|row| row.group == Some(group)).count();
    Some(Group {
        first: before + 1 + first as u64,
        len: u32::try_from(len).ok()?,
    })
}
