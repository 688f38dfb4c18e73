//! The device's own books: what the server said on each numbered edit, and the chain over them.
//!
//! They are kept apart from the edits, which live on (a refused one is sent again under another number): whoever doubts
//! the server compares them with `campo-server admin device show`.

use campo_model::id::{ActorId, DeviceTag};
use campo_wire::sync::{Account, Verdict};
use rusqlite::OptionalExtension;

use crate::edits::EditStatus;
use crate::error::StoreError;
use crate::store::Tx;

const ACCOUNT: &str = "account";

impl Tx<'_> {
    /// The verdicts this incarnation was given.
    pub fn account(&self) -> Result<Account, StoreError> {
        Ok(self.meta(ACCOUNT)?.unwrap_or_default())
    }

    pub(crate) fn set_account(&self, account: &Account) -> Result<(), StoreError> {
        self.set_meta(ACCOUNT, account)
    }

    /// Takes what somebody decided on an edit that was set aside. Edits that are not of this device are left alone.
    pub(crate) fn take_decision(
        &self,
        (device, number): (DeviceTag, u64),
        verdict: &Verdict,
        actor: ActorId,
    ) -> Result<(), StoreError> {
        let Some((local, status)) = self.edit_by_number(device, number)? else {
            return Ok(());
        };
        let came_by_the_log = self.is_set_aside(local)?;
        let came_with_the_push = self.waits_for_the_log(local)?;
        if status != EditStatus::Quarantined && !came_by_the_log && !came_with_the_push {
            return Ok(());
        }
        if !came_with_the_push {
            self.settle_decision((local, device), verdict)?;
        }
        if matches!(verdict, Verdict::Accepted { .. }) {
            self.sql
                .prepare_cached("UPDATE edit SET in_log = 1 WHERE local = ?1")?
                .execute([local])?;
        }
        match self.confirmed_record_of(local)? {
            Some(_) => self.refresh_edit(local, actor),
            None => self.erase_if_accepted(local),
        }
    }

    /// Counts a decision, and moves its edit to its state.
    fn settle_decision(
        &self,
        (local, device): (i64, DeviceTag),
        verdict: &Verdict,
    ) -> Result<(), StoreError> {
        if device == self.membership()?.device {
            let mut account = self.account()?;
            account.decide(verdict);
            self.set_account(&account)?;
        }
        self.sql
            .prepare_cached("UPDATE edit SET reason = NULL WHERE local = ?1")?
            .execute([local])?;
        self.decide(local, verdict).map(drop)
    }

    /// Whether an edit is accepted and not seen in the log yet: the decision on it was the answer to a push whose first
    /// answer was lost. Its author may not be able to read it there.
    fn waits_for_the_log(&self, local: i64) -> Result<bool, StoreError> {
        let sql = "SELECT in_log = 0 AND state IN (2, 3) FROM edit WHERE local = ?1";
        Ok(self.sql.query_row(sql, [local], |row| row.get(0))?)
    }

    /// The record of an edit, while it is in the scope of this device's person.
    fn confirmed_record_of(&self, local: i64) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT r.n FROM record r JOIN edit e ON e.n = r.n WHERE e.local = ?1 AND r.confirmed = 1";
        let found = self.sql.query_row(sql, [local], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Forgets the record of an accepted edit when it is not in the scope and no other work on it waits.
    pub(crate) fn forget_if_out_of_scope(&self, local: i64) -> Result<(), StoreError> {
        let sql = "SELECT r.n FROM record r JOIN edit e ON e.n = r.n WHERE e.local = ?1 AND r.confirmed = 0";
        let found = self.sql.query_row(sql, [local], |row| row.get(0));
        let Some(n) = found.optional()? else {
            return Ok(());
        };
        self.erase_if_accepted(local)?;
        if self.overlay_of_record(n)?.is_empty() {
            self.leave(self.record_by_handle(n)?.id)?;
        }
        Ok(())
    }

    /// Keeps nothing of the content of an accepted edit whose record is not in the scope.
    pub(crate) fn erase_if_out_of_scope(&self, local: i64) -> Result<(), StoreError> {
        match self.confirmed_record_of(local)? {
            Some(_) => Ok(()),
            None => self.erase_if_accepted(local),
        }
    }

    /// The content of accepted work on what is not in the scope any more does not stay here.
    fn erase_if_accepted(&self, local: i64) -> Result<(), StoreError> {
        let sql = "UPDATE edit SET payload = x'' WHERE local = ?1 AND state IN (2, 3)";
        self.sql.prepare_cached(sql)?.execute([local])?;
        Ok(())
    }

    /// Whether an edit has the reason it was set aside for: the log may have brought it before the decision came.
    fn is_set_aside(&self, local: i64) -> Result<bool, StoreError> {
        let sql = "SELECT reason IS NOT NULL AND state IN (2, 3) FROM edit WHERE local = ?1";
        Ok(self.sql.query_row(sql, [local], |row| row.get(0))?)
    }
}
