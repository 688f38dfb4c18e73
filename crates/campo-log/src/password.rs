//! Changing passwords: by their person, who knows the old one, or by an administrator, who need not.
//!
//! Whoever changes a password may do so because somebody else knows it: all other sessions of the person end.

use campo_model::id::UserId;
use rusqlite::Transaction;
use serde_json::json;

use crate::administrator::By;
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::secret;
use crate::signin::Caller;
use crate::table::user::{self, User};
use crate::table::{device, entry, session};
use crate::tenant::Tenant;

impl Tenant {
    /// Sets the caller's password; their other devices must sign in anew.
    pub fn change_password(
        &self,
        caller: &Caller,
        old: &str,
        new: &str,
        now_ms: i64,
    ) -> Result<()> {
        let (person, hash) = self.read(|connection| {
            let person = user::by_id(connection, caller.user)?.ok_or(LogError::SignedOut)?;
            let hash = user::password_hash(connection, person.id)?;
            Ok((person, hash))
        })?;
        if !secret::is_password(old, Some(&hash)) {
            return Err(LogError::WrongCredentials);
        }
        let hash = secret::hash_password(new, &[&person.name, self.key()])?;
        self.write(|transaction| {
            set(transaction, &person, &hash, Some(caller))?;
            note(transaction, caller.at(now_ms), "password.change", &person)?;
            wake(transaction, person.id, now_ms)
        })
    }

    /// Sets somebody's password, as an administrator; all their devices must sign in anew.
    pub fn set_password(&self, name: &str, new: &str, by: impl Into<By>) -> Result<User> {
        let by = by.into();
        let person = self.user(name)?;
        let hash = secret::hash_password(new, &[&person.name, self.key()])?;
        self.write(|transaction| {
            set(transaction, &person, &hash, None)?;
            note(transaction, by, "password.set", &person)?;
            wake(transaction, person.id, by.now_ms)
        })?;
        Ok(person)
    }
}

fn set(
    transaction: &Transaction<'_>,
    person: &User,
    hash: &str,
    keep: Option<&Caller>,
) -> Result<()> {
    user::set_password_hash(transaction, person.id, hash)?;
    session::end_of_user(transaction, person.id, keep.map(Caller::session))
}

/// Lets the live sockets of the ended sessions notice: they look after each entry about access.
fn wake(transaction: &Transaction<'_>, user: UserId, now_ms: i64) -> Result<()> {
    if let Some(any) = device::all(transaction)?
        .into_iter()
        .find(|device| device.user == user)
    {
        entry::append_device(transaction, user, any.tag, now_ms)?;
    }
    Ok(())
}

fn note(transaction: &Transaction<'_>, by: By, action: &str, person: &User) -> Result<()> {
    let act = Act {
        user: by.user,
        action,
        resource_type: "user",
        resource: person.name.clone(),
        detail: json!({}),
    };
    audit::append(transaction, &act, by.now_ms)
}

#[cfg(test)]
mod tests;
