//! What becomes of a device's edits.
//!
//! A push is one transaction. Edits that come again get their first verdict again; the others are judged one after
//! the other, a group as one. Whatever is decided before anything of the unit is written, so a refusal leaves nothing.
//! The chain of hashes over a device's edits shows a restored or cloned database before anything of it is taken.

mod brought_back;
mod check;
mod consequence;
mod denial;
mod draft;
mod layout;
mod merge;
mod sequence;
mod server_edit;
mod set_aside;
mod store;
#[cfg(test)]
mod tests;
mod typing;
mod unit;

use std::sync::Arc;

use campo_document::Edit;
use campo_model::id::{DeviceTag, UserId};
use campo_wire::sync::{Chain, EditVerdict, MAX_PUSH_EDITS, PushReply, PushRequest, Verdict};
use rusqlite::Connection;
use serde_json::json;

use crate::audit::{self, Act};
use crate::catalog::{Catalog, Person};
use crate::devices::{self, Standing};
use crate::error::{LogError, Result};
use crate::quarantine;
use crate::signin::Caller;
use crate::table::quarantine::Cause;
use crate::table::user;
use crate::table::verdict::{self, Decided};
use crate::tenant::Tenant;

pub(crate) use server_edit::SERVER;
use unit::Admission;

/// Whether somebody answers for the rights of an edit's author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vouched {
    /// Whoever accepts it.
    Yes,
    /// Nobody: the author needs the right.
    No,
}

impl Tenant {
    /// Decides on the edits of the caller's device. Those of a caller who lost access are set aside.
    pub fn push(&self, caller: &Caller, request: &PushRequest, now_ms: i64) -> Result<PushReply> {
        check_form(request)?;
        self.write(|transaction| {
            let caller = devices::incarnation(transaction, caller, request.device)?;
            let (last, _) = verdict::last(transaction, caller.device)?;
            let Some(again) = verdicts_again(transaction, request, last)? else {
                return Ok(PushReply::Rewind { last });
            };
            let Again {
                mut chain,
                mut verdicts,
            } = again;
            let catalog = self.catalog(transaction)?;
            let judge = Judge::of(self, transaction, &catalog, &caller)?;
            for unit in units_of(request.edits.get(verdicts.len()..).unwrap_or_default()) {
                for (edit, verdict) in unit.iter().zip(judge.decide(unit, now_ms)?) {
                    if let Verdict::Quarantined { reason } = &verdict {
                        let why = (judge.cause(), reason.as_str());
                        quarantine::set_aside(transaction, (edit, caller.user), why, now_ms)?;
                    }
                    note_not_accepted(transaction, (edit, caller.user), &verdict, now_ms)?;
                    let decided = Decided::on(edit, chain, verdict);
                    verdict::insert(transaction, caller.device, edit.id.seq, &decided)?;
                    chain = decided.chain;
                    verdicts.push(EditVerdict {
                        number: edit.id.seq,
                        verdict: decided.verdict,
                    });
                }
            }
            Ok(PushReply::Verdicts(verdicts))
        })
    }
}

/// Notes a refusal, with its reason and without what was refused.
fn note_not_accepted(
    connection: &Connection,
    (edit, user): (&Edit, UserId),
    verdict: &Verdict,
    now_ms: i64,
) -> Result<()> {
    let (action, detail) = match verdict {
        Verdict::Accepted { .. } | Verdict::Rebase | Verdict::Known { .. } => return Ok(()),
        Verdict::Refused(refusal) => ("edit.refused", json!({ "code": refusal.code })),
        Verdict::Quarantined { reason } => ("edit.quarantined", json!({ "reason": reason })),
    };
    let act = Act {
        user: Some(user),
        action,
        resource_type: "record",
        resource: edit.record.to_string(),
        detail,
    };
    audit::append(connection, &act, now_ms)
}

/// Who decides on a push.
enum Judge<'a> {
    /// The rules, for a person with access.
    Rules {
        tenant: &'a Tenant,
        connection: &'a Connection,
        catalog: &'a Catalog,
        person: Arc<Person>,
        device: DeviceTag,
    },
    /// Somebody, later, for this reason.
    Later(&'static str),
}

