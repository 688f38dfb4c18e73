//! The rows of edits made on this device, and the one state each is in.

use campo_document::Edit;
use campo_model::id::{ActorId, DeviceTag};
use rusqlite::{OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::store::Tx;

/// Where an edit is. Every edit is in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditStatus {
    /// Made here, never sent.
    Local = 0,
    /// Sent, verdict unknown: it keeps its bytes and is sent again as it was.
    Sent = 1,
    /// In the server's log.
    Accepted = 2,
    /// In the server's log, and it met a concurrent edit.
    AcceptedWithConflict = 3,
    /// Refused; kept here.
    Refused = 4,
    /// Kept at the server for somebody to decide on.
    Quarantined = 5,
    /// Given up by the person who made it.
    Discarded = 6,
}

impl EditStatus {
    fn from_code(code: i64) -> Option<Self> {
        [
            Self::Local,
            Self::Sent,
            Self::Accepted,
            Self::AcceptedWithConflict,
            Self::Refused,
            Self::Quarantined,
            Self::Discarded,
        ]
        .into_iter()
        .find(|status| *status as i64 == code)
    }
}

/// What an edit does, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// The first change of a record.
    Create,
    /// A later change.
    Update,
    /// A deletion.
    Delete,
    /// The undoing of a deletion.
    Restore,
}

impl EditKind {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Restore => "restore",
        }
    }
}

/// A row of the table.
pub(crate) struct EditRow {
    pub(crate) local: i64,
    pub(crate) status: EditStatus,
    pub(crate) group: Option<i64>,
    pub(crate) edit: Edit,
}

const COLUMNS: &str = "local, state, grp, payload";

/// SQL for "not in the log yet, and still meant": such edits lie on top of the confirmed document.
const OVERLAY: &str = "in_log = 0 AND state IN (0, 1, 2, 3)";

