//! What Campo costs beside the most this machine can do, on the same generated records.
//!
//! `cargo xtask bench` runs this, runs other products on the same records, and writes the report. By hand:
//! `cargo bench -p campo-tests --bench measures -- ratios`. The parts are `ratios` (the device's store beside hand-written
//! SQL), `server` (real processes beside a plain log on a socket), `crowd` (many devices) and `micro` (the smallest
//! pieces of work, with criterion); `workload` writes the records for other programs.
//!
//! `CAMPO_BENCH_N` says how many records (5,000 when absent); costs that could grow are measured at each power of ten up
//! to there. Each measure goes to the standard output, and as a JSON line to the file `CAMPO_BENCH_OUT`. Nothing here
//! fails because something is slow.

#![allow(
    clippy::print_stdout,
    reason = "to say what is measured is what a bench is for"
)]

mod author;
mod cost;
mod measure;
mod micro;
mod ratios;
mod server;
mod workload;

use std::path::Path;

use anyhow::{Context, Result, bail};

use measure::Sink;
use workload::Workload;

const DEFAULT_RECORDS: usize = 5000;

/// The fewest records that say something.
const LEAST_RECORDS: usize = 1000;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => {
            measure_each(ratios::run)?;
            measure_each(server::run)?;
            measure_each(server::crowd)
        }
        ["ratios"] => measure_each(ratios::run),
        ["server"] => measure_each(server::run),
        ["crowd"] => measure_each(server::crowd),
        ["micro"] => micro::run(),
        ["workload", folder] => Workload::new(records()?)?.write(Path::new(folder)),
        ["plain-log", file] => server::plain_log(Path::new(file)),
        other => {
            bail!(
                "there is no part {other:?}: there are ratios, server, crowd, micro and workload FOLDER"
            )
        }
    }
}

/// Runs a part on more and more records.
fn measure_each(part: fn(&Workload, &mut Sink, bool) -> Result<()>) -> Result<()> {
    let mut sink = Sink::open()?;
    let most = records()?;
    for count in sizes(most) {
        part(&Workload::new(count)?, &mut sink, count == most)?;
    }
    Ok(())
}

/// Powers of ten up to the number asked for, and that number.
fn sizes(most: usize) -> Vec<usize> {
    let powers = std::iter::successors(Some(LEAST_RECORDS), |size| size.checked_mul(10));
    powers
        .take_while(|size| *size < most)
        .chain([most])
        .collect()
}

fn records() -> Result<usize> {
    match std::env::var("CAMPO_BENCH_N") {
        Ok(text) => text
            .parse()
            .context("CAMPO_BENCH_N is a number of records, as 5000"),
        Err(_) => Ok(DEFAULT_RECORDS),
    }
}