impl<'a> Judge<'a> {
    fn of(
        tenant: &'a Tenant,
        connection: &'a Connection,
        catalog: &'a Catalog,
        caller: &Caller,
    ) -> Result<Self> {
        Ok(match devices::standing(connection, caller)? {
            Standing::Revoked(reason) => Self::Later(reason),
            Standing::Active => Self::Rules {
                tenant,
                connection,
                catalog,
                person: catalog.person(connection, caller.user)?,
                device: caller.device,
            },
        })
    }

    fn decide(&self, unit: &[Edit], now_ms: i64) -> Result<Vec<Verdict>> {
        match self {
            Self::Later(reason) => {
                let reason = (*reason).to_owned();
                Ok(alike(unit, &Verdict::Quarantined { reason }))
            }
            Self::Rules {
                tenant,
                connection,
                catalog,
                person,
                device,
            } => Admission {
                connection,
                catalog,
                person,
                vouched: Vouched::No,
                device: *device,
                server: tenant.actor(),
                now_ms,
            }
            .judge(unit),
        }
    }

    fn cause(&self) -> Cause {
        match self {
            Self::Later(_) => Cause::Revoked,
            Self::Rules { .. } => Cause::Rights,
        }
    }
}

/// Judges a unit that was set aside.
pub(crate) fn judge_again(
    tenant: &Tenant,
    connection: &Connection,
    (user, vouched): (UserId, Vouched),
    unit: &[Edit],
    now_ms: i64,
) -> Result<Vec<Verdict>> {
    let catalog = tenant.catalog(connection)?;
    let user = user::by_id(connection, user)?.ok_or_else(|| LogError::missing("user", user))?;
    let person = Person::new(catalog.registry(), user);
    let device = unit
        .first()
        .map_or(tenant.actor().device(), |edit| edit.id.device);
    let admission = Admission {
        connection,
        catalog: &catalog,
        person: &person,
        vouched,
        device,
        server: tenant.actor(),
        now_ms,
    };
    admission.judge(unit)
}

/// A request that no device of ours makes is refused as a whole.
fn check_form(request: &PushRequest) -> Result<()> {
    let own = |edit: &Edit| edit.id.device == request.device;
    if !request.edits.iter().all(own) {
        return Err(LogError::ForeignDevice);
    }
    let (found, limit) = (request.edits.len(), MAX_PUSH_EDITS);
    if found > limit {
        return Err(LogError::TooLarge { found, limit });
    }
    let numbers = request.edits.iter().map(|edit| edit.id.seq);
    let follows = |(number, next): (u64, u64)| number.checked_add(1) == Some(next);
    if numbers.clone().zip(numbers.skip(1)).all(follows) {
        Ok(())
    } else {
        Err(LogError::Malformed)
    }
}

struct Again {
    verdicts: Vec<EditVerdict>,
    chain: Chain,
}

/// The verdicts of the edits that were decided before; `None` when they are not the edits that were decided.
fn verdicts_again(
    connection: &Connection,
    request: &PushRequest,
    last: u64,
) -> Result<Option<Again>> {
    let first = request.edits.first().map_or(last + 1, |edit| edit.id.seq);
    if first == 0
        || first > last + 1
        || chain_before(connection, request.device, first)? != Some(request.chain)
    {
        return Ok(None);
    }
    let mut again = Again {
        verdicts: Vec::new(),
        chain: request.chain,
    };
    for edit in request.edits.iter().take_while(|edit| edit.id.seq <= last) {
        again.chain = edit.chain(again.chain);
        match verdict::get(connection, request.device, edit.id.seq)? {
            Some(decided) if decided.chain == again.chain => {
                again.verdicts.push(EditVerdict {
                    number: edit.id.seq,
                    verdict: decided.verdict,
                });
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(again))
}

fn chain_before(connection: &Connection, device: DeviceTag, number: u64) -> Result<Option<Chain>> {
    if number <= 1 {
        return Ok(Some(Chain::default()));
    }
    Ok(verdict::get(connection, device, number - 1)?.map(|decided| decided.chain))
}

/// The edits in the portions that are accepted or refused as one.
pub(crate) fn units_of(edits: &[Edit]) -> impl Iterator<Item = &[Edit]> {
    edits.chunk_by(|edit, next| edit.group.is_some() && edit.group == next.group)
}

/// The same verdict for each edit of a unit.
fn alike(unit: &[Edit], verdict: &Verdict) -> Vec<Verdict> {
    vec![verdict.clone(); unit.len()]
}
