//! Locking the app on its device, and opening it again with a PIN or a passphrase.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person enters to open a locked app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Six digits or more.
    Pin,
    /// The passphrase of a home on a machine without a keyring.
    Passphrase,
}

/// Opens a locked app.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Unlock {
    /// The PIN or the passphrase.
    pub secret: String,
}

/// Sets a PIN where there is none, or another one.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SetPin {
    /// The PIN from now on: 6 to 16 digits that are not easily guessed.
    pub pin: String,
    /// The PIN until now, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub old: Option<String>,
}

/// Takes the PIN away.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RemovePin {
    /// The PIN until now.
    pub pin: String,
}

/// How this device is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LockState {
    /// What opens it; absent when it cannot be locked yet, for want of a PIN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub gate: Option<Gate>,
    /// Whether a PIN can be set: not before the server has what opens the device when the PIN is forgotten.
    pub may_set_pin: bool,
    /// After how many minutes without its person it locks itself.
    pub idle_minutes: u32,
}

/// Changes after how long the app locks itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IdleLimit {
    /// Minutes without its person, 1 to 60.
    pub minutes: u32,
}

/// That the person is there: told now and then while they use the app, and when its window is hidden or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Presence {
    /// Whether the window can be seen.
    pub visible: bool,
}
