//! Recognizing characters with the `tesseract` program, where it is installed.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use campo_capture::document::ocr::{self, Word};

use crate::capture::CaptureError;

/// The program.
const PROGRAM: &str = "tesseract";

/// The languages that are looked for, best first.
const LANGUAGES: [&str; 2] = ["por", "eng"];

/// The program with the language it shall read.
#[derive(Debug)]
pub struct Recognizer {
    language: &'static str,
}

impl Recognizer {
    /// The program, if it is installed with one of the languages.
    pub fn find() -> Result<Option<Self>, CaptureError> {
        let listed = match Command::new(PROGRAM).arg("--list-langs").output() {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(CaptureError::Recognizer(error)),
        };
        let installed = String::from_utf8_lossy(&listed.stdout);
        let language = LANGUAGES
            .into_iter()
            .find(|language| installed.lines().any(|line| line.trim() == *language));
        Ok(language.map(|language| Self { language }))
    }

    /// The words on a page, given as a picture file.
    pub fn words(&self, picture: &[u8]) -> Result<Vec<Word>, CaptureError> {
        let mut child = Command::new(PROGRAM)
            .args(["stdin", "stdout", "-l", self.language, "tsv"])
            // More threads make it slower, not faster.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(CaptureError::Recognizer)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(picture).map_err(CaptureError::Recognizer)?;
        }
        let done = child.wait_with_output().map_err(CaptureError::Recognizer)?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
            return Err(CaptureError::Unread { said });
        }
        Ok(ocr::parse_tsv(&String::from_utf8_lossy(&done.stdout)))
    }
}
