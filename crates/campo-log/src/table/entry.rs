//! The log: what happened to the tenant's data, rights and modules, in one order.

use std::collections::BTreeSet;

use campo_document::Edit;
use campo_model::id::{DeviceTag, RecordId, UserId};
use rusqlite::{Connection, Row, params};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Sql, archive, id};
use crate::error::Result;

const EDIT: &str = "edit";
const MODULE: &str = "module";
const PERSON: &str = "person";
const DEVICE: &str = "device";
const DECISION: &str = "decision";
const ERASURE: &str = "erasure";

/// An edit in the log.
pub(crate) struct EditEntry {
    pub(crate) seq: u64,
    pub(crate) user: UserId,
    /// Whether it met a concurrent edit with another value, or a deletion.
    pub(crate) conflict: bool,
    pub(crate) edit: Edit,
}

/// The number of the last entry, 0 for an empty log.
pub(crate) fn head(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM entry")?;
    Ok(statement.query_row([], |row| id(row, 0))?)
}

/// The number of the last entry about somebody's or some device's access, 0 when there is none.
pub(crate) fn last_of_access(connection: &Connection) -> Result<u64> {
    let sql = "SELECT coalesce(max(seq), 0) FROM entry WHERE kind IN ('person', 'device')";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| id(row, 0))?)
}

/// Appends an edit; gives its number.
pub(crate) fn append_edit(
    connection: &Connection,
    edit: &Edit,
    (user, conflict): (UserId, bool),
    now_ms: i64,
) -> Result<u64> {
    let seq = head(connection)? + 1;
    let sql =
        "INSERT INTO entry (seq, kind, record, user, device, number, at_ms, received_ms, conflict, payload)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let payload = postcard::to_stdvec(edit)?;
    let (record, device) = (Sql(edit.record), Sql(edit.id.device));
    let row = params![
        Sql(seq),
        EDIT,
        record,
        Sql(user),
        device,
        Sql(edit.id.seq),
        edit.at.device_ms,
        now_ms,
        conflict,
        payload
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(seq)
}

/// Appends a module, with its canonical JSON; gives its number.
pub(crate) fn append_module(connection: &Connection, manifest: &str, now_ms: i64) -> Result<u64> {
    append_other(connection, MODULE, (None, None), manifest, now_ms)
}

/// Appends that a person came or changed; gives its number.
pub(crate) fn append_person(
    connection: &Connection,
    user: UserId,
    json: &Value,
    now_ms: i64,
) -> Result<u64> {
    append_other(
        connection,
        PERSON,
        (Some(user), None),
        &json.to_string(),
        now_ms,
    )
}

/// Appends that a person has a new device; gives its number.
pub(crate) fn append_device(
    connection: &Connection,
    user: UserId,
    tag: DeviceTag,
    now_ms: i64,
) -> Result<u64> {
    append_other(connection, DEVICE, (Some(user), Some(tag)), "{}", now_ms)
}

/// Appends that an edit of a person that was set aside was rejected; gives its number.
pub(crate) fn append_decision(
    connection: &Connection,
    user: UserId,
    tag: DeviceTag,
    now_ms: i64,
) -> Result<u64> {
    append_other(connection, DECISION, (Some(user), Some(tag)), "{}", now_ms)
}

/// Appends that values of a record were erased; gives its number.
pub(crate) fn append_erasure(
    connection: &Connection,
    record: RecordId,
    now_ms: i64,
) -> Result<u64> {
    let seq = append_other(connection, ERASURE, (None, None), "{}", now_ms)?;
    connection
        .prepare_cached("UPDATE entry SET record = ?2 WHERE seq = ?1")?
        .execute(params![Sql(seq), Sql(record)])?;
    Ok(seq)
}

/// Writes an edit anew in its place, of which something was erased.
pub(crate) fn rewrite(connection: &Connection, seq: u64, edit: &Edit) -> Result<()> {
    let payload = postcard::to_stdvec(edit)?;
    let sql = "UPDATE entry SET payload = ?2 WHERE seq = ?1 AND length(payload) > 0";
    let here = connection
        .prepare_cached(sql)?
        .execute(params![Sql(seq), payload])?;
    if here == 0 {
        let (last, mut block) = archive::around(connection, seq)?;
        block.insert(seq, payload);
        archive::put(connection, last, &block)?;
    }
    Ok(())
}

fn append_other(
    connection: &Connection,
    kind: &str,
    (user, device): (Option<UserId>, Option<DeviceTag>),
    json: &str,
    now_ms: i64,
) -> Result<u64> {
    let seq = head(connection)? + 1;
    let sql = "INSERT INTO entry (seq, kind, user, device, at_ms, received_ms, payload)
               VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)";
    let row = params![
        Sql(seq),
        kind,
        user.map(Sql),
        device.map(Sql),
        now_ms,
        json.as_bytes()
    ];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(seq)
}

