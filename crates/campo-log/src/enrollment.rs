//! Enrolling a device by a code of the office, without the person's password.
//!
//! Invariant: a code signs in one person on one device, within ten minutes, once. Making one, using one and being
//! refused one are in the audit log.

use campo_wire::enrollment::{EnrollReply, EnrollRequest};
use rusqlite::Transaction;
use serde::Serialize;
use serde_json::json;

use crate::administrator::By;
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::secret;
use crate::signin::Arrival;
use crate::table::enrollment::{self, Enrollment};
use crate::table::user::{self, User};
use crate::tenant::Tenant;

/// How long a code is good.
const LIFE_MS: i64 = 10 * 60 * 1000;
/// How long a code that is over is recognized, for a clear answer.
const KNOWN_MS: i64 = 24 * 3600 * 1000;

/// A code that was just made.
pub struct Offer {
    /// What the device exchanges; it is nowhere on the server.
    pub token: String,
    /// The tenant's public key in hexadecimal digits.
    pub authority: String,
    /// Until when it is good, ms since 1970 UTC.
    pub expires_ms: i64,
}

/// Why a code signs nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentRefusal {
    /// No code of this server's, or one that was over long ago.
    #[error("this code is not known here: ask the office for a new one")]
    Unknown,
    /// It was used before.
    #[error("this code was used before: ask the office for a new one")]
    Used,
    /// Its time is over.
    #[error("this code is too old: ask the office for a new one")]
    Expired,
    /// Its person may not sign in any more.
    #[error("the person of this code may not sign in any more: ask the office")]
    Disabled,
}

impl Tenant {
    /// Makes a code that signs a person in on one device.
    pub fn offer_enrollment(&self, name: &str, by: impl Into<By>) -> Result<Offer> {
        let by = by.into();
        let token = secret::new_token(self.key(), self.entropy())?;
        let expires_ms = by.now_ms.saturating_add(LIFE_MS);
        self.write(|transaction| {
            let user = user::by_name(transaction, name)?;
            let user = user.ok_or_else(|| LogError::missing("user", name))?;
            if user.disabled {
                return Err(EnrollmentRefusal::Disabled.into());
            }
            enrollment::forget_before(transaction, by.now_ms - KNOWN_MS)?;
            let made = Enrollment {
                hash: secret::token_hash(&token),
                user: user.id,
                expires_ms,
                used_ms: None,
            };
            enrollment::insert(transaction, &made)?;
            let act = Act {
                user: by.user,
                action: "enrollment.create",
                resource_type: "user",
                resource: user.name,
                detail: json!({}),
            };
            audit::append(transaction, &act, by.now_ms)?;
            Ok(Offer {
                token: token.clone(),
                authority: secret::to_hex(&self.authority(transaction)?),
                expires_ms,
            })
        })
    }

    /// Starts a session for a code.
    pub fn enroll_device(&self, request: &EnrollRequest, now_ms: i64) -> Result<EnrollReply> {
        let tag = self.new_tag()?;
        let enrolled = self.write(|transaction| {
            let user = redeem(transaction, &request.token, now_ms)?;
            let arrival = Arrival {
                device: request.device,
                device_name: &request.device_name,
                key: Some(request.key),
                action: "enrollment.done",
            };
            Ok(EnrollReply {
                session: self.arrive(transaction, &user, &arrival, tag, now_ms)?,
                login: user.name,
            })
        });
        if let Err(LogError::Enrollment(refusal)) = enrolled {
            self.note_refused_code(&request.token, refusal, now_ms)?;
        }
        enrolled
    }

    fn note_refused_code(&self, token: &str, why: EnrollmentRefusal, now_ms: i64) -> Result<()> {
        let hash = secret::token_hash(token);
        let known = self.read(|connection| enrollment::get(connection, &hash))?;
        let act = Act {
            user: known.map(|known| known.user),
            action: "enrollment.refused",
            resource_type: "user",
            resource: String::new(),
            detail: json!({ "why": why }),
        };
        self.note(&act, now_ms)
    }
}

/// Uses a code up; whom it signs in.
fn redeem(transaction: &Transaction<'_>, token: &str, now_ms: i64) -> Result<User> {
    let known = enrollment::get(transaction, &secret::token_hash(token))?;
    let known = known.ok_or(EnrollmentRefusal::Unknown)?;
    if known.used_ms.is_some() {
        return Err(EnrollmentRefusal::Used.into());
    }
    if known.expires_ms <= now_ms {
        return Err(EnrollmentRefusal::Expired.into());
    }
    let user = user::by_id(transaction, known.user)?;
    let user = user.filter(|user| !user.disabled);
    let user = user.ok_or(EnrollmentRefusal::Disabled)?;
    enrollment::set_used(transaction, &known.hash, now_ms)?;
    Ok(user)
}

#[cfg(test)]
mod tests;
