//! How far Campo is from what this machine can do at most, as a table of ratios.
//!
//! `cargo xtask bench ratios`, or `cargo bench -p campo-tests --bench ratios`. `CAMPO_BENCH_N` says how many records
//! (5,000 when absent).
//!
//! Each row is one measure on the same generated records. The *limit* is hand-written SQL (`plain.rs`) on the same
//! encrypted SQLite with the same table, indexes, search and durability, or zstd of plain JSON, in the same run. Both take
//! turns, and medians are shown: time on the wall and of the processor, or bytes, for one record, edit or page. A ratio is
//! Campo divided by the limit, so 1 is the limit and less is better; a target given as a share of the limit's speed is
//! shown as a ratio of cost (0.35 of the speed is 2.86 times the cost). On a busy machine trust the processor's ratio:
//! the wall also shows who else waits for the disk. Nothing here fails because something is slow.

#![allow(clippy::print_stdout, reason = "the table is what a bench is for")]

#[path = "ratios/bytes.rs"]
mod bytes;
#[path = "ratios/cost.rs"]
mod cost;
#[path = "ratios/home.rs"]
mod home;
#[path = "ratios/plain.rs"]
mod plain;
#[path = "ratios/reads.rs"]
mod reads;
#[path = "ratios/remote.rs"]
mod remote;
#[path = "ratios/table.rs"]
mod table;
#[path = "ratios/workload.rs"]
mod workload;
#[path = "ratios/writes.rs"]
mod writes;

use std::fs::read_to_string;

use anyhow::{Context, Result};

use remote::Remote;
use workload::Workload;

const DEFAULT_RECORDS: usize = 5000;

fn main() -> Result<()> {
    let filter = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    if filter.is_some_and(|filter| !"ratios".contains(&filter)) {
        return Ok(());
    }
    let count = match std::env::var("CAMPO_BENCH_N") {
        Ok(text) => text
            .parse()
            .context("CAMPO_BENCH_N is a number of records, as 5000")?,
        Err(_) => DEFAULT_RECORDS,
    };
    let workload = Workload::new(count)?;
    println!("{}\n\n{}", machine(count), table::head());
    measure(&workload)
}

fn measure(workload: &Workload) -> Result<()> {
    let mut remote = Remote::new(workload)?;
    let (row, mut pairs) = writes::first_sync(workload, &remote)?;
    println!("{row}");
    println!("{}", bytes::first_sync(workload, &remote)?);
    let mut pair = pairs
        .pop()
        .context("the first sync is measured several times")?;
    let untouched = pairs
        .pop()
        .context("the first sync is measured several times")?;
    for row in reads::open(workload, untouched)? {
        println!("{row}");
    }
    println!("{}", reads::list(workload, &mut pair)?);
    println!("{}", reads::search(workload, &mut pair)?);
    println!("{}", writes::create(workload)?);
    println!("{}", writes::ingest(workload, &mut remote, &mut pair)?);
    println!("{}", bytes::reconnect(workload, &mut remote)?);
    println!("{}", writes::local_edit(workload, &mut pair)?);
    Ok(())
}

/// What the ratios were measured on. Linux says more than other systems.
fn machine(count: usize) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let described = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = described
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let load = read_to_string("/proc/loadavg").unwrap_or_default();
    format!(
        "{count} records; {cores} cores, {}; {} {}; load before: {}; SQLite {} (SQLCipher), WAL, synchronous=FULL",
        model.map_or("processor unknown", |(_, name)| name),
        std::env::consts::OS,
        std::env::consts::ARCH,
        load.split(' ').next().unwrap_or("unknown"),
        rusqlite::version(),
    )
}
