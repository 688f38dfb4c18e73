//! What each measure should reach, and whether it does.

use serde::Serialize;

use super::measures::{CAMPO, LIMIT, Measure, Measures};

/// What is compared with a bound.
#[derive(Debug, Clone, Copy)]
enum Bound {
    /// At most so many times the limit.
    Ratio(f64),
    /// At most so many times the limit's processor time.
    CpuRatio(f64),
    /// At most so much.
    AtMost(f64),
    /// At most so much of the processor's time.
    CpuAtMost(f64),
    /// At least so much.
    AtLeast(f64),
    /// At least so much for each second of the processor.
    CpuAtLeast(f64),
    /// At most so many times Campo's own value of another row.
    OfRow(&'static str, f64),
    /// So many times faster, or smaller, than a product, on the product's records.
    ThanPeer(&'static str, f64),
}

use Bound::{AtLeast, AtMost, CpuAtLeast, CpuAtMost, CpuRatio, OfRow, Ratio, ThanPeer};

const POUCHDB: &str = "PouchDB";

/// A ratio of costs: a share of the limit's speed turned over.
const TARGETS: &[(&str, Bound)] = &[
    ("one local edit, durable", Ratio(1.3)),
    ("one local edit, durable", CpuRatio(5.0)),
    ("bulk create in 500s, a record", Ratio(1.0 / 0.35)),
    ("bulk create in 500s, a record", ThanPeer(POUCHDB, 3.0)),
    ("remote edits in pages of 1000, an edit", Ratio(1.0 / 0.7)),
    ("remote edits in pages of 1000, an edit", CpuAtMost(20.0)),
    ("first sync: bytes on the socket, a record", Ratio(1.1)),
    ("first sync: until all is there, a record", Ratio(2.5)),
    (
        "first sync: until all is there, a record",
        ThanPeer(POUCHDB, 10.0),
    ),
    (
        "reconnect, 1 % edited: bytes on the socket, an edit",
        Ratio(1.5),
    ),
    ("reconnect, 1 % edited: the request", Ratio(2.0)),
    (
        "reconnect, nothing changed: bytes on the socket",
        AtMost(400.0),
    ),
    ("live: sent, durable, seen by another, p50", Ratio(1.0)),
    ("live: committed by A, shown by B, p50", Ratio(1.0)),
    (
        "live: committed by A, shown by B, p99",
        OfRow("live: committed by A, shown by B, p50", 3.0),
    ),
    ("server: edits in batches of 500", CpuAtLeast(20_000.0)),
    ("server: edits one by one from 50 devices", AtLeast(3000.0)),
    (
        "crowd: memory of the server, after the edits",
        AtMost(600.0),
    ),
    ("crowd: acknowledged, p99", AtMost(200.0)),
    ("crowd: seen by the others, p99", AtMost(1000.0)),
    ("crowd: failed requests", AtMost(0.1)),
    ("cold start: `campo record list`, 50 rows", AtMost(150.0)),
    ("open a home to its first list page", AtMost(50_000.0)),
    ("search as one types, best 50, a search", Ratio(1.3)),
    ("first sync: memory of the device", AtMost(150.0)),
    ("file after the first sync, a record", Ratio(1.5)),
    ("file after 10 edits of 20 %, a record", Ratio(3.0)),
];

/// A target and what was measured.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// The row.
    pub row: &'static str,
    /// On how many records.
    pub records: usize,
    /// What it should be.
    pub target: String,
    /// What it is, in the target's terms.
    pub measured: String,
    /// Whether that is enough.
    pub met: bool,
}

/// The verdict on every target that was measured.
pub fn judge(measures: &Measures) -> Vec<Verdict> {
    let judged = TARGETS
        .iter()
        .filter_map(|(row, bound)| verdict(measures, row, *bound));
    judged.collect()
}

fn verdict(measures: &Measures, row: &'static str, bound: Bound) -> Option<Verdict> {
    let campo = measures.largest(row, CAMPO)?;
    let unit = &campo.unit;
    let limit = || measures.at(row, LIMIT, campo.records);
    let (value, most, target) = match bound {
        Ratio(most) => {
            let ratio = campo.median() / limit()?.median();
            (ratio, most, format!("<= {most:.2} x the limit"))
        }
        CpuRatio(most) => {
            let ratio = campo.cpu()? / limit()?.cpu()?;
            (ratio, most, format!("processor <= {most:.2} x the limit"))
        }
        AtMost(most) => (campo.median(), most, format!("<= {most} {unit}")),
        CpuAtMost(most) => (campo.cpu()?, most, format!("processor <= {most} {unit}")),
        AtLeast(least) => (-campo.median(), -least, format!(">= {least} {unit}")),
        CpuAtLeast(least) => (
            -campo.cpu()?,
            -least,
            format!(">= {least} {unit} of one core"),
        ),
        OfRow(other, most) => {
            let ratio = campo.median() / measures.largest(other, CAMPO)?.median();
            (ratio, most, format!("<= {most} x its p50"))
        }
        ThanPeer(peer, times) => return than_peer(measures, row, peer, times),
    };
    Some(Verdict {
        row,
        records: campo.records,
        target,
        measured: format!("{:.2}", value.abs()),
        met: value <= most,
    })
}

fn than_peer(
    measures: &Measures,
    row: &'static str,
    peer: &'static str,
    times: f64,
) -> Option<Verdict> {
    let other = measures.largest(row, peer)?;
    let campo = measures.at(row, CAMPO, other.records)?;
    let ratio = Measure::median(other) / campo.median();
    Some(Verdict {
        row,
        records: campo.records,
        target: format!(">= {times} x better than {peer}"),
        measured: format!("{ratio:.2}"),
        met: ratio >= times,
    })
}

#[cfg(test)]
mod tests {
    use super::super::measures::Measure;
    use super::*;

