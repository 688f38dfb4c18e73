//! `campo code`: codes and sheets of labels into files.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use campo_capture::code::sheet::{Grid, Label, MOST_LABELS, sheet};
use campo_capture::code::write::{Correction, Symbol, code_128, qr};
use serde_json::json;

use crate::args::{CodeCommand, CodeCorrection, CodeFormat, LabelSheet, MakeCode};
use crate::output::Output;

/// Does one of the code commands.
pub fn run(command: CodeCommand, output: Output) -> anyhow::Result<ExitCode> {
    match command {
        CodeCommand::Make(make) => make_code(&make, output),
        CodeCommand::Sheet(labels) => print_sheet(&labels, output),
    }
}

fn make_code(make: &MakeCode, output: Output) -> anyhow::Result<ExitCode> {
    let symbol = symbol(make)?;
    let bytes = match make.out.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => symbol.to_svg().into_bytes(),
        Some("png") => symbol.to_png(make.module)?,
        _ => bail!("{} should end in .svg or .png", make.out.display()),
    };
    save(&make.out, &bytes)?;
    let answer = json!({ "file": make.out, "bytes": bytes.len() });
    output.answer(&answer, |_| format!("wrote {}", make.out.display()))
}

fn symbol(make: &MakeCode) -> anyhow::Result<Symbol> {
    let correction = match make.correction {
        CodeCorrection::L => Correction::Low,
        CodeCorrection::M => Correction::Medium,
        CodeCorrection::Q => Correction::Quartile,
        CodeCorrection::H => Correction::High,
    };
    Ok(match make.format {
        CodeFormat::Qr => qr(&make.text, correction)?,
        CodeFormat::Code128 => code_128(&make.text)?,
    })
}

fn print_sheet(labels: &LabelSheet, output: Output) -> anyhow::Result<ExitCode> {
    let [width, height] = pair(&labels.label)?;
    let [left, top] = pair(&labels.margin)?;
    let [gap_across, gap_down] = pair(&labels.gap)?;
    let grid = Grid {
        columns: labels.columns,
        rows: labels.rows,
        width,
        height,
        left,
        top,
        gap_across,
        gap_down,
    };
    let rows = read_labels(&labels.file)?;
    let pdf = sheet(&rows, &grid)?;
    save(&labels.out, &pdf)?;
    let answer = json!({ "file": labels.out, "labels": rows.len(), "bytes": pdf.len() });
    output.answer(&answer, |_| {
        format!("wrote {} labels to {}", rows.len(), labels.out.display())
    })
}

/// One label a row; one more than fit a file is enough to see that there are too many.
fn read_labels(file: &Path) -> anyhow::Result<Vec<Label>> {
    let reading = || format!("reading {}", file.display());
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(file)
        .with_context(reading)?;
    let mut labels = Vec::new();
    for row in reader.records().take(MOST_LABELS + 1) {
        let row = row.with_context(reading)?;
        let cell = |index: usize| row.get(index).unwrap_or_default().trim().to_owned();
        labels.push(Label {
            code: cell(0),
            lines: [cell(1), cell(2)],
        });
    }
    Ok(labels)
}

fn pair(text: &str) -> anyhow::Result<[f32; 2]> {
    let (one, other) = text
        .split_once('x')
        .with_context(|| format!("`{text}` is not two numbers with an x between, as 63.5x33.9"))?;
    let number = |text: &str| {
        text.trim()
            .parse::<f32>()
            .with_context(|| format!("`{text}` is not a number of millimeters"))
    };
    Ok([number(one)?, number(other)?])
}

fn save(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}
