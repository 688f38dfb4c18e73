//! What becomes of a device's edits.
//!
//! A push is one transaction. Edits that come again get their first verdict again; the others are judged one after
//! the other, a group as one. Whatever is decided before anything of the unit is written, so a refusal leaves nothing.
//! The chain of hashes over a device's edits shows a restored or cloned database before anything of it is taken.

mod check;
mod denial;
mod draft;
mod layout;
mod merge;
mod sequence;
mod store;
#[cfg(test)]
mod tests;
mod unit;

use campo_document::Edit;
use campo_model::id::DeviceTag;
use campo_wire::sync::{Chain, EditVerdict, MAX_PUSH_EDITS, PushReply, PushRequest, Verdict};
use rusqlite::Connection;

use crate::error::{LogError, Result};
use crate::signin::Caller;
use crate::table::verdict::{self, Decided};
use crate::tenant::Tenant;

pub(crate) use sequence::SERVER;
use unit::Admission;

impl Tenant {
    /// Decides on the edits of the caller's device.
    pub fn push(&self, caller: &Caller, request: &PushRequest, now_ms: i64) -> Result<PushReply> {
        check_form(caller, request)?;
        self.write(|transaction| {
            let (last, _) = verdict::last(transaction, caller.device)?;
            let Some(again) = verdicts_again(transaction, request, last)? else {
                return Ok(PushReply::Rewind { last });
            };
            let catalog = self.catalog(transaction)?;
            let person = catalog.person(transaction, caller.user)?;
            let admission = Admission {
                connection: transaction,
                catalog: &catalog,
                person: &person,
                device: caller.device,
                server: self.actor(),
                now_ms,
            };
            let mut chain = again.chain;
            let mut verdicts = again.verdicts;
            for unit in units(request.edits.get(verdicts.len()..).unwrap_or_default()) {
                for (edit, verdict) in unit.iter().zip(admission.judge(unit)?) {
                    chain = edit.chain(chain);
                    let decided = Decided { chain, verdict };
                    verdict::insert(transaction, caller.device, edit.id.seq, &decided)?;
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

/// A request that no device of ours makes is refused as a whole.
fn check_form(caller: &Caller, request: &PushRequest) -> Result<()> {
    let own = |device: DeviceTag| device == caller.device;
    if !own(request.device) || !request.edits.iter().all(|edit| own(edit.id.device)) {
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
fn units(edits: &[Edit]) -> impl Iterator<Item = &[Edit]> {
    edits.chunk_by(|edit, next| edit.group.is_some() && edit.group == next.group)
}

/// The same verdict for each edit of a unit.
fn alike(unit: &[Edit], verdict: &Verdict) -> Vec<Verdict> {
    vec![verdict.clone(); unit.len()]
}
