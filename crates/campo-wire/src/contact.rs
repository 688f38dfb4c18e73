//! What device and server tell each other when they meet, before any data. See `docs/protocol.md`.
//!
//! The device says where its books stand, so that a restored or cloned database shows before its first push; the
//! server says what time it is, how long the device may go on without it, and whether the device must go.

use campo_model::id::DeviceTag;
use serde::{Deserialize, Serialize};

use crate::sync::Account;

/// An Ed25519 signature by the tenant's key.
pub type Signature = Vec<u8>;

/// The tenant's public Ed25519 key: known to a device since it first signed in.
pub type Authority = [u8; 32];

/// A device reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactRequest {
    /// The incarnation that reports.
    pub device: DeviceTag,
    /// The version of its program.
    pub version: String,
    /// Edits made there without a verdict.
    pub pending: u64,
    /// The last number it gave to an edit.
    pub given: u64,
    /// The verdicts it knows of.
    pub account: Account,
    /// The key that its locked database would be opened with again, when the server is to keep a new one.
    pub deposit: Option<[u8; 32]>,
    /// Entries lost at a restore that this device offers again, by the number they had.
    pub returned: Vec<u64>,
}

/// The server's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContactReply {
    /// The server's clock, ms since 1970 UTC.
    pub server_ms: i64,
    /// What the device is to do.
    pub order: Order,
    /// The signature over [`ContactReply::signed_bytes`].
    pub signature: Signature,
}

/// What a device is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// Go on, without the server for at most so many milliseconds from now.
    Lease(i64),
    /// The server has other edits of this device than it reports: become a new incarnation.
    Rewind,
    /// The device was revoked: hand in the work not sent yet; nothing else is answered.
    HandIn,
    /// The device was reported lost: hand in the work, then destroy the keys and everything else here.
    Wipe,
}

impl ContactReply {
    /// What the tenant signs: nobody else orders a device to destroy its data, or lets it go on.
    pub fn signed_bytes(device: DeviceTag, server_ms: i64, order: Order) -> Vec<u8> {
        let plain = ("campo contact 1", device, server_ms, order);
        postcard::to_allocvec(&plain).expect("an order can be written, to a vector that grows")
    }
}
