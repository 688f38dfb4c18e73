//! What a person's device may know, page by page. See `docs/protocol.md`.
//!
//! Between two pages the device has what the pages so far gave it, and the server knows that by the record
//! (`held`). A page is judged by what is visible *now*: a record that enters comes as it is now, and later edits in
//! the tail that it already holds are duplicates, which devices ignore; a record that is no longer visible leaves,
//! even if it was visible at the page's end. So nothing is ever sent that the person may not see at this moment.
//!
//! When the person's rights or the modules changed, the page begins a sweep over all records at the present head.

mod page;
mod sweep;
mod tail;
#[cfg(test)]
mod tests;

use campo_wire::sync::{PullReply, PullRequest};

use crate::devices;
use crate::epochs;
use crate::error::Result;
use crate::signin::Caller;
use crate::table::{erasure, held};
use crate::tenant::Tenant;

pub(crate) use page::Known;
use page::{Made, Page};

impl Tenant {
    /// The page after the device's position.
    pub fn pull(&self, caller: &Caller, request: &PullRequest, now_ms: i64) -> Result<PullReply> {
        let (
            caller,
            Made {
                reply,
                holds,
                known,
                carried_out,
            },
        ) = self.read(|connection| {
            let caller = devices::incarnation(connection, caller, request.device)?;
            devices::require_active(connection, &caller)?;
            let catalog = self.catalog(connection)?;
            let person = catalog.person(connection, caller.user)?;
            let page = Page::new(connection, (&catalog, &person), caller.device, now_ms)?;
            Ok((caller, page.make(request.position)?))
        })?;
        if let Some(cursor) = carried_out {
            self.write(|transaction| {
                erasure::acknowledge(transaction, caller.device, cursor, now_ms)
            })?;
        }
        if !holds.is_empty() {
            self.write(|transaction| {
                holds.iter().try_for_each(|(n, hold)| {
                    held::set(transaction, caller.device, *n, *hold, now_ms)
                })
            })?;
        }
        if let Some(known) = known {
            self.write(|transaction| {
                erasure::expect_all(transaction, caller.device)?;
                epochs::note(transaction, known)
            })?;
        }
        Ok(reply)
    }
}
