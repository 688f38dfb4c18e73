//! Edits before the horizon: their payloads, in compressed blocks of many.
//!
//! A block is read whole, so neighbors in the log are read once.

use std::collections::BTreeMap;
use std::io::Read;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Sql, id};
use crate::error::{LogError, Result};

/// The most bytes of payloads in a block, over which one edit may go.
pub(crate) const BLOCK_BYTES: u64 = 256 * 1024;
/// The most bytes a block may inflate to: an edit has at most 1 MiB.
const MOST_BYTES: u64 = 8 * 1024 * 1024;
const LEVEL: i32 = 9;

/// Payloads by their entries' numbers.
pub(crate) type Block = BTreeMap<u64, Vec<u8>>;

/// Writes a block that ends with the entry `last`; an earlier one in its place is replaced.
pub(crate) fn put(connection: &Connection, last: u64, block: &Block) -> Result<()> {
    let plain = postcard::to_stdvec(block)?;
    let packed = zstd::encode_all(plain.as_slice(), LEVEL).map_err(LogError::Archive)?;
    let sql = "INSERT INTO archive (last, block) VALUES (?1, ?2)
               ON CONFLICT (last) DO UPDATE SET block = excluded.block";
    connection
        .prepare_cached(sql)?
        .execute(params![Sql(last), packed])?;
    Ok(())
}

/// Reads payloads, keeping the block at hand that the last one was in.
pub(crate) struct Reader<'a> {
    connection: &'a Connection,
    block: Block,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        let block = Block::new();
        Self { connection, block }
    }

    /// The payload of an entry that is in a block.
    pub(crate) fn payload(&mut self, seq: u64) -> Result<&[u8]> {
        if !self.block.contains_key(&seq) {
            (_, self.block) = around(self.connection, seq)?;
        }
        let payload = self.block.get(&seq).map(Vec::as_slice);
        payload.ok_or_else(|| LogError::missing("archived entry", seq))
    }
}

/// The block with an entry, and the number it ends with.
pub(crate) fn around(connection: &Connection, seq: u64) -> Result<(u64, Block)> {
    let sql = "SELECT last, block FROM archive WHERE last >= ?1 ORDER BY last LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let found: Option<(u64, Vec<u8>)> = statement
        .query_row([Sql(seq)], |row| Ok((id(row, 0)?, row.get(1)?)))
        .optional()?;
    let (last, packed) = found.ok_or_else(|| LogError::missing("archived entry", seq))?;
    let mut plain = Vec::new();
    zstd::Decoder::new(packed.as_slice())
        .and_then(|decoder| decoder.take(MOST_BYTES).read_to_end(&mut plain))
        .map_err(LogError::Archive)?;
    Ok((last, postcard::from_bytes(&plain)?))
}

/// The payloads of edits after `after` up to `end` that are still in their entries, as far as a block goes.
pub(crate) fn next_block(connection: &Connection, after: u64, end: u64) -> Result<Block> {
    let sql = "SELECT seq, payload FROM entry
               WHERE seq > ?1 AND seq <= ?2 AND kind = 'edit' AND length(payload) > 0 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([Sql(after), Sql(end)])?;
    let (mut block, mut bytes) = (Block::new(), 0);
    while let Some(row) = rows.next()? {
        let payload: Vec<u8> = row.get(1)?;
        bytes += payload.len() as u64;
        block.insert(id(row, 0)?, payload);
        if bytes >= BLOCK_BYTES {
            break;
        }
    }
    Ok(block)
}

/// Takes the payloads of edits after `after` up to `last` out of their entries, and what only the tail needs.
pub(crate) fn empty(connection: &Connection, after: u64, last: u64) -> Result<()> {
    let range = || [Sql(after), Sql(last)];
    connection
        .prepare_cached(
            "UPDATE entry SET payload = x'' WHERE seq > ?1 AND seq <= ?2 AND kind = 'edit'",
        )?
        .execute(range())?;
    connection
        .prepare_cached("DELETE FROM dependent WHERE seq > ?1 AND seq <= ?2")?
        .execute(range())?;
    Ok(())
}
