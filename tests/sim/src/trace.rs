//! What happened in a run, as lines: a hash over all of them, and the last ones for whoever looks into a failure.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

/// How many lines are kept.
const KEPT: usize = 80;

/// The lines of a run.
pub(crate) struct Trace {
    hash: Sha256,
    kept: VecDeque<String>,
    whole: bool,
}

impl Trace {
    /// No lines yet; with `whole` every line is kept.
    pub(crate) fn new(whole: bool) -> Self {
        Self {
            hash: Sha256::new(),
            kept: VecDeque::new(),
            whole,
        }
    }

    /// Adds a line.
    pub(crate) fn note(&mut self, now_ms: i64, line: String) {
        self.hash.update(now_ms.to_be_bytes());
        self.hash.update(line.as_bytes());
        self.kept.push_back(format!("{now_ms:>9} {line}"));
        if !self.whole && self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    /// The hash over all lines, and the lines kept.
    pub(crate) fn finish(self) -> (String, Vec<String>) {
        let hash = self.hash.finalize();
        let hex = hash
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        (hex, self.kept.into())
    }
}
