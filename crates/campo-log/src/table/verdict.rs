//! What was decided on each edit: exactly once, however often a device asks.

use campo_document::{Edit, link};
use campo_model::id::DeviceTag;
use campo_wire::sync::{Account, Chain, Verdict};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sql, id};
use crate::error::Result;

/// A decision, the digest of the edit as it came, and the device's hash chain after it.
pub(crate) struct Decided {
    pub(crate) digest: [u8; 32],
    pub(crate) chain: Chain,
    pub(crate) verdict: Verdict,
}

impl Decided {
    /// A decision on an edit after `previous`.
    pub(crate) fn on(edit: &Edit, previous: Chain, verdict: Verdict) -> Self {
        let digest = edit.digest();
        Self {
            digest,
            chain: link(previous, digest),
            verdict,
        }
    }
}

/// The number of the device's last decided edit and the chain after it; 0 and zeros when there is none.
pub(crate) fn last(connection: &Connection, device: DeviceTag) -> Result<(u64, Chain)> {
    let sql = "SELECT number, chain FROM verdict WHERE device = ?1 ORDER BY number DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let last = statement
        .query_row([Sql(device)], |row| Ok((id(row, 0)?, row.get(1)?)))
        .optional()?;
    Ok(last.unwrap_or_default())
}

pub(crate) fn get(
    connection: &Connection,
    device: DeviceTag,
    number: u64,
) -> Result<Option<Decided>> {
    let sql = "SELECT digest, chain, outcome FROM verdict WHERE device = ?1 AND number = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![Sql(device), Sql(number)])?;
    rows.next()?.map(read).transpose()
}

/// Every decision on edits of a device, in order, with the edit's number.
pub(crate) fn of_device(
    connection: &Connection,
    device: DeviceTag,
    mut each: impl FnMut(u64, Decided) -> Result<()>,
) -> Result<()> {
    let sql =
        "SELECT number, digest, chain, outcome FROM verdict WHERE device = ?1 ORDER BY number";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([Sql(device)])?;
    while let Some(row) = rows.next()? {
        each(id(row, "number")?, read(row)?)?;
    }
    Ok(())
}

/// The devices that have decisions.
pub(crate) fn devices(connection: &Connection) -> Result<Vec<DeviceTag>> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT device FROM verdict")?;
    let devices = statement.query_map([], |row| id(row, 0))?;
    Ok(devices.collect::<rusqlite::Result<_>>()?)
}

/// What became of all edits of a device.
pub(crate) fn account(connection: &Connection, device: DeviceTag) -> Result<Account> {
    let mut account = Account::default();
    of_device(connection, device, |_, decided| {
        account.add(&decided.verdict, decided.chain);
        Ok(())
    })?;
    Ok(account)
}

/// Writes another decision on an edit that was set aside.
pub(crate) fn change(
    connection: &Connection,
    device: DeviceTag,
    number: u64,
    verdict: &Verdict,
) -> Result<()> {
    let sql = "UPDATE verdict SET outcome = ?3 WHERE device = ?1 AND number = ?2";
    let outcome = postcard::to_stdvec(verdict)?;
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(device), Sql(number), outcome])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Decided> {
    let outcome = row
        .get_ref("outcome")?
        .as_blob()
        .map_err(rusqlite::Error::from)?;
    Ok(Decided {
        digest: row.get("digest")?,
        chain: row.get("chain")?,
        verdict: postcard::from_bytes(outcome)?,
    })
}

pub(crate) fn insert(
    connection: &Connection,
    device: DeviceTag,
    number: u64,
    decided: &Decided,
) -> Result<()> {
    let sql =
        "INSERT INTO verdict (device, number, digest, chain, outcome) VALUES (?1, ?2, ?3, ?4, ?5)";
    let outcome = postcard::to_stdvec(&decided.verdict)?;
    connection.prepare_cached(sql)?.execute(params![
        Sql(device),
        Sql(number),
        decided.digest,
        decided.chain,
        outcome
    ])?;
    Ok(())
}
