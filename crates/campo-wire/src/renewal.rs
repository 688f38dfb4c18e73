//! How a device keeps its session: an access token that lasts minutes, and a refresh token that gets the next one.
//!
//! The refresh token is good once, and only with a signature by the key that the device named when it signed in: a token
//! that was stolen alone is worth nothing. See `docs/protocol.md`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::Signature;

/// The public Ed25519 key that a device made for a session.
pub type DeviceKey = [u8; 32];

/// How far the clock a request is signed by may be from the server's, ms.
pub const SIGNED_WITHIN_MS: i64 = 5 * 60 * 1000;

/// Asks for the next tokens.
#[derive(Clone, Serialize, Deserialize)]
pub struct RenewRequest {
    /// The refresh token.
    pub refresh: String,
    /// When this was signed, by the server's clock as the device knows it, ms since 1970 UTC.
    pub at_ms: i64,
    /// The signature over [`RenewRequest::signed_bytes`].
    pub signature: Signature,
}

/// The server's answer.
#[derive(Clone, Serialize, Deserialize)]
pub enum RenewReply {
    /// The next tokens. A request whose answer was lost is answered the same when it is repeated.
    Tokens {
        /// For the requests of the next minutes.
        access: String,
        /// For the next renewal.
        refresh: String,
    },
    /// The moment is too far from the server's: sign again by this clock, ms since 1970 UTC.
    Clock(i64),
}

impl RenewRequest {
    /// What the device signs: method, address, moment and token. The token is good once, so it is the nonce too.
    pub fn signed_bytes(refresh: &str, at_ms: i64) -> Vec<u8> {
        let plain = ("campo renew 1", "POST", "/v1/session/renew", at_ms, refresh);
        postcard::to_allocvec(&plain).expect("texts can be written, to a vector that grows")
    }
}

/// A session of the person who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MySession {
    /// Its id, 32 hexadecimal digits.
    pub session: String,
    /// The device it is on.
    pub device: String,
    /// What that is called.
    pub device_name: String,
    /// When it began, RFC 3339.
    pub created: String,
    /// When it was last used, RFC 3339, to about a minute.
    pub last_seen: String,
    /// When it ends if it is not used, RFC 3339.
    pub expires: String,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// Ends a session of the person who asks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EndSession {
    /// Its id.
    pub session: String,
}
