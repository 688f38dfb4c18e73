//! What was decided on each edit: exactly once, however often a device asks.

use campo_model::id::DeviceTag;
use campo_wire::sync::{Chain, Verdict};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sql, id};
use crate::error::Result;

/// A decision and the device's hash chain after the edit.
pub(crate) struct Decided {
    pub(crate) chain: Chain,
    pub(crate) verdict: Verdict,
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
    let sql = "SELECT chain, outcome FROM verdict WHERE device = ?1 AND number = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![Sql(device), Sql(number)])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let outcome = row
        .get_ref("outcome")?
        .as_blob()
        .map_err(rusqlite::Error::from)?;
    Ok(Some(Decided {
        chain: row.get("chain")?,
        verdict: postcard::from_bytes(outcome)?,
    }))
}

pub(crate) fn insert(
    connection: &Connection,
    device: DeviceTag,
    number: u64,
    decided: &Decided,
) -> Result<()> {
    let sql = "INSERT INTO verdict (device, number, chain, outcome) VALUES (?1, ?2, ?3, ?4)";
    let outcome = postcard::to_stdvec(&decided.verdict)?;
    connection.prepare_cached(sql)?.execute(params![
        Sql(device),
        Sql(number),
        decided.chain,
        outcome
    ])?;
    Ok(())
}
