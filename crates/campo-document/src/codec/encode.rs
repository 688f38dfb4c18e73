//! From a change to its chunk.

use std::collections::BTreeSet;

use campo_model::id::ActorId;
use sha2::{Digest, Sha256};

use super::leb::{write_signed, write_unsigned};
use super::{CHANGE_CHUNK, HASHED_FROM, MAGIC, action, column, rle, value};
use crate::{Action, Change, ChangeHash, OpId, Scalar};

pub(crate) fn encode(change: &Change) -> (Vec<u8>, ChangeHash) {
    let others = other_actors(change);
    let columns = columns(change, &others);
    let mut body = Vec::with_capacity(128);
    write_fields(&mut body, change, &others);
    write_columns(&mut body, &columns);
    seal(&body)
}

/// Puts the header with the checksum before the body.
fn seal(body: &[u8]) -> (Vec<u8>, ChangeHash) {
    let mut chunk = Vec::with_capacity(body.len() + 16);
    chunk.extend_from_slice(&MAGIC);
    chunk.extend_from_slice(&[0; 4]);
    chunk.push(CHANGE_CHUNK);
    write_unsigned(&mut chunk, body.len() as u64);
    chunk.extend_from_slice(body);
    let (head, hashed) = chunk.split_at_mut(HASHED_FROM);
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    head[4..].copy_from_slice(&hash[..4]);
    (chunk, ChangeHash(hash))
}

/// The actors whose values the change replaces, except its own author; an operation names them by place.
fn other_actors(change: &Change) -> Vec<ActorId> {
    let preds = change.ops.iter().flat_map(|op| &op.pred);
    let actors: BTreeSet<_> = preds
        .map(|id| id.actor)
        .filter(|actor| *actor != change.actor)
        .collect();
    actors.into_iter().collect()
}

fn write_fields(out: &mut Vec<u8>, change: &Change, others: &[ActorId]) {
    write_unsigned(out, change.deps.len() as u64);
    change
        .deps
        .iter()
        .for_each(|hash| out.extend_from_slice(&hash.0));
    write_prefixed(out, &change.actor.0);
    write_unsigned(out, change.seq);
    write_unsigned(out, change.start_op);
    write_signed(out, change.time);
    write_prefixed(out, b"");
    write_unsigned(out, others.len() as u64);
    others
        .iter()
        .for_each(|actor| write_prefixed(out, &actor.0));
}

/// The directory of the columns that are not empty, then their bytes.
fn write_columns(out: &mut Vec<u8>, columns: &[(u64, Vec<u8>)]) {
    let present = || columns.iter().filter(|(_, bytes)| !bytes.is_empty());
    write_unsigned(out, present().count() as u64);
    for (id, bytes) in present() {
        write_unsigned(out, *id);
        write_unsigned(out, bytes.len() as u64);
    }
    present().for_each(|(_, bytes)| out.extend_from_slice(bytes));
}

fn columns(change: &Change, others: &[ActorId]) -> [(u64, Vec<u8>); 8] {
    let ops = &change.ops;
    let keys: Vec<&str> = ops.iter().map(|op| op.key.as_str()).collect();
    let actions: Vec<u64> = ops.iter().map(|op| action_code(&op.action)).collect();
    let (metas, values) = values(change);
    let counts: Vec<u64> = ops.iter().map(|op| op.pred.len() as u64).collect();
    let preds: Vec<&OpId> = ops.iter().flat_map(|op| &op.pred).collect();
    let actors: Vec<u64> = preds.iter().map(|id| place(id.actor, others)).collect();
    let mut inserts = Vec::new();
    write_unsigned(&mut inserts, ops.len() as u64);
    [
        (
            column::KEY,
            runs(&keys, |out, key| write_prefixed(out, key.as_bytes())),
        ),
        (column::INSERT, inserts),
        (column::ACTION, runs(&actions, unsigned)),
        (column::VALUE_META, runs(&metas, unsigned)),
        (column::VALUE, values),
        (column::PRED_COUNT, runs(&counts, unsigned)),
        (column::PRED_ACTOR, runs(&actors, unsigned)),
        (
            column::PRED_COUNTER,
            runs(&deltas(&preds), |out, delta| write_signed(out, *delta)),
        ),
    ]
}

fn values(change: &Change) -> (Vec<u64>, Vec<u8>) {
    let mut contents = Vec::new();
    let metas = change.ops.iter().map(|op| match &op.action {
        Action::Put(scalar) => value::write(&mut contents, scalar),
        Action::Delete => value::write(&mut contents, &Scalar::Null),
        Action::Increment(by) => value::write(&mut contents, &Scalar::Int(*by)),
    });
    (metas.collect(), contents)
}

fn action_code(action: &Action) -> u64 {
    match action {
        Action::Put(_) => action::PUT,
        Action::Delete => action::DELETE,
        Action::Increment(_) => action::INCREMENT,
    }
}

/// The author is 0, the others follow in order.
fn place(actor: ActorId, others: &[ActorId]) -> u64 {
    others
        .binary_search(&actor)
        .map_or(0, |index| index as u64 + 1)
}

fn deltas(preds: &[&OpId]) -> Vec<i64> {
    let mut previous = 0;
    let step = |id: &&OpId| {
        let counter = id.counter as i64;
        counter.wrapping_sub(std::mem::replace(&mut previous, counter))
    };
    preds.iter().map(step).collect()
}

fn runs<T: PartialEq>(values: &[T], write: impl Fn(&mut Vec<u8>, &T)) -> Vec<u8> {
    let mut out = Vec::new();
    rle::encode(&mut out, values, write);
    out
}

fn unsigned(out: &mut Vec<u8>, value: &u64) {
    write_unsigned(out, *value);
}

fn write_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    write_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
