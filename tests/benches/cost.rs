//! What a piece of work costs: time on the wall, and time of the processor.

use std::time::{Duration, Instant};

use anyhow::Result;
use rustix::time::{ClockId, clock_gettime};

/// The cost of some work.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Time passed, waiting for the disk included.
    pub wall: Duration,
    /// Time of the processor, user and system, of this whole process.
    pub cpu: Duration,
}

/// Does `work` and says what it cost.
pub fn cost_of<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Cost)> {
    let (started, cpu) = (Instant::now(), process_time());
    let done = work()?;
    let cost = Cost {
        wall: started.elapsed(),
        cpu: process_time().saturating_sub(cpu),
    };
    Ok((done, cost))
}

/// The costs of two ways to do the same, taken in turns so that a busy machine is busy for both.
pub fn compare(
    turns: usize,
    mut limit: impl FnMut(usize) -> Result<Cost>,
    mut campo: impl FnMut(usize) -> Result<Cost>,
) -> Result<(Vec<Cost>, Vec<Cost>)> {
    let (mut limits, mut campos) = (Vec::new(), Vec::new());
    for turn in 0..turns {
        limits.push(limit(turn)?);
        campos.push(campo(turn)?);
    }
    Ok((limits, campos))
}

fn process_time() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(now.tv_sec).unwrap_or_default(),
        u32::try_from(now.tv_nsec).unwrap_or_default(),
    )
}
