//! What travels: a first synchronization and a reconnect, beside compressed JSON of the same content.

use anyhow::Result;

use crate::measure::Measure;
use crate::ratios::remote::Remote;
use crate::workload::{Workload, line};

/// The level of compression on both sides.
const LEVEL: i32 = 3;

/// Every record once.
pub fn first_sync(workload: &Workload, remote: &Remote<'_>) -> Result<[Measure; 2]> {
    let lines = workload
        .records
        .iter()
        .map(|record| line(record, &record.fields));
    let bytes = (packed(lines)?, total(&remote.enter()?));
    Ok(Measure::bytes(
        "first sync, bytes a record",
        workload.records.len(),
        workload.records.len(),
        bytes,
    ))
}

/// An edit of every hundredth record.
pub fn reconnect(workload: &Workload, remote: &mut Remote<'_>) -> Result<[Measure; 2]> {
    const ROUND: usize = 1000;
    let places = || (0..workload.records.len()).step_by(100);
    let bytes = (
        packed(workload.patches(100, ROUND))?,
        total(&remote.edit(places(), ROUND)?),
    );
    Ok(Measure::bytes(
        "reconnect, 1 % edited, bytes an edit",
        workload.records.len(),
        places().count(),
        bytes,
    ))
}

fn total(frames: &[Vec<u8>]) -> u64 {
    frames.iter().map(|frame| frame.len() as u64).sum()
}

/// The bytes of JSON lines, compressed together.
pub fn packed(lines: impl Iterator<Item = String>) -> Result<u64> {
    let text: String = lines.flat_map(|line| [line, "\n".to_owned()]).collect();
    Ok(zstd::encode_all(text.as_bytes(), LEVEL)?.len() as u64)
}
