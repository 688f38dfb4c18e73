//! The installed modules.

use rusqlite::{Connection, Row, params};

use super::Sql;
use crate::error::Result;

/// An installed module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Its permanent key.
    pub key: String,
    /// Its version.
    pub version: String,
    /// The hash of its canonical JSON.
    pub hash: String,
    /// Its canonical JSON.
    pub manifest: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Installed> {
    Ok(Installed {
        key: row.get("key")?,
        version: row.get("version")?,
        hash: row.get("hash")?,
        manifest: row.get("manifest")?,
    })
}

/// Every module, in the order of their first installation.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Installed>> {
    let sql = "SELECT key, version, hash, manifest FROM module ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let modules = statement.query_map([], read)?;
    Ok(modules.collect::<rusqlite::Result<_>>()?)
}

/// Adds a module or replaces its version.
pub(crate) fn put(connection: &Connection, module: &Installed, seq: u64) -> Result<()> {
    let sql = "INSERT INTO module (key, version, hash, manifest, position, seq)
               VALUES (?1, ?2, ?3, ?4, (SELECT count(*) FROM module), ?5)
               ON CONFLICT (key) DO UPDATE SET version = excluded.version, hash = excluded.hash,
                                               manifest = excluded.manifest, seq = excluded.seq";
    let Installed {
        key,
        version,
        hash,
        manifest,
    } = module;
    connection
        .prepare_cached(sql)?
        .execute(params![key, version, hash, manifest, Sql(seq)])?;
    Ok(())
}
