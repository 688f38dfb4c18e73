//! Attaching files to records.

use std::path::Path;
use std::process::ExitCode;

use crate::args::Attach;
use crate::output::{Output, refused};
use crate::record::shape;
use crate::session::open;

/// Attaches a file and shows the record.
pub fn run(home: &Path, attach: &Attach, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    let record = app
        .attach(&attach.id, &attach.field, &attach.file)
        .map_err(refused)?;
    output.answer(&shape(&record), |_| {
        format!("attached {} to {}", attach.file.display(), record.title)
    })
}
