//! What happened to a record, as far as this device was told.

use campo_document::Edit;

use crate::error::StoreError;
use crate::store::Tx;

/// One edit in a record's history.
#[derive(Debug, Clone)]
pub struct HistoryItem {
    /// Its number in the log; `None` while it is only here.
    pub seq: Option<u64>,
    /// The edit.
    pub edit: Edit,
}

impl Tx<'_> {
    /// The log's edits of a record in order, as far as this device was told, then the ones of its own that are not in
    /// the log yet.
    pub fn history(&self, n: i64) -> Result<Vec<HistoryItem>, StoreError> {
        let mut read = self.sql.prepare_cached(
            "SELECT seq, payload FROM entry WHERE n = ?1
             UNION SELECT seq, payload FROM edit WHERE n = ?1 AND in_log = 1 AND seq IS NOT NULL AND payload <> x''
             ORDER BY seq",
        )?;
        let rows = read.query_map([n], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        let mut items = Vec::new();
        for row in rows {
            let (seq, payload) = row?;
            let edit = postcard::from_bytes(&payload).map_err(StoreError::damaged("an edit"))?;
            items.push(HistoryItem {
                seq: u64::try_from(seq).ok(),
                edit,
            });
        }
        let pending = self.overlay_of_record(n)?;
        items.extend(pending.into_iter().map(|row| HistoryItem {
            seq: None,
            edit: row.edit,
        }));
        Ok(items)
    }
}
