//! Signing in, and who is signed in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::lock::Gate;

/// Asks the server for a session and makes this device's database.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SignIn {
    /// Where the server is, e.g. `https://campo.example.org`.
    pub server: String,
    /// The tenant's key.
    pub tenant: String,
    /// The person's name at sign-in.
    pub user: String,
    /// The password; never stored.
    pub password: String,
    /// A code of the authenticator app, or a recovery code, for people with a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code: Option<String>,
}

/// Who is signed in, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Session {
    /// Nobody yet: show sign-in.
    SignedOut {
        /// The server last used on this device, to fill the form.
        server: Option<String>,
        /// The tenant last used.
        tenant: Option<String>,
        /// Why, when there is something to say: the lease is over, or the office had the device erased.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        notice: Option<Notice>,
    },
    /// Locked on this device: show the lock screen. Nothing of the records can be read meanwhile.
    Locked {
        /// Who was signed in last, when that is known without opening anything.
        name: Option<String>,
        /// Where the server is.
        server: Option<String>,
        /// The tenant's key.
        tenant: Option<String>,
        /// What opens it.
        gate: Gate,
        /// How many more times a wrong PIN can be entered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        tries_left: Option<u32>,
        /// How long to wait before the next try, ms.
        #[ts(type = "number")]
        wait_ms: i64,
    },
    /// Ready to work, with or without a connection.
    SignedIn {
        /// The server's address.
        server: String,
        /// The tenant's key.
        tenant: String,
        /// The tenant's name.
        tenant_name: String,
        /// The signed-in person.
        user: Person,
        /// This device's tag, 16 hexadecimal digits.
        device: String,
    },
}

/// Why nobody is signed in on a device where somebody was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The device was too long without the server: its key is gone until somebody signs in.
    LeaseOver,
    /// A wrong PIN was entered too often: the device's key is gone until somebody signs in.
    PinTries,
    /// The office had the device erased.
    Wiped,
}

impl Notice {
    /// For people.
    pub fn message(self) -> &'static str {
        match self {
            Self::LeaseOver => {
                "this device was too long without the server and is locked: sign in with a connection to open it; nothing is lost"
            }
            Self::PinTries => {
                "a wrong PIN was entered too often and this device is locked: sign in with a connection to open it; nothing is lost"
            }
            Self::Wiped => {
                "the office had this device erased; work that had not been sent was handed in first: sign in to begin anew"
            }
        }
    }
}

/// A person of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// The name shown to others.
    pub name: String,
    /// Keys of the roles held.
    pub roles: Vec<String>,
}
