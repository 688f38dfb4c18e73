//! From a chunk to its change.

use campo_model::id::ActorId;
use sha2::{Digest, Sha256};

use super::leb::Reader;
use super::{CHANGE_CHUNK, HASHED_FROM, MAGIC, ParseError, action, column, encode, rle, value};
use crate::change::at_most;
use crate::{Action, Change, ChangeHash, Limits, Op, OpId, Scalar};

pub(crate) fn parse(bytes: &[u8], limits: &Limits) -> Result<(Change, ChangeHash), ParseError> {
    at_most("bytes", bytes.len(), limits.change_bytes)?;
    let mut body = open(bytes, CHANGE_CHUNK)?;
    let change = read_change(&mut body, limits)?;
    change.check_form(limits)?;
    let (canonical, hash) = encode(&change);
    if canonical != bytes {
        return Err(ParseError::NotCanonical);
    }
    Ok((change, hash))
}

/// Checks the header and the checksum of a chunk of one type, and returns its body.
pub(crate) fn open(bytes: &[u8], chunk_type: u8) -> Result<Reader<'_>, ParseError> {
    let mut reader = Reader(bytes);
    if reader.array()? != MAGIC {
        return Err(ParseError::NotAChange);
    }
    let checksum: [u8; 4] = reader.array()?;
    if reader.array()? != [chunk_type] {
        return Err(ParseError::NotAChange);
    }
    if reader.unsigned()? != reader.0.len() as u64 {
        return Err(ParseError::Length);
    }
    let hash = Sha256::digest(bytes.get(HASHED_FROM..).unwrap_or_default());
    if !hash.starts_with(&checksum) {
        return Err(ParseError::Checksum);
    }
    Ok(reader)
}

fn read_change(body: &mut Reader<'_>, limits: &Limits) -> Result<Change, ParseError> {
    let deps = read_list(body, limits.deps, |body| body.array().map(ChangeHash))?;
    let actor = read_actor(body)?;
    let seq = body.unsigned()?;
    let start_op = body.unsigned()?;
    let time = body.signed()?;
    if !body.text()?.is_empty() {
        return Err(ParseError::NotFlat("a message"));
    }
    let mut actors = vec![actor];
    actors.extend(read_list(body, limits.preds, read_actor)?);
    let columns = Columns::read(body)?;
    if !body.is_empty() {
        return Err(ParseError::NotFlat("extra bytes"));
    }
    let ops = read_ops(&columns, &actors, limits)?;
    Ok(Change {
        actor,
        seq,
        start_op,
        time,
        deps,
        ops,
    })
}

fn read_actor(body: &mut Reader<'_>) -> Result<ActorId, ParseError> {
    let bytes = body.prefixed()?.try_into();
    bytes
        .map(ActorId)
        .map_err(|_| ParseError::NotFlat("an actor that is not 16 bytes"))
}

/// A list preceded by its length; grows only as elements are really there.
fn read_list<'a, T>(
    body: &mut Reader<'a>,
    limit: usize,
    read: impl Fn(&mut Reader<'a>) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    let count = usize::try_from(body.unsigned()?).unwrap_or(usize::MAX);
    at_most("dependencies or actors", count, limit)?;
    (0..count).map(|_| read(body)).collect()
}

/// The bytes of each column of [`column::ALL`], empty where the change has none.
struct Columns<'a>([&'a [u8]; 8]);

impl<'a> Columns<'a> {
    fn read(body: &mut Reader<'a>) -> Result<Self, ParseError> {
        let directory = read_list(body, column::ALL.len(), |body| {
            Ok((body.unsigned()?, body.unsigned()?))
        })?;
        let mut columns = Self([&[]; 8]);
        for (id, length) in directory {
            let known = column::ALL
                .iter()
                .zip(&mut columns.0)
                .find(|(known, _)| **known == id);
            let (_, place) = known.ok_or(ParseError::NotFlat("an object, a list or a mark"))?;
            *place = body.take(length)?;
        }
        Ok(columns)
    }
}

fn read_ops(
    columns: &Columns<'_>,
    actors: &[ActorId],
    limits: &Limits,
) -> Result<Vec<Op>, ParseError> {
    let [
        keys,
        _,
        actions,
        metas,
        values,
        counts,
        pred_actors,
        pred_counters,
    ] = columns.0;
    let keys = rle::decode(keys, limits.ops, Reader::text)?;
    let actions = rle::decode(actions, limits.ops, Reader::unsigned)?;
    let metas = rle::decode(metas, limits.ops, Reader::unsigned)?;
    let counts = rle::decode(counts, limits.ops, Reader::unsigned)?;
    let rows = keys.len();
    if [actions.len(), metas.len(), counts.len()] != [rows; 3] {
        return Err(ParseError::Columns);
    }
    let mut preds = read_preds(pred_actors, pred_counters, actors, limits)?.into_iter();
    let mut contents = Reader(values);
    let mut ops = Vec::new();
    for (((key, action), meta), count) in keys.into_iter().zip(actions).zip(metas).zip(counts) {
        at_most("bytes of a key", key.len(), limits.key_bytes)?;
        let action = read_action(action, value::read(&mut contents, meta)?)?;
        let count = usize::try_from(count).map_err(|_| ParseError::Columns)?;
        let pred: Vec<OpId> = preds.by_ref().take(count).collect();
        if pred.len() != count {
            return Err(ParseError::Columns);
        }
        ops.push(Op {
            key: key.to_owned(),
            action,
            pred,
        });
    }
    Ok(ops)
}

fn read_action(code: u64, value: Scalar) -> Result<Action, ParseError> {
    match (code, value) {
        (action::PUT, value) => Ok(Action::Put(value)),
        (action::DELETE, Scalar::Null) => Ok(Action::Delete),
        (action::INCREMENT, Scalar::Int(by)) => Ok(Action::Increment(by)),
        _ => Err(ParseError::NotFlat(
            "an operation other than put, delete and increment",
        )),
    }
}

fn read_preds(
    places: &[u8],
    deltas: &[u8],
    actors: &[ActorId],
    limits: &Limits,
) -> Result<Vec<OpId>, ParseError> {
    let places = rle::decode(places, limits.preds, Reader::unsigned)?;
    let deltas = rle::decode(deltas, limits.preds, Reader::signed)?;
    if places.len() != deltas.len() {
        return Err(ParseError::Columns);
    }
    let mut previous = 0i64;
    let read_pred = |(place, delta): (u64, i64)| {
        let actor = usize::try_from(place)
            .ok()
            .and_then(|place| actors.get(place));
        previous = previous.checked_add(delta).ok_or(ParseError::Number)?;
        let counter = u64::try_from(previous).map_err(|_| ParseError::Number)?;
        Ok(OpId {
            counter,
            actor: *actor.ok_or(ParseError::Columns)?,
        })
    };
    places.into_iter().zip(deltas).map(read_pred).collect()
}
