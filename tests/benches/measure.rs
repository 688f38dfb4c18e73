//! What is measured, and where it is written: a line for people, and a JSON line for the report.

use std::fs::{File, OpenOptions};
use std::io::Write;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::cost::Cost;

/// What Campo is compared with: the most this machine can do.
pub const LIMIT: &str = "limit";
/// The product measured.
pub const CAMPO: &str = "Campo";

/// One number of one subject, measured several times.
#[derive(Debug, Serialize)]
pub struct Measure {
    /// What is measured; the same words for every subject.
    pub row: String,
    /// Whose it is: [`LIMIT`], [`CAMPO`], or another product.
    pub subject: String,
    /// On how many records.
    pub records: usize,
    /// `us`, `ms`, `B`, `MiB` or `/s`.
    pub unit: &'static str,
    /// Each time it was measured.
    pub samples: Vec<f64>,
    /// The processor's time of each, in the same unit; empty where there is none.
    pub cpu: Vec<f64>,
    /// What one must know to read it.
    pub note: String,
}

impl Measure {
    /// A number that was measured several times.
    pub fn new(
        row: &str,
        subject: &str,
        records: usize,
        unit: &'static str,
        samples: Vec<f64>,
    ) -> Self {
        Self {
            row: row.to_owned(),
            subject: subject.to_owned(),
            records,
            unit,
            samples,
            cpu: Vec::new(),
            note: String::new(),
        }
    }

    /// The same with what one must know to read it.
    pub fn noted(self, note: &str) -> Self {
        Self {
            note: note.to_owned(),
            ..self
        }
    }

    /// The times of the limit and of Campo, each for one of `count`.
    pub fn times(
        row: &str,
        records: usize,
        count: usize,
        (limit, campo): (Vec<Cost>, Vec<Cost>),
    ) -> [Self; 2] {
        let of = |subject, costs: Vec<Cost>| Self {
            samples: micros(&costs, count, |cost| cost.wall),
            cpu: micros(&costs, count, |cost| cost.cpu),
            ..Self::new(row, subject, records, "us", Vec::new())
        };
        [of(LIMIT, limit), of(CAMPO, campo)]
    }

    /// The bytes of the limit and of Campo, each for one of `count`.
    pub fn bytes(row: &str, records: usize, count: usize, (limit, campo): (u64, u64)) -> [Self; 2] {
        let of = |subject, bytes: u64| {
            let each = bytes as f64 / count.max(1) as f64;
            Self::new(row, subject, records, "B", vec![each])
        };
        [of(LIMIT, limit), of(CAMPO, campo)]
    }
}

fn micros(costs: &[Cost], count: usize, component: fn(&Cost) -> std::time::Duration) -> Vec<f64> {
    let one = |cost: &Cost| component(cost).as_secs_f64() * 1e6 / count.max(1) as f64;
    costs.iter().map(one).collect()
}

/// Where measures go.
pub struct Sink {
    file: Option<File>,
}

impl Sink {
    /// The file that `CAMPO_BENCH_OUT` names, if any, and the standard output.
    pub fn open() -> Result<Self> {
        let file = std::env::var_os("CAMPO_BENCH_OUT").map(|path| {
            let opened = OpenOptions::new().append(true).create(true).open(&path);
            opened.with_context(|| format!("writing {}", path.display()))
        });
        Ok(Self {
            file: file.transpose()?,
        })
    }

    /// Writes measures.
    pub fn add(&mut self, measures: impl IntoIterator<Item = Measure>) -> Result<()> {
        for measure in measures {
            println!(
                "{:<58} {:<6} {:>7} records  {:>12.2} {:<4} {}",
                measure.row,
                measure.subject,
                measure.records,
                median(&measure.samples),
                measure.unit,
                measure.note
            );
            if let Some(file) = &mut self.file {
                writeln!(file, "{}", serde_json::to_string(&measure)?)?;
            }
        }
        Ok(())
    }
}

/// The middle one; nothing is measured of an empty list.
pub fn median(samples: &[f64]) -> f64 {
    quantile(samples, 0.5)
}

/// The sample that this share of all is not above.
pub fn quantile(samples: &[f64], share: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
