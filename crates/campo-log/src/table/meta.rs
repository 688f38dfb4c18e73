//! Single facts about the tenant.

use rusqlite::{Connection, OptionalExtension};

use crate::error::{LogError, Result};

pub(crate) const LOG_EPOCH: &str = "log_epoch";
pub(crate) const TENANT_KEY: &str = "tenant_key";
pub(crate) const TENANT_NAME: &str = "tenant_name";
/// The tag the server itself writes with.
pub(crate) const SERVER_DEVICE: &str = "server_device";
/// The entry of the last installed module: tells when what was made from the modules is out of date.
pub(crate) const MODULES_SEQ: &str = "modules_seq";

pub(crate) fn get(connection: &Connection, key: &str) -> Result<String> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    let value = statement.query_row([key], |row| row.get(0)).optional()?;
    value.ok_or_else(|| LogError::missing("tenant setting", key))
}

pub(crate) fn number(connection: &Connection, key: &str) -> Result<u64> {
    let value = get(connection, key)?;
    value.parse().map_err(|_| LogError::Unfit {
        what: "a stored number",
        value,
    })
}

pub(crate) fn set(connection: &Connection, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}
