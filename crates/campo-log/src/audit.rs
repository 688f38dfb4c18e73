//! The audit log of a tenant: who did what, in a chain of hashes that shows any change made to it afterwards.
//!
//! A row is written in the transaction of the act it tells of. Rows hold no secrets and no content of records.

use campo_model::id::UserId;
use rusqlite::{Connection, Row, params_from_iter, types::Value as Sqlite};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::signin::Caller;
use crate::table::{Sql, id, meta};
use crate::tenant::Tenant;

/// The most rows that one search gives.
const MOST: u32 = 1_000;

/// Something that was done, about to be noted.
pub(crate) struct Act<'a> {
    /// Who did it; `None` for whoever runs the server.
    pub(crate) user: Option<UserId>,
    /// `kind.verb`, as `user.create`.
    pub(crate) action: &'a str,
    /// The kind of thing it was done to.
    pub(crate) resource_type: &'a str,
    /// Which one.
    pub(crate) resource: String,
    /// More of it; never a secret, never the content of a record.
    pub(crate) detail: Value,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEvent {
    /// Its number, counted from 1 without gaps.
    pub seq: u64,
    /// When, by the server's clock, ms since 1970 UTC.
    pub at_ms: i64,
    /// Who did it; `None` for whoever runs the server.
    pub user: Option<UserId>,
    /// What was done, as `user.create`.
    pub action: String,
    /// The kind of thing it was done to.
    pub resource_type: String,
    /// Which one.
    pub resource: String,
    /// More of it, JSON.
    pub detail: Value,
}

/// What to look for; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// Done by this person.
    pub user: Option<UserId>,
    /// This was done.
    pub action: Option<String>,
    /// To this kind of thing.
    pub resource_type: Option<String>,
    /// Not before, ms.
    pub from_ms: Option<i64>,
    /// Before, ms.
    pub to_ms: Option<i64>,
    /// Older than this row.
    pub before: Option<u64>,
    /// How many at most; 1,000 is the most.
    pub limit: Option<u32>,
}

/// Whether the audit log is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHealth {
    /// How many rows there are.
    pub rows: u64,
    /// The first row that is not as it was written, or is missing.
    pub broken: Option<u64>,
}

impl Tenant {
    /// The rows that fit, the newest first.
    pub fn audit(&self, query: &AuditQuery) -> Result<Vec<AuditEvent>> {
        self.read(|connection| search(connection, query))
    }

    /// [`Tenant::audit`] for somebody who may read it: a manager of the tenant.
    pub fn audit_for(&self, caller: &Caller, query: &AuditQuery) -> Result<Vec<AuditEvent>> {
        self.manager(caller, "reading the audit log", 0)?;
        self.audit(query)
    }

    /// Follows the chain from the first row to the last.
    pub fn verify_audit(&self) -> Result<AuditHealth> {
        self.read(verify)
    }

    /// Notes an act that has no transaction of its own.
    pub(crate) fn note(&self, act: &Act<'_>, now_ms: i64) -> Result<()> {
        self.write(|transaction| append(transaction, act, now_ms))
    }
}

/// Notes an act in the caller's transaction.
pub(crate) fn append(connection: &Connection, act: &Act<'_>, now_ms: i64) -> Result<()> {
    let (last, previous) = head(connection)?;
    let event = AuditEvent {
        seq: last + 1,
        at_ms: now_ms,
        user: act.user,
        action: act.action.to_owned(),
        resource_type: act.resource_type.to_owned(),
        resource: act.resource.clone(),
        detail: act.detail.clone(),
    };
    let hash = link(&previous, &event)?;
    let sql = "INSERT INTO audit (seq, at_ms, user, action, resource_type, resource, detail, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute(rusqlite::params![
        Sql(event.seq),
        now_ms,
        act.user.map(Sql),
        event.action,
        event.resource_type,
        event.resource,
        event.detail.to_string(),
        hash,
    ])?;
    meta::set(connection, meta::AUDIT_HEAD, &event.seq.to_string())
}

/// The number and hash of the last row.
fn head(connection: &Connection) -> Result<(u64, Vec<u8>)> {
    let sql = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => (id(row, "seq")?, row.get("hash")?),
        None => (0, Vec::new()),
    })
}

fn link(previous: &[u8], event: &AuditEvent) -> Result<Vec<u8>> {
    let user = event.user.map(|user| user.to_string());
    let content = serde_json::to_vec(&(
        event.seq,
        event.at_ms,
        user,
        &event.action,
        &event.resource_type,
        &event.resource,
        event.detail.to_string(),
    ))?;
    let hash = Sha256::new().chain_update(previous).chain_update(content);
    Ok(hash.finalize().to_vec())
}

fn read(row: &Row<'_>) -> Result<AuditEvent> {
    Ok(AuditEvent {
        seq: id(row, "seq")?,
        at_ms: row.get("at_ms")?,
        user: row
            .get::<_, Option<Sql<UserId>>>("user")?
            .map(|Sql(user)| user),
        action: row.get("action")?,
        resource_type: row.get("resource_type")?,
        resource: row.get("resource")?,
        detail: serde_json::from_str(&row.get::<_, String>("detail")?)?,
    })
}

fn search(connection: &Connection, query: &AuditQuery) -> Result<Vec<AuditEvent>> {
    let user = query
        .user
        .map(|user| Sqlite::Blob(user.0.as_bytes().to_vec()));
    let number = |number: Option<i64>| number.map(Sqlite::Integer);
    let text = |text: &Option<String>| text.clone().map(Sqlite::Text);
    let before = query
        .before
        .map(|seq| i64::try_from(seq).unwrap_or(i64::MAX));
    let wanted = [
        ("user = ?", user),
        ("action = ?", text(&query.action)),
        ("resource_type = ?", text(&query.resource_type)),
        ("at_ms >= ?", number(query.from_ms)),
        ("at_ms < ?", number(query.to_ms)),
        ("seq < ?", number(before)),
    ];
    let (mut sql, mut values) = ("SELECT * FROM audit WHERE 1".to_owned(), Vec::new());
    for (condition, value) in wanted {
        if let Some(value) = value {
            sql += " AND ";
            sql += condition;
            values.push(value);
        }
    }
    sql += " ORDER BY seq DESC LIMIT ?";
    values.push(Sqlite::Integer(query.limit.unwrap_or(100).min(MOST).into()));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(read(row)?);
    }
    Ok(events)
}

fn verify(connection: &Connection) -> Result<AuditHealth> {
    let mut statement = connection.prepare("SELECT * FROM audit ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut count, mut previous) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let hash: Vec<u8> = row.get("hash")?;
        // A row that cannot even be read was changed too.
        let sound = read(row).is_ok_and(|event| {
            event.seq == count + 1 && link(&previous, &event).is_ok_and(|link| link == hash)
        });
        if !sound {
            let (rows, broken) = (count, Some(count + 1));
            return Ok(AuditHealth { rows, broken });
        }
        (count, previous) = (count + 1, hash);
    }
    let noted = meta::get(connection, meta::AUDIT_HEAD).unwrap_or_default();
    let complete = noted == count.to_string() || (noted.is_empty() && count == 0);
    Ok(AuditHealth {
        rows: count,
        broken: (!complete).then_some(count + 1),
    })
}

#[cfg(test)]
mod tests;
