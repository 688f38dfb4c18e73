//! The measures of one run, as every bench writes them: a JSON line each.

use std::fs::read_to_string;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// What Campo is compared with: the most this machine can do.
pub const LIMIT: &str = "limit";
/// The product.
pub const CAMPO: &str = "Campo";

/// One number of one subject, measured several times.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measure {
    /// What is measured; the same words for every subject.
    pub row: String,
    /// Whose it is.
    pub subject: String,
    /// On how many records.
    pub records: usize,
    /// `ns`, `us`, `ms`, `B`, `MiB`, `/s` or `%`.
    pub unit: String,
    /// Each time it was measured.
    pub samples: Vec<f64>,
    /// The processor's time of each, in the same unit; empty where there is none.
    pub cpu: Vec<f64>,
    /// What one must know to read it.
    pub note: String,
}

impl Measure {
    /// The middle of the samples.
    pub fn median(&self) -> f64 {
        quantile(&self.samples, 0.5)
    }

    /// The middle of the processor's times.
    pub fn cpu(&self) -> Option<f64> {
        (!self.cpu.is_empty()).then(|| quantile(&self.cpu, 0.5))
    }

    /// A tenth of the samples is below the first, a tenth above the second.
    pub fn spread(&self) -> (f64, f64) {
        (quantile(&self.samples, 0.1), quantile(&self.samples, 0.9))
    }
}

/// All measures, asked in the ways a report asks.
pub struct Measures(pub Vec<Measure>);

/// Reads the measures of a run.
pub fn read(path: &Path) -> Result<Measures> {
    let about = || format!("reading {}", path.display());
    let text = read_to_string(path).with_context(about)?;
    let lines = text.lines().map(serde_json::from_str);
    Ok(Measures(
        lines.collect::<Result<_, _>>().with_context(about)?,
    ))
}

impl Measures {
    /// A subject's measure on the most records.
    pub fn largest(&self, row: &str, subject: &str) -> Option<&Measure> {
        self.of(row, subject).max_by_key(|measure| measure.records)
    }

    /// A subject's measure on so many records.
    pub fn at(&self, row: &str, subject: &str, records: usize) -> Option<&Measure> {
        self.of(row, subject)
            .find(|measure| measure.records == records)
    }

    /// A subject's measures of a row.
    pub fn of(&self, row: &str, subject: &str) -> impl Iterator<Item = &Measure> {
        let of = move |measure: &&Measure| measure.row == row && measure.subject == subject;
        self.0.iter().filter(of)
    }

    /// The rows in the order they were measured, each once, that hold for a measure.
    pub fn rows(&self, wanted: impl Fn(&Measure) -> bool) -> Vec<&str> {
        unique(self.0.iter().filter(|measure| wanted(measure)), |measure| {
            &measure.row
        })
    }

    /// The other products, in the order they were measured.
    pub fn peers(&self) -> Vec<&str> {
        let others = self
            .0
            .iter()
            .filter(|measure| ![LIMIT, CAMPO].contains(&measure.subject.as_str()));
        unique(others, |measure| &measure.subject)
    }
}

fn unique<'a>(
    measures: impl Iterator<Item = &'a Measure>,
    name: impl Fn(&'a Measure) -> &'a str,
) -> Vec<&'a str> {
    let mut names = Vec::new();
    for measure in measures {
        if !names.contains(&name(measure)) {
            names.push(name(measure));
        }
    }
    names
}

fn quantile(samples: &[f64], share: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
