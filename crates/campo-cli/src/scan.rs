//! Scanning: pages of paper into a PDF, codes into text. Works on files alone, without a home or a session.

mod code;
mod document;

use std::process::ExitCode;

use crate::args::ScanCommand;
use crate::output::Output;

/// Does one of the scan commands.
pub fn run(command: ScanCommand, output: Output) -> anyhow::Result<ExitCode> {
    match command {
        ScanCommand::Document(scan) => document::run(&scan, output),
        ScanCommand::Code { inputs } => code::run(&inputs, output),
    }
}
