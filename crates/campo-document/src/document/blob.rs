//! A document as bytes: the stored blob and the snapshot on the wire.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use campo_model::id::ActorId;
use serde::{Deserialize, Serialize};

use super::{Document, Entry, short};
use crate::limits::MAX_COUNTER;
use crate::{ChangeHash, OpId, Scalar};

/// The first byte of a blob.
const VERSION: u8 = 1;
/// The largest blob that is read, 64 MiB.
const MAX_BYTES: usize = 64 << 20;

/// Why bytes are not a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written by another version of this software.
    #[error(
        "the document has format version {0}, this software reads version {VERSION}: update it"
    )]
    Version(u8),
    /// More than can be read, or nothing.
    #[error("the document has {0} bytes, which is none or more than can be read")]
    Size(usize),
    /// Cut short, or not a document.
    #[error("the document cannot be read: fetch it again")]
    Malformed(#[from] postcard::Error),
    /// Readable, but no sequence of changes leads to it.
    #[error("the document contradicts itself ({0}): fetch it again")]
    Inconsistent(&'static str),
}

/// The layout. Actors and the (actor, time) pairs of changes are written once and named by their place.
#[derive(Serialize, Deserialize)]
struct Blob<'a> {
    heads: Cow<'a, [ChangeHash]>,
    ancestors: Cow<'a, [u64]>,
    max_op: u64,
    actors: Vec<(ActorId, u64)>,
    stamps: Vec<(u32, i64)>,
    registers: Vec<(Cow<'a, str>, Vec<BlobEntry<'a>>)>,
}

#[derive(Serialize, Deserialize)]
struct BlobEntry<'a> {
    counter: u64,
    stamp: u32,
    value: Cow<'a, Scalar>,
}

impl<'a> BlobEntry<'a> {
    fn new(entry: &'a Entry, stamp: u32) -> Self {
        Self {
            counter: entry.id.counter,
            stamp,
            value: Cow::Borrowed(&entry.value),
        }
    }
}

impl Document {
    /// Writes the document. Equal documents give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = postcard::to_extend(&self.to_blob(), vec![VERSION]);
        bytes.expect("every part of a document can be written, to a vector that grows")
    }

    /// Reads a document, trusting nothing: every invariant is checked.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let size = DecodeError::Size(bytes.len());
        match bytes.split_first() {
            _ if bytes.len() > MAX_BYTES => Err(size),
            None => Err(size),
            Some((&VERSION, rest)) => match postcard::take_from_bytes::<Blob<'_>>(rest)? {
                (blob, []) => from_blob(blob),
                _ => Err(DecodeError::Inconsistent("bytes after its end")),
            },
            Some((version, _)) => Err(DecodeError::Version(*version)),
        }
    }

    fn to_blob(&self) -> Blob<'_> {
        let actors: Vec<_> = self
            .actors
            .iter()
            .map(|(actor, seq)| (*actor, *seq))
            .collect();
        let place = |actor: ActorId| actors.partition_point(|(known, _)| *known < actor) as u32;
        let stamp = |entry: &Entry| (place(entry.id.actor), entry.time);
        let entries = self.registers.values().flatten();
        let stamps: Vec<_> = entries
            .map(stamp)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let stamp_place = |entry| stamps.partition_point(|known| *known < stamp(entry)) as u32;
        let registers = self.registers.iter().map(|(key, entries)| {
            let entries = entries
                .iter()
                .map(|entry| BlobEntry::new(entry, stamp_place(entry)));
            (Cow::Borrowed(key.as_str()), entries.collect())
        });
        Blob {
            heads: Cow::Borrowed(&self.heads),
            ancestors: Cow::Borrowed(&self.ancestors),
            max_op: self.max_op,
            registers: registers.collect(),
            stamps,
            actors,
        }
    }
}

fn from_blob(blob: Blob<'_>) -> Result<Document, DecodeError> {
    check_history(&blob)?;
    let stamps = read_stamps(&blob)?;
    let keys: Vec<_> = blob.registers.iter().map(|(key, _)| key).collect();
    require(keys.is_sorted_by(|a, b| a < b), "keys out of order")?;
    let mut registers = BTreeMap::new();
    for (key, entries) in blob.registers {
        let read = |entry| read_entry(entry, &stamps, blob.max_op);
        let entries = entries
            .into_iter()
            .map(read)
            .collect::<Result<Vec<_>, _>>()?;
        require(!entries.is_empty(), "a key without a value")?;
        require(
            entries.is_sorted_by(|a, b| a.id < b.id),
            "values out of order",
        )?;
        registers.insert(key.into_owned(), entries);
    }
    Ok(Document {
        heads: blob.heads.into_owned(),
        ancestors: blob.ancestors.into_owned(),
        max_op: blob.max_op,
        actors: blob.actors.into_iter().collect(),
        registers,
    })
}

/// Every change is a head or an ancestor, and numbered by its author.
fn check_history(blob: &Blob<'_>) -> Result<(), DecodeError> {
    require(blob.heads.is_sorted_by(|a, b| a < b), "heads out of order")?;
    require(
        blob.ancestors.is_sorted_by(|a, b| a < b),
        "ancestors out of order",
    )?;
    let both = blob
        .heads
        .iter()
        .any(|head| blob.ancestors.binary_search(&short(head)).is_ok());
    require(!both, "a head that is an ancestor")?;
    require(
        blob.actors.is_sorted_by(|a, b| a.0 < b.0),
        "actors out of order",
    )?;
    require(blob.max_op <= MAX_COUNTER, "operations out of range")?;
    let possible = |(_, seq): &(ActorId, u64)| (1..=blob.max_op).contains(seq);
    require(
        blob.actors.iter().all(possible),
        "a sequence number out of range",
    )?;
    let changes = blob
        .actors
        .iter()
        .try_fold(0u64, |sum, (_, seq)| sum.checked_add(*seq));
    let known = blob.heads.len() + blob.ancestors.len();
    require(changes == Some(known as u64), "changes that nobody made")?;
    require(
        blob.heads.is_empty() == (known == 0),
        "changes without a head",
    )
}

fn read_stamps(blob: &Blob<'_>) -> Result<Vec<(ActorId, i64)>, DecodeError> {
    require(
        blob.stamps.is_sorted_by(|a, b| a < b),
        "stamps out of order",
    )?;
    let read = |(place, time): &(u32, i64)| {
        let actor = blob.actors.get(*place as usize);
        actor
            .map(|(actor, _)| (*actor, *time))
            .ok_or(DecodeError::Inconsistent("an unknown actor"))
    };
    blob.stamps.iter().map(read).collect()
}

fn read_entry(
    entry: BlobEntry<'_>,
    stamps: &[(ActorId, i64)],
    max_op: u64,
) -> Result<Entry, DecodeError> {
    let stamp = stamps.get(entry.stamp as usize);
    let (actor, time) = *stamp.ok_or(DecodeError::Inconsistent("an unknown stamp"))?;
    require(
        (1..=max_op).contains(&entry.counter),
        "a value of no operation",
    )?;
    Ok(Entry {
        id: OpId {
            counter: entry.counter,
            actor,
        },
        value: entry.value.into_owned(),
        time,
    })
}

fn require(holds: bool, otherwise: &'static str) -> Result<(), DecodeError> {
    if holds {
        Ok(())
    } else {
        Err(DecodeError::Inconsistent(otherwise))
    }
}
