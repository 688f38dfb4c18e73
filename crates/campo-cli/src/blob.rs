//! Attached files: getting one, keeping one here, and what waits.

use std::path::Path;
use std::process::ExitCode;

use campo_wire::blob::{BlobInfo, BlobRefs, PinBlob};
use serde_json::json;

use crate::args::BlobCommand;
use crate::output::{Output, refused};
use crate::session::open;

/// Does one of the blob commands.
pub async fn run(home: &Path, command: BlobCommand, output: Output) -> anyhow::Result<ExitCode> {
    let app = open(home)?;
    match command {
        BlobCommand::Get { hash, out } => {
            app.write_blob_to(&hash, &out).await.map_err(refused)?;
            output.answer(&json!({ "hash": hash, "out": out }), |_| {
                format!("written to {}", out.display())
            })
        }
        BlobCommand::List => {
            let blobs = app
                .blobs(BlobRefs { hashes: Vec::new() })
                .map_err(refused)?;
            output.answer(&blobs, |blobs| {
                blobs.iter().map(line).collect::<Vec<_>>().join("\n")
            })
        }
        BlobCommand::Pin { hash, off } => {
            let pinned = !off;
            let info = app.pin_blob(PinBlob { hash, pinned }).map_err(refused)?;
            output.answer(&info, line)
        }
    }
}

fn line(blob: &BlobInfo) -> String {
    let place = match (blob.here, blob.waiting) {
        (true, true) => "waits to be sent",
        (true, false) => "here",
        (false, _) => "at the server",
    };
    let pinned = if blob.pinned { ", pinned" } else { "" };
    let reason = blob
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    format!(
        "{}  {} bytes  {place}{pinned}{reason}",
        blob.hash, blob.size
    )
}
