//! What the server decided on edits of this device.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::id::{ActorId, DeviceTag};
use campo_wire::sync::{Account, EditVerdict, PushRequest, Verdict};
use rusqlite::params;

use crate::edits::{EditRow, EditStatus};
use crate::error::StoreError;
use crate::store::Tx;

impl Tx<'_> {
    /// Keeps the verdicts of a push. Facets that lose an edit are made anew without it, by `actor`.
    pub fn judge(
        &self,
        push: &PushRequest,
        verdicts: &[EditVerdict],
        actor: ActorId,
    ) -> Result<(), StoreError> {
        let mut account = self.account()?;
        let mut shaken: BTreeSet<(i64, &str)> = BTreeSet::new();
        let (mut changed, mut settled) = (BTreeSet::new(), BTreeMap::new());
        let mut known = Vec::new();
        for (edit, verdict) in push.edits.iter().zip(verdicts) {
            let Some((local, status)) = self.edit_by_number(edit.id.device, verdict.number)? else {
                continue;
            };
            if status != EditStatus::Sent {
                continue;
            }
            account.add(&verdict.verdict, edit.chain(account.chain));
            let Some(n) = self.handle(edit.record)? else {
                continue;
            };
            if !self.decide(local, &verdict.verdict)? {
                settled.insert(n, &edit.record_type);
                continue;
            }
            changed.insert(n);
            known.extend(matches!(verdict.verdict, Verdict::Known { .. }).then_some(local));
            if let Some(facet) = edit.body.document() {
                shaken.insert((n, facet));
            }
        }
        self.set_account(&account)?;
        shaken
            .into_iter()
            .try_for_each(|(n, facet)| self.rebuild(n, facet, actor))?;
        settled
            .into_iter()
            .try_for_each(|(n, record_type)| self.project_pending(n, record_type))?;
        changed.into_iter().try_for_each(|n| self.project(n))?;
        known
            .into_iter()
            .try_for_each(|local| self.forget_if_out_of_scope(local))
    }

    /// Moves the edit to its state; whether the record loses it, for now or for good.
    pub(crate) fn decide(&self, local: i64, verdict: &Verdict) -> Result<bool, StoreError> {
        match verdict {
            Verdict::Accepted { seq, conflict } => {
                let status = if *conflict {
                    EditStatus::AcceptedWithConflict
                } else {
                    EditStatus::Accepted
                };
                self.settle(local, status, false)?;
                self.set_seq(local, *seq)?;
            }
            Verdict::Refused(refusal) => {
                let reason =
                    serde_json::to_string(refusal).unwrap_or_else(|_| refusal.message.clone());
                self.close(local, EditStatus::Refused, &reason)?;
                return Ok(true);
            }
            Verdict::Quarantined { reason } => {
                self.close(local, EditStatus::Quarantined, reason)?;
                return Ok(true);
            }
            Verdict::Rebase => {
                self.reopen(local)?;
                return Ok(true);
            }
            Verdict::Known { seq } => {
                self.settle(local, EditStatus::Accepted, true)?;
                self.set_seq(local, *seq)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn close(
        &self,
        local: i64,
        status: EditStatus,
        reason: &str,
    ) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE edit SET state = ?2, reason = ?3 WHERE local = ?1")?
            .execute(params![local, status as i64, reason])?;
        Ok(())
    }

    fn reopen(&self, local: i64) -> Result<(), StoreError> {
        self.sql
            .prepare_cached(
                "UPDATE edit SET state = 0, number = NULL, reason = NULL WHERE local = ?1",
            )?
            .execute([local])?;
        Ok(())
    }

    /// Sends a refused edit again, on top of what the record is now.
    pub fn retry(&self, local: i64, actor: ActorId) -> Result<(), StoreError> {
        let row = self.refused(local)?;
        if self.is_erased(local)? {
            return Err(StoreError::Erased(local));
        }
        self.reopen(local)?;
        self.refresh(&row, actor)
    }

    /// Gives up a refused edit, for good.
    pub fn discard(&self, local: i64, actor: ActorId) -> Result<(), StoreError> {
        let row = self.refused(local)?;
        self.settle(local, EditStatus::Discarded, false)?;
        self.forget_if_erased(local)?;
        self.refresh(&row, actor)
    }

    /// Whether an edit was refused because what it writes was erased.
    fn is_erased(&self, local: i64) -> Result<bool, StoreError> {
        let sql = "SELECT iif(json_valid(reason), reason ->> 'code' = 'erased', 0) FROM edit WHERE local = ?1";
        Ok(self.sql.query_row(sql, [local], |row| row.get(0))?)
    }

    /// Of what was refused because it was erased nothing stays once it is given up.
    fn forget_if_erased(&self, local: i64) -> Result<(), StoreError> {
        if self.is_erased(local)? {
            self.sql
                .execute("UPDATE edit SET payload = x'' WHERE local = ?1", [local])?;
        }
        Ok(())
    }

    /// A refused edit. What was set aside is the office's to decide on, and of what was given up nothing may be left.
    fn refused(&self, local: i64) -> Result<EditRow, StoreError> {
        let sql = "SELECT local, state, grp, payload FROM edit WHERE local = ?1 AND state = ?2";
        self.edit_rows(sql, params![local, EditStatus::Refused as i64])?
            .pop()
            .ok_or(StoreError::NotOpen(local))
    }

    /// Shows a record as it is with or without an edit whose state changed.
    pub(crate) fn refresh_edit(&self, local: i64, actor: ActorId) -> Result<(), StoreError> {
        let sql = "SELECT local, state, grp, payload FROM edit WHERE local = ?1";
        match self.edit_rows(sql, [local])?.pop() {
            Some(row) => self.refresh(&row, actor),
            None => Ok(()),
        }
    }

    fn refresh(&self, row: &EditRow, actor: ActorId) -> Result<(), StoreError> {
        let Some(n) = self.handle(row.edit.record)? else {
            return Ok(());
        };
        if let Some(facet) = row.edit.body.document() {
            self.rebuild(n, facet, actor)?;
        }
        self.project(n)
    }

    /// Goes on as a new incarnation, after the server showed that this database was restored or cloned.
    ///
    /// What has no verdict waits to be authored anew; what the old incarnation did get accepted comes back by the log.
    pub fn become_incarnation(&self, device: DeviceTag) -> Result<(), StoreError> {
        let mut membership = self.membership()?;
        membership.device = device;
        self.set_membership(&membership)?;
        self.set_account(&Account::default())?;
        self.set_position(&self.start_of_log()?)?;
        self.set_last_number(0)?;
        self.forget_deliveries()?;
        self.begin_rebuilding_walk()?;
        self.sql.execute(
            "UPDATE edit SET state = 0, number = NULL WHERE state = 1",
            [],
        )?;
        Ok(())
    }
}
