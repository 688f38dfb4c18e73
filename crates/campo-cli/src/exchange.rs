//! Import from and export to files.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use campo_app::{ExportFormat, ImportReport, ImportRequest};
use campo_wire::import::{ColumnTarget, ImportFormat, UndoImport, UndoStep};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Export, Import};
use crate::output::{Output, refused};
use crate::session::open;

/// Reads records from a text file or spreadsheet; bad rows are reported and the rest is imported.
pub fn import(home: &Path, import: Import, output: Output) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&import.file)
        .with_context(|| format!("reading {}", import.file.display()))?;
    let source = import
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let map = import
        .map
        .iter()
        .map(|pair| pair_of(pair))
        .collect::<anyhow::Result<_>>()?;
    let request = ImportRequest {
        record_type: import.record_type,
        source,
        bytes,
        format: ImportFormat {
            encoding: import.encoding.map(Into::into),
            separator: import.separator.map(|mark| separator(&mark)),
            decimal: import.decimal.map(Into::into),
            sheet: import.sheet,
        },
        map,
        dry_run: import.dry_run,
    };
    let bar = progress(output);
    let report = open(home)?.import(request, |done, total| {
        bar.set_length(total.into());
        bar.set_position(done.into());
    });
    bar.finish_and_clear();
    let report = report.map_err(refused)?;
    let complete = report.problems.is_empty();
    output.answer(&report, describe)?;
    Ok(if complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A separator as it is easily typed.
fn separator(text: &str) -> String {
    match text {
        "tab" | "\\t" => "\t".to_owned(),
        mark => mark.to_owned(),
    }
}

fn pair_of(text: &str) -> anyhow::Result<ColumnTarget> {
    let (column, field) = text
        .split_once('=')
        .with_context(|| format!("`{text}` is not column=field"))?;
    Ok(ColumnTarget {
        column: column.to_owned(),
        field: (!field.is_empty()).then(|| field.to_owned()),
    })
}

fn progress(output: Output) -> ProgressBar {
    if output.is_json() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40.green} {pos}/{len} rows, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn describe(report: &ImportReport) -> String {
    let ImportReport {
        import,
        rows,
        created,
        updated,
        unchanged,
        problems,
        unmapped,
        dry_run,
    } = report;
    let mut lines: Vec<String> = problems
        .iter()
        .map(|row| format!("line {}: {}", row.line, row.reason))
        .collect();
    if !unmapped.is_empty() {
        lines.push(format!(
            "columns without a field, left out: {}",
            unmapped.join(", ")
        ));
    }
    let verb = if *dry_run { "would be " } else { "" };
    lines.push(format!(
        "{rows} rows: {verb}{created} created, {updated} updated, {unchanged} unchanged, {} with problems",
        problems.len()
    ));
    if !dry_run && created + updated > 0 {
        lines.push(format!("to take it back: campo undo-import {import}"));
    }
    lines.join("\n")
}

/// Takes an import back, and names what was left as it is.
pub fn undo_import(home: &Path, import: String, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let mut whole = UndoStep::default();
    loop {
        let request = UndoImport {
            import: import.clone(),
            after: whole.next.take(),
        };
        let step = app.undo_import(request).map_err(refused)?;
        whole.done += step.done;
        whole.left.extend(step.left);
        whole.next = step.next;
        if whole.next.is_none() {
            break;
        }
    }
    output.answer(&whole, |undone| {
        let left = undone.left.iter();
        let mut lines: Vec<String> = left
            .map(|record| format!("left as it is: {} {}", record.id, record.title))
            .collect();
        lines.push(format!("{} records taken back", undone.done));
        lines.join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Writes all records of a type to the standard output.
pub fn export(home: &Path, export: Export) -> anyhow::Result<ExitCode> {
    let format = match export.format.as_str() {
        "csv" => ExportFormat::Csv,
        "jsonl" => ExportFormat::JsonLines,
        other => anyhow::bail!("`{other}` is not an export format: use csv or jsonl"),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    open(home)?
        .export(&export.record_type, format, &mut out)
        .map_err(refused)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