/// Notes that `record` may enter or leave scopes by the entry `seq`, which is about another record.
pub(crate) fn add_dependent(connection: &Connection, seq: u64, record: RecordId) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO dependent (seq, record) VALUES (?1, ?2)";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(seq), Sql(record)])?;
    Ok(())
}

/// The edit with this number, if the entry is one.
pub(crate) fn edit(connection: &Connection, seq: u64) -> Result<Option<EditEntry>> {
    let sql = "SELECT seq, user, conflict, payload FROM entry WHERE seq = ?1 AND kind = 'edit'";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(collect(connection, statement.query([Sql(seq)])?)?.pop())
}

/// The entry of a person's edit that is the same act as this one, if there is one.
pub(crate) fn same_act(connection: &Connection, edit: &Edit, user: UserId) -> Result<Option<u64>> {
    let sql = "SELECT seq, user, conflict, payload FROM entry WHERE record = ?1 AND at_ms = ?2 AND user = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query(params![Sql(edit.record), edit.at.device_ms, Sql(user)])?;
    let same = |entry: &EditEntry| entry.edit.is_same_act(edit);
    Ok(collect(connection, rows)?
        .into_iter()
        .find(same)
        .map(|entry| entry.seq))
}

/// Every edit of a record, in order.
pub(crate) fn of_record(connection: &Connection, record: RecordId) -> Result<Vec<EditEntry>> {
    let sql = "SELECT seq, user, conflict, payload FROM entry WHERE record = ?1 AND kind = 'edit' ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    collect(connection, statement.query([Sql(record)])?)
}

/// The edit of a device with this number.
pub(crate) fn by_number(
    connection: &Connection,
    device: DeviceTag,
    number: u64,
) -> Result<Option<EditEntry>> {
    let sql = "SELECT seq, user, conflict, payload FROM entry WHERE device = ?1 AND number = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query(params![Sql(device), Sql(number)])?;
    Ok(collect(connection, rows)?.pop())
}

/// Every edit after `after` up to `end`, in order.
pub(crate) fn edits(connection: &Connection, after: u64, end: u64) -> Result<Vec<EditEntry>> {
    let sql = "SELECT seq, user, conflict, payload FROM entry WHERE seq > ?1 AND seq <= ?2 AND kind = 'edit' ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    collect(connection, statement.query([Sql(after), Sql(end)])?)
}

fn collect(connection: &Connection, mut rows: rusqlite::Rows<'_>) -> Result<Vec<EditEntry>> {
    let mut archived = archive::Reader::new(connection);
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row, &mut archived)?);
    }
    Ok(entries)
}

fn read(row: &Row<'_>, archived: &mut archive::Reader<'_>) -> Result<EditEntry> {
    let seq = id(row, "seq")?;
    let payload = match row
        .get_ref("payload")?
        .as_blob()
        .map_err(rusqlite::Error::from)?
    {
        [] => archived.payload(seq)?,
        payload => payload,
    };
    Ok(EditEntry {
        seq,
        user: id(row, "user")?,
        conflict: row.get("conflict")?,
        edit: postcard::from_bytes(payload)?,
    })
}

