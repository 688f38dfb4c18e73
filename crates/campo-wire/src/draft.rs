//! What somebody began to type and did not save.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Keeps something begun, in place of what was kept under this key.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeepDraft {
    /// What it is a draft of, at most 200 bytes.
    pub key: String,
    /// The page's own text, at most 1 MiB.
    pub content: String,
}

/// Names a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftRef {
    /// What it is a draft of.
    pub key: String,
}

/// A draft that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptDraft {
    /// What it is a draft of.
    pub key: String,
    /// As the page wrote it.
    pub content: String,
    /// When, RFC 3339.
    pub time: String,
}
