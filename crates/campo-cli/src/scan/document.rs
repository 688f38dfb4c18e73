//! `campo scan document`: photographs in, one PDF or the corners of the pages out.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use campo_app::Recognizer;
use campo_capture::document::clean::{self, Mode};
use campo_capture::document::detect::{Detection, find_page};
use campo_capture::document::ocr::{self, Word};
use campo_capture::document::pdf::Binder;
use campo_capture::document::photo::{self, Photo};
use campo_capture::document::rectify::{rectify, turn};
use serde_json::{Value, json};

use crate::args::{ScanDocument, ScanMode};
use crate::output::{Output, print};

/// The largest photograph that is read, in bytes: far more than 50 megapixels take.
const MAX_BYTES: u64 = 200 * 1024 * 1024;

/// Scans the photographs into one PDF, prints the corners, or both.
pub fn run(scan: &ScanDocument, output: Output) -> anyhow::Result<ExitCode> {
    let recognizer = recognizer(scan)?;
    let mut binder = Binder::default();
    let mut corners = Vec::new();
    let mut texts = Vec::new();
    for (index, input) in scan.inputs.iter().enumerate() {
        let photo = read(input).with_context(|| input.display().to_string())?;
        let detection = find_page(&photo.pixels);
        corners.push(shown(index + 1, &detection));
        if scan.out.is_some() {
            let words = add(&mut binder, scan, photo, &detection, recognizer.as_ref())?;
            texts.push(ocr::text(&words));
        }
    }
    let Some(out) = &scan.out else {
        print(&Value::from(corners).to_string())?;
        return Ok(ExitCode::SUCCESS);
    };
    let title = out.file_stem().map(|stem| stem.to_string_lossy());
    let pdf = binder.finish(title.as_deref())?;
    write_whole(out, &pdf)?;
    if let Some(path) = &scan.text {
        write_whole(path, texts.join("\n\u{c}\n").as_bytes())?;
    }
    if scan.corners {
        print(&Value::from(corners).to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let answer = json!({ "out": out, "pages": corners.len(), "bytes": pdf.len() });
    output.answer(&answer, |_| {
        format!(
            "{}: {} pages, {} kB",
            out.display(),
            corners.len(),
            pdf.len().div_ceil(1000)
        )
    })
}

fn read(path: &Path) -> anyhow::Result<Photo> {
    let size = fs::metadata(path)?.len();
    anyhow::ensure!(
        size <= MAX_BYTES,
        "the file is too large for a photograph: {size} bytes"
    );
    Ok(photo::open(&fs::read(path)?)?)
}

/// What prepares pages for search; nothing when it is not wanted or, as is said, not there.
fn recognizer(scan: &ScanDocument) -> anyhow::Result<Option<Recognizer>> {
    if scan.no_ocr || scan.out.is_none() {
        return Ok(None);
    }
    let found = Recognizer::find()?;
    if found.is_none() {
        let missing =
            "without text: install tesseract-ocr and tesseract-ocr-por to make pages searchable";
        anyhow::ensure!(scan.text.is_none(), missing);
        tracing::warn!("{missing}");
    }
    Ok(found)
}

/// Straightens, cleans and adds a page.
fn add(
    binder: &mut Binder,
    scan: &ScanDocument,
    photo: Photo,
    detection: &Detection,
    recognizer: Option<&Recognizer>,
) -> anyhow::Result<Vec<Word>> {
    let page = turn(rectify(&photo.pixels, &detection.quad), scan.rotate);
    drop(photo);
    let words = match recognizer {
        Some(recognizer) => recognizer.words(&ocr::picture(&clean::flat_gray(&page)))?,
        None => Vec::new(),
    };
    let mode = match scan.mode {
        ScanMode::Color => Mode::Color,
        ScanMode::Gray => Mode::Gray,
        ScanMode::Bw => Mode::Bilevel,
    };
    binder.add(&clean::clean(&page, mode), &words)?;
    Ok(words)
}

fn shown(page: usize, detection: &Detection) -> Value {
    let tenths = |v: f64| (v * 10.0).round() / 10.0;
    let corners = detection.quad.0.map(|p| [tenths(p.x), tenths(p.y)]);
    json!({ "page": page, "corners": corners, "found": detection.found })
}

/// Writes a file that is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = Path::new(&name);
    fs::write(part, bytes)
        .and_then(|()| fs::rename(part, path))
        .inspect_err(|_| drop(fs::remove_file(part)))
        .with_context(|| format!("writing {}", path.display()))
}
