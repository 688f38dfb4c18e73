//! The real server and command line, as processes, beside a plain log on a socket with the same durability.

mod client;
mod crowd;
mod exchange;
mod live;
mod plain_log;
mod process;
mod proxy;
mod stage;
mod throughput;

use anyhow::Result;
use tokio::runtime::{Builder, Runtime};

use crate::measure::Sink;
use crate::workload::Workload;

pub use plain_log::serve as plain_log;

/// Measures one tenant with these records; what does not depend on their number, with the last ones only.
pub fn run(workload: &Workload, sink: &mut Sink, is_last: bool) -> Result<()> {
    runtime()?.block_on(async {
        let stage = stage::Stage::new(workload)?;
        let log = plain_log::PlainLog::start()?;
        let mut office = throughput::fill(workload, &stage, &log, sink).await?;
        exchange::run(workload, &stage, &log, &mut office, sink).await?;
        if is_last {
            throughput::one_by_one(workload, &stage, &log, sink).await?;
            live::run(workload, &stage, &log, sink).await?;
        }
        Ok(())
    })
}

/// Measures many tenants with many devices, as many as the last records.
pub fn crowd(workload: &Workload, sink: &mut Sink, is_last: bool) -> Result<()> {
    match is_last {
        true => runtime()?.block_on(crowd::run(workload, sink)),
        false => Ok(()),
    }
}

fn runtime() -> Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}
