//! Edits that were set aside until somebody decides on them.

use campo_document::fields::text_of;
use campo_document::{Body, Edit};
use campo_model::id::{DeviceTag, RecordId, UserId};
use campo_wire::sync::Verdict;
use rusqlite::{Connection, Row, params};

use super::{Sql, id};
use crate::error::Result;

/// Why an edit was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The device was revoked, or the person disabled.
    Revoked,
    /// The person had the right when they last heard of it, and has it no more.
    Rights,
}

impl Cause {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Rights => "rights",
        }
    }
}

/// An edit that was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAside {
    /// Its number in this list.
    pub n: i64,
    /// The person who made it.
    pub user: UserId,
    /// Why it was set aside.
    pub cause: Cause,
    /// The same in words.
    pub reason: String,
    /// When it came, ms since 1970 UTC.
    pub received_ms: i64,
    /// The edit.
    pub edit: Edit,
    /// What was decided on it.
    pub outcome: Option<Verdict>,
}

impl SetAside {
    /// What the edit does, in a word.
    pub fn kind(&self) -> &'static str {
        match &self.edit.body {
            Body::Change { .. } => "change",
            Body::Text { .. } => "text",
            Body::Delete { .. } => "delete",
            Body::Restore => "restore",
        }
    }

    /// The keys that the edit writes.
    pub fn keys(&self) -> Vec<String> {
        match &self.edit.body {
            Body::Text { facet, .. } => vec![text_of(facet).unwrap_or(facet).to_owned()],
            body => body.key_ops().into_iter().map(|op| op.key).collect(),
        }
    }
}

const COLUMNS: &str = "n, user, cause, reason, received_ms, payload, outcome";

fn read(row: &Row<'_>) -> Result<SetAside> {
    let blob = |column: &str| -> Result<Option<&[u8]>> {
        let value = row.get_ref(column)?;
        Ok(value.as_blob_or_null().map_err(rusqlite::Error::from)?)
    };
    let cause: String = row.get("cause")?;
    let outcome = blob("outcome")?.map(postcard::from_bytes).transpose()?;
    Ok(SetAside {
        n: row.get("n")?,
        user: id(row, "user")?,
        cause: if cause == Cause::Revoked.as_str() {
            Cause::Revoked
        } else {
            Cause::Rights
        },
        reason: row.get("reason")?,
        received_ms: row.get("received_ms")?,
        edit: postcard::from_bytes(blob("payload")?.unwrap_or_default())?,
        outcome,
    })
}

/// Sets an edit aside.
pub(crate) fn insert(
    connection: &Connection,
    (edit, user): (&Edit, UserId),
    (cause, reason): (Cause, &str),
    now_ms: i64,
) -> Result<()> {
    let sql =
        "INSERT INTO quarantine (device, number, user, record, cause, reason, received_ms, payload)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute(params![
        Sql(edit.id.device),
        Sql(edit.id.seq),
        Sql(user),
        Sql(edit.record),
        cause.as_str(),
        reason,
        now_ms,
        postcard::to_stdvec(edit)?
    ])?;
    Ok(())
}

/// Every edit that was set aside, decided ones too when `all`, in the order they came.
pub(crate) fn list(connection: &Connection, all: bool) -> Result<Vec<SetAside>> {
    let sql = format!("SELECT {COLUMNS} FROM quarantine WHERE outcome IS NULL OR ?1 ORDER BY n");
    select(connection, &sql, [all])
}

/// What waits of a person.
pub(crate) fn open_of_user(connection: &Connection, user: UserId) -> Result<Vec<SetAside>> {
    let sql =
        format!("SELECT {COLUMNS} FROM quarantine WHERE outcome IS NULL AND user = ?1 ORDER BY n");
    select(connection, &sql, [Sql(user)])
}

/// What was set aside of a record, decided ones too.
pub(crate) fn of_record(connection: &Connection, record: RecordId) -> Result<Vec<SetAside>> {
    let sql = format!("SELECT {COLUMNS} FROM quarantine WHERE record = ?1 ORDER BY n");
    select(connection, &sql, [Sql(record)])
}

/// Writes an edit anew, of which something was erased.
pub(crate) fn rewrite(connection: &Connection, n: i64, edit: &Edit) -> Result<()> {
    let sql = "UPDATE quarantine SET payload = ?2 WHERE n = ?1";
    connection
        .prepare_cached(sql)?
        .execute(params![n, postcard::to_stdvec(edit)?])?;
    Ok(())
}

/// What was decided on the edits of a person by entries after `after` up to `end`.
pub(crate) fn decided(
    connection: &Connection,
    user: UserId,
    after: u64,
    end: u64,
) -> Result<Vec<SetAside>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM quarantine WHERE user = ?1 AND decided_seq > ?2 AND decided_seq <= ?3 ORDER BY n"
    );
    select(connection, &sql, params![Sql(user), Sql(after), Sql(end)])
}

/// Whether an edit of the record by the device waits.
pub(crate) fn waits(connection: &Connection, device: DeviceTag, record: RecordId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE device = ?1 AND record = ?2 AND outcome IS NULL)";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![Sql(device), Sql(record)], |row| row.get(0))?)
}

/// How many bytes of edits of a device wait.
pub(crate) fn waiting_bytes(connection: &Connection, device: DeviceTag) -> Result<u64> {
    let sql = "SELECT coalesce(sum(length(payload)), 0) FROM quarantine WHERE device = ?1 AND outcome IS NULL";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([Sql(device)], |row| id(row, 0))?)
}

/// Writes what was decided, and the entry that says so.
pub(crate) fn decide(connection: &Connection, n: i64, verdict: &Verdict, seq: u64) -> Result<()> {
    let sql = "UPDATE quarantine SET outcome = ?2, decided_seq = ?3 WHERE n = ?1";
    let outcome = postcard::to_stdvec(verdict)?;
    connection
        .prepare_cached(sql)?
        .execute(params![n, outcome, Sql(seq)])?;
    Ok(())
}

fn select(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<SetAside>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}
