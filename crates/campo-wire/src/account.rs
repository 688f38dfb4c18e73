//! What people handle of their own account: the password, the second factor, the devices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Sets another password; every other device of the person must sign in anew.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ChangePassword {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}

/// Whether signing in takes a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactorState {
    /// Whether it does.
    pub in_force: bool,
}

/// What an authenticator app takes over; it counts once a code of it was confirmed.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct FactorOffer {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The same as an `otpauth://` address, to be scanned.
    pub address: String,
}

/// A code of the authenticator app, or a recovery code.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct FactorCode {
    /// As it was typed.
    pub code: String,
}

/// For signing in without the authenticator app; each is good once, and they are not shown again.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

/// A device of the signed-in person, as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MyDevice {
    /// Its tag, 16 hexadecimal digits.
    pub device: String,
    /// What it is called.
    pub name: String,
    /// When it was last heard of, RFC 3339, to about a minute.
    pub last_seen: String,
    /// The version of its program, empty when it never said.
    pub version: String,
    /// How many of its edits had no verdict when it last reported.
    pub pending: u64,
    /// Whether it is the one that asks.
    pub this: bool,
    /// What it may do.
    pub access: DeviceAccess,
}

/// What a device may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceAccess {
    /// All that its person may.
    Full,
    /// Only hand in what it has not sent.
    Revoked,
    /// Hand that in and destroy what it holds, once it is heard of.
    WipeOrdered,
    /// Nothing: it has destroyed what it held.
    Wiped,
}

/// Takes the access of another device of the person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EndDevice {
    /// Its tag.
    pub device: String,
    /// Whether it is to destroy what it holds as well.
    pub wipe: bool,
}
