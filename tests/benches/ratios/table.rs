//! The printed table: a row per measure, and what its targets are.

use std::fmt;
use std::time::Duration;

use crate::cost::Cost;

/// What a measure should reach.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// At most so many times the limit: time, or bytes.
    Ratio(f64),
    /// At most so many times the limit's processor time.
    Cpu(f64),
    /// At most so long for one.
    Within(Duration),
}

/// One measure beside its limit.
pub struct Row {
    measure: &'static str,
    limit: String,
    campo: String,
    ratio: f64,
    cpu: Option<f64>,
    wall: Duration,
    targets: Vec<Target>,
}

impl Row {
    /// A row of times, each for one of `count`.
    pub fn time(
        measure: &'static str,
        count: usize,
        (limit, campo): (Cost, Cost),
        targets: &[Target],
    ) -> Self {
        let (limit, campo) = (limit.each(count), campo.each(count));
        Self {
            measure,
            limit: time_text(limit),
            campo: time_text(campo),
            ratio: ratio(campo.wall.as_secs_f64(), limit.wall.as_secs_f64()),
            cpu: Some(ratio(campo.cpu.as_secs_f64(), limit.cpu.as_secs_f64())),
            wall: campo.wall,
            targets: targets.to_vec(),
        }
    }

    /// A row of bytes, each for one of `count`.
    pub fn bytes(
        measure: &'static str,
        count: usize,
        (limit, campo): (u64, u64),
        targets: &[Target],
    ) -> Self {
        let (limit, campo) = (
            limit as f64 / count.max(1) as f64,
            campo as f64 / count.max(1) as f64,
        );
        Self {
            measure,
            limit: format!("{limit:.0} B"),
            campo: format!("{campo:.0} B"),
            ratio: ratio(campo, limit),
            cpu: None,
            wall: Duration::ZERO,
            targets: targets.to_vec(),
        }
    }

    fn verdict(&self, target: Target) -> String {
        let (met, text) = match target {
            Target::Ratio(most) => (self.ratio <= most, format!("<= {most:.2} x")),
            Target::Cpu(most) => (
                self.cpu.is_some_and(|cpu| cpu <= most),
                format!("CPU <= {most:.2} x"),
            ),
            Target::Within(most) => (self.wall <= most, format!("<= {}", duration_text(most))),
        };
        format!("{text} {}", if met { "met" } else { "MISSED" })
    }
}

/// A row of a Markdown table.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cpu = self.cpu.map_or("-".to_owned(), |cpu| format!("{cpu:.2} x"));
        let verdicts: Vec<String> = self
            .targets
            .iter()
            .map(|target| self.verdict(*target))
            .collect();
        write!(
            f,
            "| {:<52} | {:>21} | {:>21} | {:>7.2} x | {:>8} | {} |",
            self.measure,
            self.limit,
            self.campo,
            self.ratio,
            cpu,
            verdicts.join(", "),
        )
    }
}

/// The lines above the rows.
pub fn head() -> String {
    let names = format!(
        "| {:<52} | {:>21} | {:>21} | {:>9} | {:>8} | target |",
        "measure", "limit: wall, CPU", "Campo: wall, CPU", "ratio", "CPU"
    );
    format!(
        "{names}\n|{}|{}|{}|{}|{}|---|",
        "-".repeat(54),
        "-".repeat(23),
        "-".repeat(23),
        "-".repeat(11),
        "-".repeat(10)
    )
}

fn ratio(campo: f64, limit: f64) -> f64 {
    if limit > 0.0 { campo / limit } else { f64::NAN }
}

fn time_text(cost: Cost) -> String {
    format!("{}, {}", duration_text(cost.wall), duration_text(cost.cpu))
}

fn duration_text(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    if micros < 1000.0 {
        format!("{micros:.1} us")
    } else {
        format!("{:.2} ms", micros / 1000.0)
    }
}