    fn measure(row: &str, subject: &str, records: usize, samples: &[f64]) -> Measure {
        Measure {
            row: row.to_owned(),
            subject: subject.to_owned(),
            records,
            unit: "us".to_owned(),
            samples: samples.to_vec(),
            cpu: samples.iter().map(|sample| sample / 2.0).collect(),
            note: String::new(),
        }
    }

    /// The verdicts on a row, given Campo's value, and the limit's of 10.
    fn verdicts(row: &str, campo: f64) -> Vec<bool> {
        let measures = Measures(vec![
            measure(row, LIMIT, 1000, &[10.0]),
            measure(row, CAMPO, 1000, &[campo]),
        ]);
        judge(&measures).iter().map(|verdict| verdict.met).collect()
    }

    #[test]
    fn a_ratio_is_met_up_to_its_bound_and_missed_beyond() {
        const SEARCH: &str = "search as one types, best 50, a search";
        assert_eq!(verdicts(SEARCH, 13.0), [true]);
        assert_eq!(verdicts(SEARCH, 13.1), [false]);
        assert_eq!(verdicts("one local edit, durable", 40.0), [false, true]);
    }

    #[test]
    fn a_rate_is_met_from_its_bound_on() {
        const ROW: &str = "server: edits one by one from 50 devices";
        assert_eq!(verdicts(ROW, 3000.0), [true]);
        assert_eq!(verdicts(ROW, 2999.0), [false]);
        assert_eq!(
            verdicts("server: edits in batches of 500", 30_000.0),
            [false]
        );
    }

    #[test]
    fn a_product_is_compared_on_its_own_number_of_records() {
        const ROW: &str = "bulk create in 500s, a record";
        let measures = Measures(vec![
            measure(ROW, CAMPO, 1000, &[10.0]),
            measure(ROW, POUCHDB, 1000, &[30.0]),
            measure(ROW, CAMPO, 100_000, &[99.0]),
        ]);
        let judged = judge(&measures);
        assert_eq!(judged.len(), 1, "without a limit there is no ratio to it");
        assert!(
            judged
                .iter()
                .all(|verdict| verdict.met && verdict.records == 1000)
        );
    }

    #[test]
    fn what_was_not_measured_has_no_verdict() {
        assert!(judge(&Measures(Vec::new())).is_empty());
    }
}
