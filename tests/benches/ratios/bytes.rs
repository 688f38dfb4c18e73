//! What travels: a first synchronization and a reconnect, beside compressed JSON of the same content.

use anyhow::Result;
use campo_model::value::Value;
use serde_json::{Map, Value as Json};

use crate::remote::Remote;
use crate::table::{Row, Target};
use crate::workload::{Fields, Record, Workload, edit};

/// The level of compression on both sides.
const LEVEL: i32 = 3;

/// Every record once.
pub fn first_sync(workload: &Workload, remote: &Remote<'_>) -> Result<Row> {
    let lines = workload
        .records
        .iter()
        .map(|record| line(record, &record.fields));
    let bytes = (packed(lines)?, total(&remote.enter()?));
    Ok(Row::bytes(
        "first sync, bytes a record",
        workload.records.len(),
        bytes,
        &[Target::Ratio(1.1)],
    ))
}

/// An edit of every hundredth record.
pub fn reconnect(workload: &Workload, remote: &mut Remote<'_>) -> Result<Row> {
    const ROUND: usize = 1000;
    let places = || (0..workload.records.len()).step_by(100);
    let changed = places().filter_map(|i| Some((i, workload.records.get(i)?)));
    let lines = changed.map(|(i, record)| line(record, &edit(i, ROUND)));
    let bytes = (packed(lines)?, total(&remote.edit(places(), ROUND)?));
    Ok(Row::bytes(
        "reconnect, 1 % edited, bytes an edit",
        places().count(),
        bytes,
        &[Target::Ratio(1.5)],
    ))
}

fn total(frames: &[Vec<u8>]) -> u64 {
    frames.iter().map(|frame| frame.len() as u64).sum()
}

/// The bytes of JSON lines, compressed together.
fn packed(lines: impl Iterator<Item = String>) -> Result<u64> {
    let text: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
    Ok(zstd::encode_all(text.as_bytes(), LEVEL)?.len() as u64)
}

fn line(record: &Record, fields: &Fields) -> String {
    let id = ("id".to_owned(), Json::from(record.id.to_string()));
    let fields = fields
        .iter()
        .map(|(key, value): (&String, &Value)| (key.clone(), value.to_json()));
    Json::Object(std::iter::once(id).chain(fields).collect::<Map<_, _>>()).to_string()
}
