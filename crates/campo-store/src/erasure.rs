//! Erasing values that the server says are to be nowhere any more.
//!
//! They go out of documents, history, the edits that were accepted, drafts, lists and search, in the transaction of the
//! page; then out of free pages and the write-ahead log. Work that writes them and was not accepted is refused: it stays
//! in its author's outbox, and nowhere else, until they give it up.

use std::collections::BTreeSet;

use campo_document::fields::text_of;
use campo_document::{Edit, Part};
use campo_model::id::{ActorId, RecordId, TypeKey};
use campo_wire::sync::Refusal;
use rusqlite::params;

use crate::edits::EditStatus;
use crate::error::StoreError;
use crate::store::{Store, Tx};

const REASON: &str = "this was erased at the office: it cannot be written any more";

impl Tx<'_> {
    /// Erases fields of a record, or all of it when there are none; gives its type, when it was here.
    pub(crate) fn erase(
        &self,
        record: RecordId,
        fields: &[String],
        actor: ActorId,
    ) -> Result<Option<TypeKey>, StoreError> {
        self.forget_drafts_of(record)?;
        self.sql
            .execute("INSERT OR IGNORE INTO to_scrub VALUES (1)", [])?;
        let Some(n) = self.handle(record)? else {
            return Ok(None);
        };
        let record_type = self.record_by_handle(n)?.record_type;
        let is_erased =
            |field: &str| fields.is_empty() || fields.iter().any(|erased| erased == field);
        self.erase_edits(n, is_erased)?;
        self.erase_history(n, is_erased)?;
        if fields.is_empty() {
            self.leave(record)?;
        } else {
            self.erase_documents(n, is_erased, actor)?;
            self.project(n)?;
        }
        Ok(Some(record_type))
    }

    /// Refuses for good what was not accepted and writes erased values, with the others of its group; erases the rest in
    /// place.
    fn erase_edits(&self, n: i64, is_erased: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        let sql =
            "SELECT local, state, grp, payload FROM edit WHERE n = ?1 AND length(payload) > 0";
        let mut rows = self.edit_rows(sql, [n])?;
        let open = |status| {
            matches!(
                status,
                EditStatus::Local | EditStatus::Sent | EditStatus::Refused
            )
        };
        let refused = rows
            .iter()
            .filter(|row| open(row.status) && row.edit.body.touches(&is_erased));
        let groups: BTreeSet<i64> = refused.clone().filter_map(|row| row.group).collect();
        let refused: Vec<i64> = refused.map(|row| row.local).collect();
        for row in &mut rows {
            let with_others = row.group.is_some_and(|group| groups.contains(&group));
            match row.status {
                status if open(status) && (with_others || refused.contains(&row.local)) => {
                    self.close(row.local, EditStatus::Refused, &reason())?;
                }
                EditStatus::Accepted | EditStatus::AcceptedWithConflict | EditStatus::Discarded
                    if row.edit.body.erase(&is_erased) =>
                {
                    self.replace_payload(row.local, &row.edit)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn erase_history(&self, n: i64, is_erased: impl Fn(&str) -> bool) -> Result<(), StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT seq, payload FROM entry WHERE n = ?1")?;
        let entries = read.query_map([n], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        for entry in entries.collect::<Result<Vec<_>, _>>()? {
            let (seq, payload) = entry;
            let mut edit: Edit =
                postcard::from_bytes(&payload).map_err(StoreError::damaged("an edit"))?;
            if edit.body.erase(&is_erased) {
                let payload = postcard::to_stdvec(&edit).map_err(StoreError::damaged("an edit"))?;
                self.sql
                    .prepare_cached("UPDATE entry SET payload = ?2 WHERE seq = ?1")?
                    .execute(params![seq, payload])?;
            }
        }
        Ok(())
    }

    fn erase_documents(
        &self,
        n: i64,
        is_erased: impl Fn(&str) -> bool,
        actor: ActorId,
    ) -> Result<(), StoreError> {
        for name in self.stored_parts(n)? {
            if text_of(&name).is_some_and(&is_erased) {
                self.sql
                    .prepare_cached("DELETE FROM document WHERE n = ?1 AND facet = ?2")?
                    .execute(params![n, name])?;
                continue;
            }
            if let Part::Fields(mut document) = self.confirmed_part(n, &name)?
                && document.erase(&is_erased)
            {
                self.set_confirmed(n, &name, &document.to_bytes(), None)?;
            }
            self.rebuild(n, &name, actor)?;
        }
        Ok(())
    }

    /// Forgets what was begun about a record: drafts, and what imports remember of it.
    fn forget_drafts_of(&self, record: RecordId) -> Result<(), StoreError> {
        let id = record.to_string();
        self.sql.execute(
            "DELETE FROM draft WHERE instr(key, ?1) > 0 OR instr(content, ?1) > 0",
            [&id],
        )?;
        self.sql
            .execute("DELETE FROM imported WHERE record = ?1", [&id])?;
        Ok(())
    }
}

impl Store {
    /// Takes what was erased out of free pages, the search index and the write-ahead log, if something was since it
    /// last was: also after a crash in between.
    pub fn scrub(&mut self) -> Result<(), StoreError> {
        let due = "SELECT EXISTS (SELECT 1 FROM to_scrub)";
        if !self.sql().query_row(due, [], |row| row.get::<_, bool>(0))? {
            return Ok(());
        }
        // The index drops the words of rows that are gone when it is merged into one. Free pages are zeroed already.
        self.sql()
            .execute("INSERT INTO search (search) VALUES ('optimize')", [])?;
        self.sql()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // Last, so that a crash before is made up for.
        self.sql().execute("DELETE FROM to_scrub", [])?;
        Ok(())
    }
}

fn reason() -> String {
    let refusal = Refusal {
        code: "erased".to_owned(),
        message: REASON.to_owned(),
        problems: Vec::new(),
    };
    serde_json::to_string(&refusal).unwrap_or_else(|_| REASON.to_owned())
}