impl Tx<'_> {
    pub(crate) fn insert_edit(
        &self,
        n: i64,
        kind: EditKind,
        facet: Option<&str>,
        edit: &Edit,
    ) -> Result<i64, StoreError> {
        let mut write = self.sql.prepare_cached(
            "INSERT INTO edit (device, n, kind, facet, state, at_ms, payload) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)",
        )?;
        let payload = payload(edit)?;
        Ok(write.insert(params![
            edit.id.device.0,
            n,
            kind.as_str(),
            facet,
            edit.at.device_ms,
            payload
        ])?)
    }

    /// The latest moment from `first` to `last`, ms, that an edit made here has.
    pub(crate) fn last_moment(&self, first: i64, last: i64) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT max(at_ms) FROM edit WHERE at_ms BETWEEN ?1 AND ?2";
        let mut read = self.sql.prepare_cached(sql)?;
        Ok(read.query_row([first, last], |row| row.get(0))?)
    }

    pub(crate) fn set_group(&self, local: i64, group: i64) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE edit SET grp = ?2 WHERE local = ?1")?
            .execute([local, group])?;
        Ok(())
    }

    pub(crate) fn replace_payload(&self, local: i64, edit: &Edit) -> Result<(), StoreError> {
        let mut write = self
            .sql
            .prepare_cached("UPDATE edit SET device = ?2, payload = ?3 WHERE local = ?1")?;
        write.execute(params![local, edit.id.device.0, payload(edit)?])?;
        Ok(())
    }

    /// Moves an edit to another state; `in_log` says the confirmed document holds it.
    pub(crate) fn settle(
        &self,
        local: i64,
        status: EditStatus,
        in_log: bool,
    ) -> Result<(), StoreError> {
        let mut write = self.sql.prepare_cached(
            "UPDATE edit SET state = ?2, in_log = max(in_log, ?3) WHERE local = ?1",
        )?;
        write.execute(params![local, status as i64, in_log])?;
        Ok(())
    }

    /// Notes an accepted edit's number in the log.
    pub(crate) fn set_seq(&self, local: i64, seq: u64) -> Result<(), StoreError> {
        self.sql
            .prepare_cached("UPDATE edit SET seq = ?2, returned = 0 WHERE local = ?1")?
            .execute(params![local, seq as i64])?;
        Ok(())
    }

    /// The edits of one facet that lie on top of its confirmed document, in order.
    pub(crate) fn overlay(&self, n: i64, facet: &str) -> Result<Vec<EditRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM edit WHERE n = ?1 AND facet = ?2 AND {OVERLAY} ORDER BY local"
        );
        self.edit_rows(&sql, params![n, facet])
    }

    /// The edits of a record that lie on top of what the log says, in order.
    pub(crate) fn overlay_of_record(&self, n: i64) -> Result<Vec<EditRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM edit WHERE n = ?1 AND {OVERLAY} ORDER BY local");
        self.edit_rows(&sql, [n])
    }

    /// Whether edits of a record are not settled for good: they keep its handle, so that they can be retried.
    pub(crate) fn has_open_edits(&self, n: i64) -> Result<bool, StoreError> {
        let sql =
            format!("SELECT 1 FROM edit WHERE n = ?1 AND (({OVERLAY}) OR state IN (4, 5)) LIMIT 1");
        Ok(self.sql.prepare_cached(&sql)?.exists([n])?)
    }

    /// The author of what is written now in a document: another one than `actor` beside edits that were set aside.
    ///
    /// Those are not in the document any more, so `actor` would number its next change like theirs, and two changes of
    /// one number cannot both be accepted.
    pub(crate) fn author_beside_waiting(
        &self,
        n: i64,
        facet: &str,
        actor: ActorId,
    ) -> Result<ActorId, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM edit WHERE n = ?1 AND facet = ?2 AND state = 5 ORDER BY local DESC LIMIT 1"
        );
        let Some(waiting) = self.edit_rows(&sql, params![n, facet])?.pop() else {
            return Ok(actor);
        };
        let mut other = actor;
        let random = other.0.iter_mut().skip(actor.device().0.len());
        random
            .zip(waiting.edit.digest())
            .for_each(|(byte, mark)| *byte ^= mark);
        Ok(other)
    }

    /// What pending deletions and restorations make of a record; `None` when there are none.
    pub(crate) fn pending_deletion(&self, n: i64) -> Result<Option<bool>, StoreError> {
        let sql = format!(
            "SELECT kind = 'delete' FROM edit WHERE n = ?1 AND kind IN ('delete', 'restore') AND {OVERLAY}
             ORDER BY local DESC LIMIT 1"
        );
        let mut read = self.sql.prepare_cached(&sql)?;
        let mut rows = read.query([n])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    /// The edit of this device with this name on the wire: its place and state.
    pub(crate) fn edit_by_number(
        &self,
        device: DeviceTag,
        number: u64,
    ) -> Result<Option<(i64, EditStatus)>, StoreError> {
        let mut read = self
            .sql
            .prepare_cached("SELECT local, state FROM edit WHERE device = ?1 AND number = ?2")?;
        let found: Option<(i64, i64)> = read
            .query_row(params![device.0, number as i64], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        found
            .map(|(local, state)| Ok((local, status(state)?)))
            .transpose()
    }

    pub(crate) fn edit_rows(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<EditRow>, StoreError> {
        let mut read = self.sql.prepare_cached(sql)?;
        let raw = read.query_map(params, read_row)?;
        raw.map(|row| decode(row?)).collect()
    }
}

type RawEdit = (i64, i64, Option<i64>, Vec<u8>);

fn read_row(row: &Row<'_>) -> rusqlite::Result<RawEdit> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn decode((local, state, group, payload): RawEdit) -> Result<EditRow, StoreError> {
    let status = status(state)?;
    let edit = postcard::from_bytes(&payload).map_err(StoreError::damaged("an edit"))?;
    Ok(EditRow {
        local,
        status,
        group,
        edit,
    })
}

fn status(code: i64) -> Result<EditStatus, StoreError> {
    EditStatus::from_code(code).ok_or(StoreError::Damaged {
        what: "the state of an edit",
        source: None,
    })
}

fn payload(edit: &Edit) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(edit).map_err(StoreError::damaged("an edit"))
}