/// The last entry before the first one that came at `before_ms` or later; the head when there is none.
pub(crate) fn last_before(connection: &Connection, before_ms: i64) -> Result<u64> {
    let sql = "SELECT coalesce((SELECT min(seq) - 1 FROM entry WHERE received_ms >= ?1),
                               (SELECT coalesce(max(seq), 0) FROM entry))";
    Ok(connection.query_row(sql, [before_ms], |row| id(row, 0))?)
}

/// The records that entries after `after` up to `end` are about, or that depend on such a record.
pub(crate) fn touched(connection: &Connection, after: u64, end: u64) -> Result<Vec<RecordId>> {
    let sql =
        "SELECT record FROM entry WHERE seq > ?1 AND seq <= ?2 AND kind IN ('edit', 'erasure')
               UNION SELECT record FROM dependent WHERE seq > ?1 AND seq <= ?2 ORDER BY record";
    let mut statement = connection.prepare_cached(sql)?;
    let records = statement.query_map([Sql(after), Sql(end)], |row| id(row, "record"))?;
    Ok(records.collect::<rusqlite::Result<_>>()?)
}

/// The records that a device edited by entries after `after` up to `end`.
pub(crate) fn edited_by(
    connection: &Connection,
    device: DeviceTag,
    after: u64,
    end: u64,
) -> Result<BTreeSet<RecordId>> {
    let sql = "SELECT DISTINCT record FROM entry
               WHERE device = ?1 AND number IS NOT NULL AND seq > ?2 AND seq <= ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let records = statement.query_map(params![Sql(device), Sql(after), Sql(end)], |row| {
        id(row, "record")
    })?;
    Ok(records.collect::<rusqlite::Result<_>>()?)
}

/// Where a page that begins after `after` ends: at the head, or where it holds `count` entries or `bytes`.
///
/// At least one entry fits, however large.
pub(crate) fn page_end(
    connection: &Connection,
    after: u64,
    count: usize,
    bytes: usize,
) -> Result<u64> {
    let sql = "SELECT seq, length(payload) FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([Sql(after), Sql(count as u64)])?;
    let (mut end, mut sum) = (after, 0);
    while let Some(row) = rows.next()? {
        sum += id::<u64>(row, 1)?;
        if end > after && sum > bytes as u64 {
            break;
        }
        end = id(row, 0)?;
    }
    Ok(end)
}

/// Whether the modules or the rights of `user` changed after `after`.
pub(crate) fn rights_changed(connection: &Connection, after: u64, user: UserId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ?1 AND number IS NULL
               AND (kind = 'module' OR (kind = 'person' AND user = ?2)))";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![Sql(after), Sql(user)], |row| row.get(0))?)
}

/// The roles and attributes a person had, the latest first.
pub(crate) fn past_rights(
    connection: &Connection,
    user: UserId,
    limit: usize,
) -> Result<Vec<Rights>> {
    let sql = "SELECT payload FROM entry WHERE number IS NULL AND kind = 'person' AND user = ?1
               ORDER BY seq DESC LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![Sql(user), Sql(limit as u64)])?;
    let mut past = Vec::new();
    while let Some(row) = rows.next()? {
        let payload = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        past.push(serde_json::from_slice(payload)?);
    }
    Ok(past)
}

/// What a person entry says of rights.
#[derive(Deserialize)]
pub(crate) struct Rights {
    pub(crate) roles: Vec<String>,
    pub(crate) attributes: Map<String, Value>,
}

/// The people that entries after `after` up to `end` are about, and the devices.
pub(crate) fn people_and_devices(
    connection: &Connection,
    after: u64,
    end: u64,
) -> Result<(BTreeSet<UserId>, BTreeSet<DeviceTag>)> {
    let sql = "SELECT user, device FROM entry WHERE seq > ?1 AND seq <= ?2 AND number IS NULL AND kind IN ('person', 'device')";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([Sql(after), Sql(end)])?;
    let (mut people, mut devices) = (BTreeSet::new(), BTreeSet::new());
    while let Some(row) = rows.next()? {
        match row.get::<_, Option<Sql<DeviceTag>>>("device")? {
            Some(Sql(tag)) => devices.insert(tag),
            None => people.insert(id(row, "user")?),
        };
    }
    Ok((people, devices))
}
