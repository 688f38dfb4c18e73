//! Enrolling a device with a code of the office: the office shows it, the device scans it and is signed in.

use campo_model::id::DeviceTag;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::renewal::DeviceKey;
use crate::sync::SessionReply;

/// Asks for a code that signs a person in on one device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfferEnrollment {
    /// The person's name at sign-in.
    pub user: String,
}

/// What the server makes of that; it is shown once and good once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewEnrollment {
    /// The token: the tenant's key and 256 random bits.
    pub token: String,
    /// The tenant's public key in hexadecimal digits, so that the device knows whose orders count from the first moment.
    pub authority: String,
    /// Until when it is good, RFC 3339.
    pub expires: String,
}

impl NewEnrollment {
    /// The link that leads a device to the server at this address; `None` when that is no plain address.
    pub fn link(&self, server: &str) -> Option<String> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]".contains(c);
        let Self {
            token, authority, ..
        } = self;
        server
            .chars()
            .all(is_plain)
            .then(|| format!("campo://enroll?server={server}&token={token}&authority={authority}"))
    }
}

/// A code to be shown to a device.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EnrollmentOffer {
    /// The link that the code says, `campo://enroll?server=..&token=..&authority=..`.
    pub link: String,
    /// Until when it is good, RFC 3339.
    pub expires: String,
}

/// Signs in with a code.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Enroll {
    /// What was scanned or pasted.
    pub link: String,
}

/// A device's exchange of a code for a session.
#[derive(Clone, Serialize, Deserialize)]
pub struct EnrollRequest {
    /// The token of the code.
    pub token: String,
    /// What to call this device in lists.
    pub device_name: String,
    /// The tag this device already has for this person, to keep its identity.
    pub device: Option<DeviceTag>,
    /// The key that this session's renewals will be signed by.
    pub key: DeviceKey,
}

/// The session, and whose it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct EnrollReply {
    /// The person's name at sign-in.
    pub login: String,
    /// The session.
    pub session: SessionReply,
}
