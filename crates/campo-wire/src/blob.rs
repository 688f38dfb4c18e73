//! Attached files: how they travel, and what the window knows of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// What the server has of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobReceipt {
    /// How many bytes from the start; the next ones are sent from there.
    pub received: u64,
    /// Whether it has all of them, verified.
    pub complete: bool,
}

/// Names one blob.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlobRef {
    /// The hash, 64 hexadecimal digits.
    pub hash: String,
}

/// Names several blobs.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlobRefs {
    /// The hashes; none for all that this device knows of.
    pub hashes: Vec<String>,
}

/// A file that is being handed over in pieces.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlobDraft {
    /// Names the file until it is finished.
    pub draft: String,
}

/// The next piece of a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlobPiece {
    /// The file.
    pub draft: String,
    /// At most 1 MiB of it, in base64.
    pub data: String,
}

/// Ends the handing over of a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FinishBlob {
    /// The file.
    pub draft: String,
    /// What its person calls it.
    pub name: String,
}

/// A file as a field describes it: one member of a file field's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Attachment {
    /// The BLAKE3 hash of the bytes.
    pub hash: String,
    /// What its person calls it.
    pub name: String,
    /// How many bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// The media type, told from the bytes.
    pub mime: String,
    /// The hash of a small JPEG of it, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thumb: Option<String>,
    /// The width as seen, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub width: Option<u32>,
    /// The height as seen, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub height: Option<u32>,
    /// The words that were read on its pages, each once, at most 8 KB: what it is found by on every device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub words: Option<String>,
}

impl Attachment {
    /// The description in machine JSON.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// What this device has of a blob.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BlobInfo {
    /// The blob.
    pub hash: String,
    /// How many bytes; 0 while nobody has said.
    #[ts(type = "number")]
    pub size: u64,
    /// Whether all of it is on this device.
    pub here: bool,
    /// Whether it still has to reach the server.
    pub waiting: bool,
    /// Whether it stays on this device however large it is.
    pub pinned: bool,
    /// Why the server did not take it; it stays on this device.
    pub reason: Option<String>,
}

/// Keeps a blob on this device however large it is, or lets it go again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PinBlob {
    /// The blob.
    pub hash: String,
    /// Whether it stays.
    pub pinned: bool,
}

/// Where a saved file went.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SavedBlob {
    /// The file.
    pub path: String,
}

/// Saves a blob where the person keeps downloads.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveBlob {
    /// The blob.
    pub hash: String,
    /// The name it should have; never a path.
    pub name: String,
}

/// Which files come to this device by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BlobMode {
    /// Those up to a size, and pinned ones.
    Auto,
    /// Pinned ones only.
    Pinned,
    /// None; each comes when somebody opens it.
    Never,
}

/// Which networks carry files that are not thumbnails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BlobNetwork {
    /// Any.
    Any,
    /// Those that are not paid by volume.
    Wifi,
}

/// How this device fetches and sends files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BlobPolicy {
    /// Which files come by themselves.
    pub mode: BlobMode,
    /// The largest file that comes by itself, in bytes.
    #[ts(type = "number")]
    pub auto_bytes: u64,
    /// Which networks carry them.
    pub network: BlobNetwork,
}

impl Default for BlobPolicy {
    fn default() -> Self {
        Self {
            mode: BlobMode::Auto,
            auto_bytes: 20 * 1024 * 1024,
            network: BlobNetwork::Any,
        }
    }
}

/// What the shell knows of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NetworkState {
    /// Whether it is paid by volume.
    pub metered: bool,
}

/// Files that wait to be sent or fetched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BlobCounts {
    /// Files to be sent.
    #[ts(type = "number")]
    pub pending_up: u64,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes_up: u64,
    /// Files to be fetched by themselves.
    #[ts(type = "number")]
    pub pending_down: u64,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes_down: u64,
    /// Files the server did not take, kept here.
    #[ts(type = "number")]
    pub refused: u64,
}
