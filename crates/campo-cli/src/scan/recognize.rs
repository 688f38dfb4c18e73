//! Recognizing characters with the `tesseract` program, where it is installed.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use anyhow::Context;
use campo_capture::document::ocr::{self, Word};

/// The program.
const PROGRAM: &str = "tesseract";

/// The languages that are looked for, best first.
const LANGUAGES: [&str; 2] = ["por", "eng"];

/// The program with the language it shall read.
pub struct Recognizer {
    language: &'static str,
}

impl Recognizer {
    /// The program, if it is installed with one of the languages.
    pub fn find() -> anyhow::Result<Option<Self>> {
        let listed = match Command::new(PROGRAM).arg("--list-langs").output() {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("running tesseract"),
        };
        let installed = String::from_utf8_lossy(&listed.stdout);
        let language = LANGUAGES
            .into_iter()
            .find(|language| installed.lines().any(|line| line.trim() == *language));
        Ok(language.map(|language| Self { language }))
    }

    /// The words on a page, given as a picture file.
    pub fn words(&self, picture: &[u8]) -> anyhow::Result<Vec<Word>> {
        let mut child = Command::new(PROGRAM)
            .args(["stdin", "stdout", "-l", self.language, "tsv"])
            // More threads make it slower, not faster.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("running tesseract")?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(picture)
                .context("giving the page to tesseract")?;
        }
        let done = child.wait_with_output().context("waiting for tesseract")?;
        anyhow::ensure!(
            done.status.success(),
            "tesseract failed: {}",
            String::from_utf8_lossy(&done.stderr).trim()
        );
        Ok(ocr::parse_tsv(&String::from_utf8_lossy(&done.stdout)))
    }
}
