//! The second factor: codes of an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 seconds), and recovery codes for
//! who lost the app.
//!
//! A factor is in force once a first code proved that the app has its secret; from then on signing in needs a code. Every
//! code is good once, and the server's clock decides, with one step of tolerance to either side.

use std::collections::BTreeSet;

use campo_model::id::UserId;
use campo_wire::account::FactorOffer;
use rusqlite::Connection;
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use crate::administrator::By;
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::secret;
use crate::signin::Caller;
use crate::table::factor::{self, Factor};
use crate::table::user::{self, User};
use crate::tenant::Tenant;

/// How many recovery codes somebody gets.
const RECOVERY_CODES: usize = 10;
/// What an authenticator app shows beside the person's name.
const ISSUER: &str = "Campo";

impl Tenant {
    /// Whether the caller signs in with a second factor.
    pub fn has_factor(&self, caller: &Caller) -> Result<bool> {
        self.read(|connection| Ok(in_force(connection, caller.user)?.is_some()))
    }

    /// The people who sign in with a second factor.
    pub fn people_with_factor(&self) -> Result<BTreeSet<UserId>> {
        self.read(factor::people)
    }

    /// Makes a secret for the caller's authenticator app; it counts once [`Tenant::confirm_factor`] has seen a code of it.
    pub fn begin_factor(&self, caller: &Caller) -> Result<FactorOffer> {
        let secret: [u8; 20] = self.entropy().bytes()?;
        self.write(|transaction| {
            if in_force(transaction, caller.user)?.is_some() {
                return Err(LogError::Exists {
                    what: "second factor",
                    name: ISSUER.to_owned(),
                });
            }
            let offered = Factor {
                secret,
                in_force: false,
                last_step: 0,
            };
            factor::put(transaction, caller.user, &offered)?;
            let person = person(transaction, caller.user)?;
            let account = format!("{}/{}", self.key(), person.name).replace(':', " ");
            let totp = Builder::new()
                .with_secret(Secret::new_stack(secret))
                .with_issuer(Some(ISSUER))
                .with_account_name(account)
                .build_noncompliant();
            Ok(FactorOffer {
                secret: totp.secret().to_base32(),
                address: totp.to_url().map_err(LogError::Totp)?,
            })
        })
    }

    /// Puts the offered factor in force when `code` is of it, and gives the recovery codes, which are not shown again.
    pub fn confirm_factor(&self, caller: &Caller, code: &str, now_ms: i64) -> Result<Vec<String>> {
        let codes = (0..RECOVERY_CODES)
            .map(|_| secret::new_recovery_code(self.entropy()))
            .collect::<Result<Vec<_>>>()?;
        self.write(|transaction| {
            let offered = factor::get(transaction, caller.user)?.filter(|factor| !factor.in_force);
            let offered =
                offered.ok_or_else(|| LogError::missing("offered second factor", ISSUER))?;
            let last_step = fresh_step(&offered, code, now_ms).ok_or(LogError::WrongCode)?;
            let confirmed = Factor {
                in_force: true,
                last_step,
                ..offered
            };
            factor::put(transaction, caller.user, &confirmed)?;
            for code in &codes {
                factor::add_recovery_code(transaction, caller.user, &secret::recovery_hash(code))?;
            }
            note(transaction, "factor.begin", caller.user, caller.at(now_ms))
        })?;
        Ok(codes)
    }

    /// Ends the caller's second factor, which takes a code of it.
    pub fn end_factor(&self, caller: &Caller, code: &str, now_ms: i64) -> Result<()> {
        self.write(|transaction| {
            check(transaction, caller.user, Some(code), now_ms)?;
            factor::remove(transaction, caller.user)?;
            note(transaction, "factor.end", caller.user, caller.at(now_ms))
        })
    }

    /// Takes away the second factor of somebody who lost it, as an administrator; says whether there was one.
    pub fn reset_factor(&self, name: &str, by: impl Into<By>) -> Result<bool> {
        let by = by.into();
        let user = self.user(name)?.id;
        self.write(|transaction| {
            let removed = factor::remove(transaction, user)?;
            if removed {
                note(transaction, "factor.reset", user, by)?;
            }
            Ok(removed)
        })
    }
}

/// Lets somebody pass who needs no code, or has given one that was not used before.
pub(crate) fn check(
    connection: &Connection,
    user: UserId,
    code: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    let Some(factor) = in_force(connection, user)? else {
        return Ok(());
    };
    let code = code.ok_or(LogError::CodeNeeded)?;
    if let Some(last_step) = fresh_step(&factor, code, now_ms) {
        let used = Factor {
            last_step,
            ..factor
        };
        return factor::put(connection, user, &used);
    }
    if factor::take_recovery_code(connection, user, &secret::recovery_hash(code))? {
        return Ok(());
    }
    Err(LogError::WrongCode)
}

fn in_force(connection: &Connection, user: UserId) -> Result<Option<Factor>> {
    Ok(factor::get(connection, user)?.filter(|factor| factor.in_force))
}

/// The time step of a code, if it is right now and later than the last one that was taken.
fn fresh_step(factor: &Factor, code: &str, now_ms: i64) -> Option<u64> {
    let seconds = u64::try_from(now_ms / 1000).ok()?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(factor).check(&digits, seconds)?;
    (step > factor.last_step).then_some(step)
}

fn totp(factor: &Factor) -> Totp {
    Builder::new()
        .with_secret(Secret::new_stack(factor.secret))
        .build_noncompliant()
}

fn person(connection: &Connection, user: UserId) -> Result<User> {
    user::by_id(connection, user)?.ok_or(LogError::SignedOut)
}

fn note(connection: &Connection, action: &str, user: UserId, by: By) -> Result<()> {
    let act = Act {
        user: by.user,
        action,
        resource_type: "user",
        resource: person(connection, user)?.name,
        detail: json!({}),
    };
    audit::append(connection, &act, by.now_ms)
}

#[cfg(test)]
mod tests;
