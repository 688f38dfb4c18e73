//! What happened to a record, as far as this device was told.

use std::collections::{BTreeMap, BTreeSet};

use campo_document::fields::text_of;
use campo_document::{Body, ChangeHash, Edit, Part, Past};

use crate::error::StoreError;
use crate::records::RecordState;
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

    /// Whether a record's history is all there is of it: every change of its documents, and its deletion.
    pub fn is_whole(
        &self,
        record: &RecordState,
        history: &[HistoryItem],
    ) -> Result<bool, StoreError> {
        let mut told: BTreeMap<&str, BTreeSet<&ChangeHash>> = BTreeMap::new();
        let mut deletions = history.iter();
        let deletion = deletions.any(|item| matches!(item.edit.body, Body::Delete { .. }));
        for item in history {
            if !item.edit.body.is_given_up()
                && let Body::Change { facet, hash, .. } | Body::Text { facet, hash, .. } =
                    &item.edit.body
            {
                told.entry(facet).or_default().insert(hash);
            }
        }
        for name in self.stored_parts(record.n)? {
            let known = told.get(name.as_str()).map_or(0, BTreeSet::len);
            if known != self.current_part(record.n, &name)?.change_count() {
                return Ok(false);
            }
        }
        Ok(record.tombstone.is_none() || deletion)
    }

    /// A record as it was at a moment, ms since 1970 UTC, from its whole history; `None` before it was made.
    pub fn record_at(
        &self,
        record: &RecordState,
        history: &[HistoryItem],
        at_ms: i64,
    ) -> Result<Option<RecordState>, StoreError> {
        let mut texts = BTreeMap::new();
        for name in self.stored_parts(record.n)? {
            if let Part::Text(document) = self.current_part(record.n, &name)? {
                texts.insert(name, *document);
            }
        }
        let edits = history.iter().map(|item| &item.edit);
        let past = Past::at(edits, &texts, at_ms).map_err(StoreError::apply)?;
        let said = |(name, text): (String, String)| Some((text_of(&name)?.to_owned(), text));
        Ok(past.map(|past| RecordState {
            deleted: past.deleted,
            updated_ms: past.updated_ms,
            facets: past.facets.into_iter().collect(),
            texts: past.texts.into_iter().filter_map(said).collect(),
            ..record.clone()
        }))
    }
}
