//! Attachments are stored and synchronized by their description; moving their bytes is not in this version.

use std::process::ExitCode;

use campo_wire::error::{ErrorCode, WireError};

/// Says so.
pub fn not_yet() -> anyhow::Result<ExitCode> {
    let message = "attaching files is not in this version; nothing was changed";
    Err(WireError::new(ErrorCode::BadRequest, message).into())
}
