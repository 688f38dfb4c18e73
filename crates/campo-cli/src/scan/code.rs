//! `campo scan code`: pictures in, the codes on them out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use campo_capture::code::{Code, Effort, read_color};
use campo_capture::document::photo;
use serde::Serialize;

use crate::output::Output;

/// A code, and the picture it is on when there are several.
#[derive(Debug, Serialize)]
struct Found<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
    #[serde(flatten)]
    code: Code,
}

/// Reads all pictures, then prints all codes; a picture that cannot be read fails the whole command.
pub fn run(inputs: &[PathBuf], output: Output) -> anyhow::Result<ExitCode> {
    let mut found = Vec::new();
    for path in inputs {
        let file = (inputs.len() > 1).then_some(path.as_path());
        found.extend(codes(path)?.into_iter().map(|code| Found { file, code }));
    }
    output.answer(&found, |found| describe(found))
}

fn codes(path: &Path) -> anyhow::Result<Vec<Code>> {
    let reading = || format!("reading {}", path.display());
    let bytes = std::fs::read(path).with_context(reading)?;
    let photo = photo::open(&bytes).with_context(reading)?;
    Ok(read_color(&photo.pixels, Effort::File))
}

fn describe(found: &[Found<'_>]) -> String {
    if found.is_empty() {
        return "no code found".to_owned();
    }
    let line = |found: &Found<'_>| {
        let file = found
            .file
            .map_or(String::new(), |file| format!("{}: ", file.display()));
        format!("{file}{} {}", found.code.format.name(), found.code.text)
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}
