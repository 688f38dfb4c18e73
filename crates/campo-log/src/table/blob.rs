//! The attached files: which are here, and which records name them.

use std::collections::BTreeSet;

use campo_model::blob::BlobHash;
use campo_model::id::UserId;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sql, id};
use crate::error::Result;

/// A blob of which bytes are or were expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blob {
    pub(crate) size: u64,
    pub(crate) complete: bool,
}

/// A record that names a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) record: i64,
    pub(crate) facet: String,
    pub(crate) user: UserId,
}

pub(crate) fn get(connection: &Connection, hash: BlobHash) -> Result<Option<Blob>> {
    let mut statement =
        connection.prepare_cached("SELECT size, complete FROM blob WHERE hash = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Blob {
            size: id(row, 0)?,
            complete: row.get(1)?,
        })
    };
    Ok(statement.query_row([hash.0], read).optional()?)
}

/// Writes a blob as not complete; an earlier statement of its size is replaced.
pub(crate) fn begin(
    connection: &Connection,
    hash: BlobHash,
    size: u64,
    user: UserId,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO blob (hash, size, user, created_ms) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (hash) DO UPDATE SET size = excluded.size, complete = 0";
    connection
        .prepare_cached(sql)?
        .execute(params![hash.0, Sql(size), Sql(user), now_ms])?;
    Ok(())
}

pub(crate) fn complete(connection: &Connection, hash: BlobHash) -> Result<()> {
    connection
        .prepare_cached("UPDATE blob SET complete = 1 WHERE hash = ?1")?
        .execute([hash.0])?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, hash: BlobHash) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM blob WHERE hash = ?1")?
        .execute([hash.0])?;
    Ok(())
}

/// How many blobs there are, and their bytes; without one of them.
pub(crate) fn total_without(connection: &Connection, hash: Option<BlobHash>) -> Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(size), 0) FROM blob WHERE hash IS NOT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let hash = hash.map(|hash| hash.0);
    Ok(statement.query_row([hash], |row| Ok((id(row, 0)?, id(row, 1)?)))?)
}

/// Every complete blob.
pub(crate) fn all_complete(connection: &Connection) -> Result<Vec<BlobHash>> {
    let mut statement =
        connection.prepare_cached("SELECT hash FROM blob WHERE complete = 1 ORDER BY hash")?;
    let hashes = statement.query_map([], |row| Ok(BlobHash(row.get(0)?)))?;
    Ok(hashes.collect::<rusqlite::Result<_>>()?)
}

/// The records that name a blob.
pub(crate) fn uses(connection: &Connection, hash: BlobHash) -> Result<Vec<Use>> {
    let sql = "SELECT record, facet, user FROM blob_use WHERE hash = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Use {
            record: row.get(0)?,
            facet: row.get(1)?,
            user: id(row, 2)?,
        })
    };
    let uses = statement.query_map([hash.0], read)?;
    Ok(uses.collect::<rusqlite::Result<_>>()?)
}

/// Makes the blobs a record names these; `user` named those that are new.
pub(crate) fn set_uses(
    connection: &Connection,
    record: i64,
    named: &BTreeSet<(BlobHash, &str)>,
    user: UserId,
) -> Result<()> {
    let sql = "SELECT hash, facet FROM blob_use WHERE record = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let known = statement.query_map([record], |row| {
        Ok((BlobHash(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let known = known.collect::<rusqlite::Result<Vec<_>>>()?;
    let gone = known
        .iter()
        .filter(|(hash, facet)| !named.contains(&(*hash, facet.as_str())));
    for (hash, facet) in gone {
        let sql = "DELETE FROM blob_use WHERE hash = ?1 AND record = ?2 AND facet = ?3";
        connection
            .prepare_cached(sql)?
            .execute(params![hash.0, record, facet])?;
    }
    for (hash, facet) in named {
        let sql =
            "INSERT OR IGNORE INTO blob_use (hash, record, facet, user) VALUES (?1, ?2, ?3, ?4)";
        connection
            .prepare_cached(sql)?
            .execute(params![hash.0, record, facet, Sql(user)])?;
    }
    Ok(())
}
