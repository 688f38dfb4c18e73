//! The report: `report.md` for people, `report.json` for programs, `growth.svg` for the eye.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::machine::Machine;
use super::measures::{CAMPO, LIMIT, Measure, Measures};
use super::plot;
use super::targets::{self, Verdict};

/// Writes all three.
pub fn write(
    folder: &Path,
    machine: &Machine,
    measures: &Measures,
    missing: &[String],
    command: &str,
) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let verdicts = targets::judge(measures);
    let put = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    };
    let text = [
        head(machine, command),
        targets_table(&verdicts),
        "## Cost against the number of records\n\n![Cost of one edit, pull and idle device against the number of records](growth.svg)\n".to_owned(),
        measures_table(measures),
        peers_table(measures, missing),
        micro_table(measures),
    ];
    put("report.md", text.join("\n"))?;
    put("growth.svg", plot::growth(measures))?;
    let all = json!({
        "command": command,
        "machine": machine,
        "targets": verdicts,
        "measures": measures.0,
        "not_measured": missing,
    });
    put("report.json", serde_json::to_string_pretty(&all)? + "\n")
}

fn head(machine: &Machine, command: &str) -> String {
    format!(
        "# Measured\n\nMade by `{command}`; what the rows mean is in [benchmarks.md](../benchmarks.md).\n\n\
         - machine: {}; {}\n- load before: {}\n- commit: {}\n- programs: {}, Node.js {}\n",
        machine.hardware,
        machine.system,
        machine.load_before,
        machine.commit,
        machine.rust,
        machine.node,
    )
}

fn targets_table(verdicts: &[Verdict]) -> String {
    let met = verdicts.iter().filter(|verdict| verdict.met).count();
    let mut text = format!(
        "## Targets: {met} of {} met\n\n| measure | records | target | measured | |\n|---|---:|---|---:|---|\n",
        verdicts.len()
    );
    for verdict in verdicts {
        let word = if verdict.met { "met" } else { "**missed**" };
        let Verdict {
            row,
            records,
            target,
            measured,
            ..
        } = verdict;
        text += &format!("| {row} | {records} | {target} | {measured} | {word} |\n");
    }
    text
}

/// Everything of Campo beside its limits, on each number of records.
fn measures_table(measures: &Measures) -> String {
    let mut text = "## Campo and the limits\n\nMedians, with what nine in ten are above and below.\n\n\
        | measure | records | unit | limit | Campo | ratio | processor | samples | |\n|---|---:|---|---:|---:|---:|---:|---:|---|\n"
        .to_owned();
    for row in measures.rows(|measure| measure.subject == CAMPO && measure.unit != "ns") {
        for campo in measures.of(row, CAMPO) {
            text += &line(campo, measures.at(row, LIMIT, campo.records));
        }
    }
    text
}

fn line(campo: &Measure, limit: Option<&Measure>) -> String {
    let ratio = limit.map(|limit| format!("{:.2}", campo.median() / limit.median()));
    let cpu = limit.and_then(|limit| Some(format!("{:.2}", campo.cpu()? / limit.cpu()?)));
    let notes = [Some(campo), limit].into_iter().flatten();
    let notes: Vec<&str> = notes
        .map(|measure| measure.note.as_str())
        .filter(|note| !note.is_empty())
        .collect();
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        campo.row,
        campo.records,
        campo.unit,
        limit.map(told).unwrap_or_default(),
        told(campo),
        ratio.unwrap_or_default(),
        cpu.unwrap_or_default(),
        campo.samples.len(),
        notes.join("; limit: "),
    )
}

fn told(measure: &Measure) -> String {
    let (low, high) = measure.spread();
    match measure.samples.len() {
        ..=1 => number(measure.median()),
        _ => format!(
            "{} ({} to {})",
            number(measure.median()),
            number(low),
            number(high)
        ),
    }
}

fn number(value: f64) -> String {
    match value {
        1000.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Other products, each on the records it was measured on.
fn peers_table(measures: &Measures, missing: &[String]) -> String {
    let peers = measures.peers();
    let mut text = "## Other products\n\n".to_owned();
    if peers.is_empty() {
        return text + "Not measured in this run.\n";
    }
    text += &format!(
        "| measure | records | unit | Campo | {} |\n",
        peers.join(" | ")
    );
    text += &format!("|---|---:|---|---:|{}\n", "---:|".repeat(peers.len()));
    for row in measures.rows(|measure| peers.contains(&measure.subject.as_str())) {
        let of = peers.iter().map(|peer| measures.largest(row, peer));
        let Some(some) = of.clone().flatten().next() else {
            continue;
        };
        let campo = measures
            .at(row, CAMPO, some.records)
            .or_else(|| measures.largest(row, CAMPO));
        let cells: Vec<String> = std::iter::once(campo)
            .chain(of)
            .map(|measure| {
                measure
                    .map(|measure| number(measure.median()))
                    .unwrap_or_default()
            })
            .collect();
        text += &format!(
            "| {row} | {} | {} | {} |\n",
            some.records,
            some.unit,
            cells.join(" | ")
        );
    }
    text +=
        "\nEach as it keeps its data by default, which is not as safe as a commit of Campo:\n\n";
    for peer in peers {
        let note = measures.0.iter().find(|measure| measure.subject == peer);
        text += &format!("- {peer}: {}\n", note.map_or("", |measure| &measure.note));
    }
    for reason in missing {
        text += &format!("- not measured: {reason}\n");
    }
    text
}

fn micro_table(measures: &Measures) -> String {
    let mut text = "## Micro-benchmarks\n\n| what | ns |\n|---|---:|\n".to_owned();
    for measure in measures.0.iter().filter(|measure| measure.unit == "ns") {
        text += &format!(
            "| {} | {} |\n",
            measure.row.trim_start_matches("micro: "),
            told(measure)
        );
    }
    text
}
