//! Getting erased values out of the file itself: free pages, the search index, the write-ahead log.

use crate::error::Result;
use crate::table::meta;
use crate::tenant::Tenant;

impl Tenant {
    /// Writes the file anew, if something was erased since it last was: also after a crash in between.
    pub(crate) fn scrub(&self) -> Result<()> {
        if self.read(|connection| Ok(meta::get(connection, meta::TO_SCRUB).is_err()))? {
            return Ok(());
        }
        // The index drops the words of rows that are gone when it is merged into one.
        self.write(|transaction| {
            Ok(transaction.execute_batch("INSERT INTO search (search) VALUES ('optimize')")?)
        })?;
        self.vacuum()?;
        self.write(|transaction| meta::remove(transaction, meta::TO_SCRUB))
    }
}
