//! The Automerge change chunk of a flat document, byte for byte.
//!
//! Format: <https://automerge.org/automerge-binary-format-spec/#_change_chunk>. A chunk is a header (magic, four bytes
//! of the hash, type, length), then the change's own fields, then one column per property of the operations, each
//! run-length encoded. Only what the flat profile needs is written here; everything else is refused on reading.

mod encode;
mod error;
pub(crate) mod leb;
mod parse;
mod rle;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use encode::encode;
pub use error::ParseError;
pub(crate) use parse::{open, parse};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
pub(crate) const CHANGE_CHUNK: u8 = 1;
/// The hash covers everything after the magic and the checksum.
const HASHED_FROM: usize = 8;

/// The columns of the flat profile, in the order they are written. The number joins an id and an encoding.
mod column {
    pub(super) const KEY: u64 = 0x15;
    pub(super) const INSERT: u64 = 0x34;
    pub(super) const ACTION: u64 = 0x42;
    pub(super) const VALUE_META: u64 = 0x56;
    pub(super) const VALUE: u64 = 0x57;
    pub(super) const PRED_COUNT: u64 = 0x70;
    pub(super) const PRED_ACTOR: u64 = 0x71;
    pub(super) const PRED_COUNTER: u64 = 0x73;
    pub(super) const ALL: [u64; 8] = [
        KEY,
        INSERT,
        ACTION,
        VALUE_META,
        VALUE,
        PRED_COUNT,
        PRED_ACTOR,
        PRED_COUNTER,
    ];
}

mod action {
    pub(super) const PUT: u64 = 1;
    pub(super) const DELETE: u64 = 3;
    pub(super) const INCREMENT: u64 = 5;
}
