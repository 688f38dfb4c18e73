//! How far a device's store is from hand-written SQL on the same encrypted SQLite.
//!
//! The *limit* (`plain.rs`) has the same table, indexes, search and durability, or is zstd of plain JSON. Both sides take
//! turns in one run: time on the wall and of the processor, or bytes, for one record, edit, search or page. On a busy
//! machine trust the processor's time: the wall also shows who else waits for the disk.

mod bytes;
pub mod home;
pub mod plain;
mod reads;
mod remote;
pub mod writes;

use anyhow::{Context, Result};

use crate::measure::Sink;
use crate::workload::Workload;
use remote::Remote;

pub use bytes::packed;

/// Above this the edits of a whole history take longer than they say.
const MOST_WITH_HISTORY: usize = 10_000;

/// Measures everything on these records.
pub fn run(workload: &Workload, sink: &mut Sink, _is_last: bool) -> Result<()> {
    let mut remote = Remote::new(workload)?;
    let (first, pairs) = writes::first_sync(workload, &remote)?;
    sink.add(first)?;
    sink.add(bytes::first_sync(workload, &remote)?)?;
    let mut pairs = pairs.into_iter();
    let mut next = || {
        pairs
            .next()
            .context("the first sync is measured several times")
    };
    sink.add(reads::open(workload, next()?)?)?;
    if workload.records.len() <= MOST_WITH_HISTORY {
        sink.add(writes::history(workload, next()?)?)?;
    }
    let mut pair = next()?;
    sink.add(reads::list(workload, &mut pair)?)?;
    sink.add(reads::search(workload, &mut pair)?)?;
    sink.add(writes::create(workload)?)?;
    sink.add(writes::ingest(workload, &mut remote, &mut pair)?)?;
    sink.add(bytes::reconnect(workload, &mut remote)?)?;
    sink.add(writes::local_edit(workload, &mut pair)?)
}
