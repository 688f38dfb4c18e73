//! Single facts about the tenant.

use rusqlite::{Connection, OptionalExtension};

use crate::error::{LogError, Result};

pub(crate) const LOG_EPOCH: &str = "log_epoch";
pub(crate) const TENANT_KEY: &str = "tenant_key";
/// How long devices may go on without the server, ms.
pub(crate) const LEASE_MS: &str = "lease_ms";
/// The seed of the tenant's Ed25519 key, in hexadecimal digits.
pub(crate) const SIGNING_SEED: &str = "signing_seed";
/// Set in a copy that `campo-server backup` made: it is not served before it was restored.
pub(crate) const BACKUP: &str = "backup";
/// Set while erased values may still be in free pages of the file.
pub(crate) const TO_SCRUB: &str = "to_scrub";
/// The last entry before the horizon of compaction.
pub(crate) const HORIZON: &str = "horizon";
pub(crate) const TENANT_NAME: &str = "tenant_name";
/// The tag the server itself writes with.
pub(crate) const SERVER_DEVICE: &str = "server_device";
/// The entry of the last installed module: tells when what was made from the modules is out of date.
pub(crate) const MODULES_SEQ: &str = "modules_seq";

/// The number of the last audit row: a last one taken out shows.
pub(crate) const AUDIT_HEAD: &str = "audit_head";
/// The most people, devices and records.
pub(crate) const LIMIT_USERS: &str = "limit_users";
pub(crate) const LIMIT_DEVICES: &str = "limit_devices";
pub(crate) const LIMIT_RECORDS: &str = "limit_records";
/// The most bytes of all files, and of one.
pub(crate) const BLOB_STORAGE: &str = "blob_storage_bytes";
pub(crate) const BLOB_FILE: &str = "blob_file_bytes";

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

/// A number, or `otherwise` when it was never set.
pub(crate) fn number_or(connection: &Connection, key: &str, otherwise: u64) -> Result<u64> {
    match number(connection, key) {
        Err(LogError::Missing { .. }) => Ok(otherwise),
        found => found,
    }
}

pub(crate) fn set(connection: &Connection, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, key: &str) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM meta WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}
