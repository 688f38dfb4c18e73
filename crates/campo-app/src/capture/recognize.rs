//! Recognizing characters with the `tesseract` program, where it is installed.

use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use campo_capture::document::ocr::{self, Word};

use crate::capture::CaptureError;

/// The program.
const PROGRAM: &str = "tesseract";

/// The languages that are looked for, best first.
const LANGUAGES: [&str; 2] = ["por", "eng"];

/// How long the program may take for a page; a full one takes some seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with the language it shall read.
#[derive(Debug)]
pub struct Recognizer {
    program: PathBuf,
    language: &'static str,
    patience: Duration,
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
        Ok(language.map(|language| Self {
            program: PROGRAM.into(),
            language,
            patience: PATIENCE,
        }))
    }

    /// The words on a page, given as a picture file. A program that takes too long is ended.
    pub fn words(&self, picture: &[u8]) -> Result<Vec<Word>, CaptureError> {
        let mut child = Command::new(&self.program)
            .args(["stdin", "stdout", "-l", self.language, "tsv"])
            // More threads make it slower, not faster.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(CaptureError::Recognizer)?;
        let talk = self.converse(&mut child, picture);
        let status = child.wait().map_err(CaptureError::Recognizer)?;
        let (printed, said) = talk?;
        if !status.success() {
            let said = String::from_utf8_lossy(&said).trim().to_owned();
            return Err(CaptureError::Unread { said });
        }
        Ok(ocr::parse_tsv(&String::from_utf8_lossy(&printed)))
    }

    /// Gives the picture and takes what is printed and said, all at once: whoever waits for one pipe blocks the others.
    fn converse(
        &self,
        child: &mut Child,
        picture: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CaptureError> {
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            // A program that goes away before it has read everything says why by itself.
            scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(picture)));
            let said = scope.spawn(move || all(stderr));
            let (tell, told) = mpsc::channel();
            scope.spawn(move || tell.send(all(stdout)));
            let Ok(printed) = told.recv_timeout(self.patience) else {
                // One that has just ended by itself needs no killing.
                let _ = child.kill();
                return Err(CaptureError::Slow);
            };
            Ok((printed, said.join().unwrap_or_default()))
        })
    }
}

/// All that comes out of a pipe until it is closed.
fn all(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What came before a failure is judged with the program's end.
        let _ = pipe.read_to_end(&mut bytes);
    }
    bytes
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Instant;

    use super::*;

    /// A recognizer whose program is a script.
    fn script(folder: &tempfile::TempDir, text: &str, patience: Duration) -> Recognizer {
        let program = folder.path().join("program");
        std::fs::write(&program, format!("#!/bin/sh\n{text}\n")).unwrap();
        let executable = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&program, executable).unwrap();
        Recognizer {
            program,
            language: "por",
            patience,
        }
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let hangs = script(&folder, "exec sleep 60", Duration::from_millis(100));
        let begun = Instant::now();
        let large = vec![0; 1024 * 1024];
        assert!(matches!(hangs.words(&large), Err(CaptureError::Slow)));
        assert!(begun.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_the_program_says_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let fails = script(&folder, "echo 'no data' >&2; exit 1", PATIENCE);
        let failed = fails.words(b"P5 1 1 255\n0").unwrap_err();
        assert!(failed.to_string().ends_with("no data"), "{failed}");
    }
}
