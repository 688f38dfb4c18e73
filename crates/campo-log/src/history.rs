//! Everything that was done to a record.

use campo_document::Edit;
use campo_model::id::{RecordId, UserId};

use crate::error::{LogError, Result};
use crate::scope;
use crate::signin::Caller;
use crate::table::{entry, record};
use crate::tenant::Tenant;

/// An edit as history shows it: its number in the log, its author and the edit.
pub type Past = (u64, UserId, Edit);

impl Tenant {
    /// The edits of a record, in order, as far as the caller may read them.
    pub fn history(&self, caller: &Caller, record: RecordId, now_ms: i64) -> Result<Vec<Past>> {
        self.read(|connection| {
            let catalog = self.catalog(connection)?;
            let person = catalog.person(connection, caller.user)?;
            let missing = || LogError::missing("record", record);
            let row = record::get(connection, record)?.ok_or_else(missing)?;
            if !scope::contains(connection, &catalog, &person, &row, now_ms)? {
                return Err(missing());
            }
            let entries = entry::of_record(connection, record)?.into_iter();
            let readable = entries.filter(|entry| person.may_read(&row.record_type, &entry.edit));
            Ok(readable
                .map(|entry| (entry.seq, entry.user, entry.edit))
                .collect())
        })
    }
}
