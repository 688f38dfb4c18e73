//! Work that was set aside, and deciding on it.
//!
//! Nothing a device hands in is dropped: what it may not write any more waits here, with its bytes, until somebody
//! accepts or rejects it. Accepting judges the edit as any other, but not the rights of its author, for whom whoever
//! accepts answers. The decision reaches the author's devices with the log.

use campo_document::Edit;
use campo_model::id::UserId;
use campo_wire::sync::{Refusal, Verdict};
use rusqlite::{Connection, Transaction};
use serde_json::json;

use crate::administrator::By;
use crate::admit::{Vouched, judge_again, units_of};
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::table::quarantine::{self, Cause, SetAside};
use crate::table::{entry, verdict};
use crate::tenant::Tenant;

/// The most bytes that wait of one device; more stays on it until somebody decided.
const MAX_WAITING_BYTES: u64 = 256 * 1024 * 1024;

/// What was decided on an edit, or why it cannot be accepted as things are.
pub type Decision = (i64, Verdict);

impl Tenant {
    /// What waits, in the order it came; with `all` also what was decided.
    pub fn quarantine(&self, all: bool) -> Result<Vec<SetAside>> {
        self.read(|connection| quarantine::list(connection, all))
    }

    /// Accepts edits that wait, each with the others of its group, in the order they were made.
    ///
    /// An edit that cannot be in the log as it is (another record has its unique value, say) goes on waiting, and comes
    /// back with its refusal.
    pub fn accept_quarantined(&self, wanted: &[i64], by: impl Into<By>) -> Result<Vec<Decision>> {
        let by = by.into();
        self.write(|transaction| {
            let waiting = chosen(transaction, wanted)?;
            let decisions = self.judge_waiting(transaction, &waiting, Vouched::Yes, by.now_ms)?;
            note(transaction, ("quarantine.accept", ""), &decisions, by)?;
            Ok(decisions)
        })
    }

    /// Rejects edits that wait, each with the others of its group; their author keeps them, refused with this reason.
    pub fn reject_quarantined(
        &self,
        wanted: &[i64],
        reason: &str,
        by: impl Into<By>,
    ) -> Result<Vec<Decision>> {
        let by = by.into();
        let verdict = Verdict::Refused(Refusal {
            code: "rejected".to_owned(),
            message: reason.to_owned(),
            problems: Vec::new(),
        });
        self.write(|transaction| {
            let waiting = chosen(transaction, wanted)?;
            for aside in &waiting {
                let (user, device) = (aside.user, aside.edit.id.device);
                let seq = entry::append_decision(transaction, user, device, by.now_ms)?;
                settle(transaction, aside, &verdict, seq)?;
            }
            let decisions = waiting.iter().map(|aside| (aside.n, verdict.clone()));
            let decisions: Vec<Decision> = decisions.collect();
            note(transaction, ("quarantine.reject", reason), &decisions, by)?;
            Ok(decisions)
        })
    }

    /// Judges again what waits because its author had lost a right, now that their rights changed.
    pub(crate) fn reconsider(
        &self,
        transaction: &Transaction<'_>,
        user: UserId,
        now_ms: i64,
    ) -> Result<()> {
        let mut waiting = quarantine::open_of_user(transaction, user)?;
        waiting.retain(|aside| aside.cause == Cause::Rights);
        self.judge_waiting(transaction, &waiting, Vouched::No, now_ms)
            .map(drop)
    }

    fn judge_waiting(
        &self,
        transaction: &Transaction<'_>,
        waiting: &[SetAside],
        vouched: Vouched,
        now_ms: i64,
    ) -> Result<Vec<Decision>> {
        let mut decisions = Vec::new();
        for author in waiting.chunk_by(|one, next| {
            (one.user, one.edit.id.device) == (next.user, next.edit.id.device)
        }) {
            let edits: Vec<Edit> = author.iter().map(|aside| aside.edit.clone()).collect();
            let mut asides = author.iter();
            for unit in units_of(&edits) {
                let user = author
                    .first()
                    .map_or(crate::admit::SERVER, |first| first.user);
                let verdicts = judge_again(self, transaction, (user, vouched), unit, now_ms)?;
                for (verdict, aside) in verdicts.into_iter().zip(asides.by_ref()) {
                    if let Verdict::Accepted { seq, .. } | Verdict::Known { seq } = verdict {
                        settle(transaction, aside, &verdict, seq)?;
                    }
                    decisions.push((aside.n, verdict));
                }
            }
        }
        Ok(decisions)
    }
}

/// Notes what was decided on in the audit log.
fn note(
    connection: &Connection,
    (action, reason): (&str, &str),
    decisions: &[Decision],
    by: By,
) -> Result<()> {
    let act = Act {
        user: by.user,
        action,
        resource_type: "quarantine",
        resource: decisions.len().to_string(),
        detail: json!({ "edits": decisions.iter().map(|(n, _)| n).collect::<Vec<_>>(), "reason": reason }),
    };
    audit::append(connection, &act, by.now_ms)
}

/// Sets an edit aside, while there is room.
pub(crate) fn set_aside(
    connection: &Connection,
    by: (&Edit, UserId),
    why: (Cause, &str),
    now_ms: i64,
) -> Result<()> {
    if quarantine::waiting_bytes(connection, by.0.id.device)? > MAX_WAITING_BYTES {
        return Err(LogError::QuarantineFull);
    }
    quarantine::insert(connection, by, why, now_ms)
}

/// Writes a decision where a device that asks again finds it, and where its accounting counts it.
pub(crate) fn settle(
    connection: &Connection,
    aside: &SetAside,
    verdict: &Verdict,
    seq: u64,
) -> Result<()> {
    quarantine::decide(connection, aside.n, verdict, seq)?;
    verdict::change(connection, aside.edit.id.device, aside.edit.id.seq, verdict)
}

/// The edits with these numbers, and the others of their groups, by author and in the order they were made.
fn chosen(connection: &Connection, wanted: &[i64]) -> Result<Vec<SetAside>> {
    let mut waiting = quarantine::list(connection, false)?;
    let group_of = |aside: &SetAside| {
        let edit = &aside.edit;
        edit.group.map(|group| (edit.id.device, group.first))
    };
    for n in wanted {
        if !waiting.iter().any(|aside| aside.n == *n) {
            return Err(LogError::missing("edit in quarantine", n));
        }
    }
    let groups: Vec<_> = waiting
        .iter()
        .filter(|aside| wanted.contains(&aside.n))
        .filter_map(group_of)
        .collect();
    waiting.retain(|aside| {
        wanted.contains(&aside.n) || group_of(aside).is_some_and(|group| groups.contains(&group))
    });
    waiting.sort_by_key(|aside| aside.edit.id);
    Ok(waiting)
}

#[cfg(test)]
mod tests;
