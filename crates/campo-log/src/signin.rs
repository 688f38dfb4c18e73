//! Sessions: from a password to a token, and from a token to the person and device behind it.

use campo_model::id::{DeviceTag, UserId};
use campo_wire::renewal::DeviceKey;
use campo_wire::sync::{Identity, SessionReply, SessionRequest};
use rusqlite::{Connection, Transaction};
use serde_json::json;

use crate::audit::{self, Act};
use crate::devices::{self, Standing};
use crate::error::{LogError, Result};
use crate::factor;
use crate::limits;
use crate::people::MAX_NAME_CHARS;
use crate::renewal;
use crate::secret;
use crate::table::device::{self, Device};
use crate::table::session::{self, Session, SessionId};
use crate::table::user::{self, User};
use crate::table::{entry, erasure, meta};
use crate::tenant::Tenant;

/// How long a session lasts after its last use, or renewal.
pub(crate) const SESSION_MS: i64 = 30 * 24 * 3600 * 1000;
/// How often at most the use of a session is written down.
const SEEN_EVERY_MS: i64 = 60 * 1000;
/// The most characters of a device's name that are kept.
const MAX_DEVICE_NAME_CHARS: usize = 100;

/// The person and device behind a valid token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub user: UserId,
    /// The incarnation of the device.
    pub device: DeviceTag,
    session: SessionId,
}

/// How a person who proved themselves comes to a session.
pub(crate) struct Arrival<'a> {
    /// The tag the device has for them already.
    pub(crate) device: Option<DeviceTag>,
    /// What to call a device that is not known yet.
    pub(crate) device_name: &'a str,
    /// The key that renewals will be signed by.
    pub(crate) key: Option<DeviceKey>,
    /// What the audit log calls it.
    pub(crate) action: &'static str,
}

impl Caller {
    /// The session it calls in.
    pub fn session(&self) -> SessionId {
        self.session
    }
}

impl Tenant {
    /// Starts a session. An unknown person, a wrong password and a disabled person get the same answer after the
    /// same work.
    pub fn sign_in(&self, request: &SessionRequest, now_ms: i64) -> Result<SessionReply> {
        let user = match self.check_password(&request.user, &request.password) {
            Err(refused @ LogError::WrongCredentials) => {
                self.note_refused(&request.user, now_ms)?;
                return Err(refused);
            }
            checked => checked?,
        };
        let new_tag = self.new_tag()?;
        let arrival = Arrival {
            device: request.device,
            device_name: &request.device_name,
            key: request.key,
            action: "signin.done",
        };
        let signed_in = self.write(|transaction| {
            factor::check(transaction, user.id, request.code.as_deref(), now_ms)?;
            self.arrive(transaction, &user, &arrival, new_tag, now_ms)
        });
        if let Err(LogError::WrongCode) = signed_in {
            self.note_refused(&request.user, now_ms)?;
        }
        signed_in
    }

    /// Starts a session for a person who proved themselves; `new_tag` is for a device that is not known yet.
    pub(crate) fn arrive(
        &self,
        transaction: &Transaction<'_>,
        user: &User,
        arrival: &Arrival<'_>,
        new_tag: DeviceTag,
        now_ms: i64,
    ) -> Result<SessionReply> {
        let tag = match known_device(transaction, arrival.device, user.id)? {
            Some(known) if known.revoked => return Err(LogError::Revoked),
            Some(known) => known.tag,
            None => add_device(transaction, new_tag, user.id, arrival.device_name, now_ms)?,
        };
        session::forget_ended(transaction, now_ms)?;
        let (token, refresh) = self.begin(transaction, (user.id, tag), arrival.key, now_ms)?;
        device::seen(transaction, tag, now_ms)?;
        note(transaction, arrival.action, user, tag, now_ms)?;
        let tenant_name = meta::get(transaction, meta::TENANT_NAME)?;
        Ok(SessionReply {
            token,
            device: tag,
            tenant_name,
            identity: identity(user)?,
            authority: self.authority(transaction)?,
            deposit: devices::deposit(transaction, tag)?,
            refresh,
        })
    }

    /// A tag for a device that is not known yet.
    pub(crate) fn new_tag(&self) -> Result<DeviceTag> {
        Ok(DeviceTag(self.entropy().bytes()?))
    }

    /// Who sends this token, with access.
    pub fn authenticate(&self, token: &str, now_ms: i64) -> Result<Caller> {
        let caller = self.recognize(token, now_ms)?;
        self.read(|connection| devices::require_active(connection, &caller))?;
        Ok(caller)
    }

    /// Begins a session: its access token, and what renews it where the device named a key.
    fn begin(
        &self,
        transaction: &Transaction<'_>,
        (user, device): (UserId, DeviceTag),
        key: Option<DeviceKey>,
        now_ms: i64,
    ) -> Result<(String, Option<String>)> {
        let begun = Session {
            id: SessionId(self.entropy().bytes()?),
            user,
            device,
            created_ms: now_ms,
            seen_ms: now_ms,
            expires_ms: now_ms + SESSION_MS,
        };
        session::insert(transaction, &begun)?;
        if let Some(key) = key {
            let secret = self.entropy().bytes()?;
            let of = (self.key(), begun.id);
            let first = renewal::begin(transaction, of, (key, secret), now_ms)?;
            return Ok((first.access, Some(first.refresh)));
        }
        let token = secret::new_token(self.key(), self.entropy())?;
        session::admit(transaction, begun.id, &secret::token_hash(&token), None)?;
        Ok((token, None))
    }

    /// Who sends this token, even if all they may do is hand in their work.
    pub fn recognize(&self, token: &str, now_ms: i64) -> Result<Caller> {
        let hash = secret::token_hash(token);
        let known = self.read(|connection| {
            let Some(session) = session::of_token(connection, &hash, now_ms)? else {
                return Ok(None);
            };
            let is_first_use = session::is_unconfirmed(connection, &hash)?;
            let device = device::get(connection, session.device)?;
            Ok(device.map(|device| (session, device, is_first_use)))
        })?;
        let (session, device, is_first_use) = known.ok_or(LogError::SignedOut)?;
        let is_due = !device.revoked && now_ms - session.seen_ms >= SEEN_EVERY_MS;
        if is_due || is_first_use {
            self.write(|transaction| {
                if is_first_use {
                    session::confirm(transaction, session.id)?;
                }
                if is_due {
                    session::seen(transaction, &used(transaction, &session, now_ms)?)?;
                    device::seen(transaction, session.device, now_ms)?;
                }
                Ok(())
            })?;
        }
        Ok(Caller {
            user: session.user,
            device: session.device,
            session: session.id,
        })
    }

    /// Whether the caller's session still holds.
    pub fn still_signed_in(&self, caller: &Caller, now_ms: i64) -> Result<bool> {
        self.read(|connection| {
            let session = session::get(connection, caller.session)?;
            let holds = session.is_some_and(|session| session.expires_ms > now_ms);
            Ok(holds && devices::standing(connection, caller)? == Standing::Active)
        })
    }

    /// Gives the caller's device a new tag: it was restored or cloned and becomes a new incarnation.
    pub fn enroll(&self, caller: &Caller, now_ms: i64) -> Result<DeviceTag> {
        let new_tag = self.new_tag()?;
        self.write(|transaction| {
            devices::require_active(transaction, caller)?;
            let old = device::get(transaction, caller.device)?.ok_or(LogError::SignedOut)?;
            let device = Device {
                origin: old.origin,
                ..Device::new(new_tag, caller.user, old.name, now_ms)
            };
            entry::append_device(transaction, caller.user, new_tag, now_ms)?;
            device::insert(transaction, &device)?;
            erasure::expect_of_incarnation(transaction, new_tag)?;
            let user = user::by_id(transaction, caller.user)?.ok_or(LogError::SignedOut)?;
            note(transaction, "device.enroll", &user, new_tag, now_ms)?;
            Ok(new_tag)
        })
    }

    /// Notes a try with a wrong password; whatever was typed as the name is cut to the length of names.
    fn note_refused(&self, name: &str, now_ms: i64) -> Result<()> {
        let act = Act {
            user: None,
            action: "signin.refused",
            resource_type: "user",
            resource: name.chars().take(MAX_NAME_CHARS).collect(),
            detail: json!({}),
        };
        self.note(&act, now_ms)
    }

    fn check_password(&self, name: &str, password: &str) -> Result<User> {
        let known = self.read(|connection| {
            let Some(user) = user::by_name(connection, name)? else {
                return Ok(None);
            };
            let hash = user::password_hash(connection, user.id)?;
            Ok(Some((user, hash)))
        })?;
        let matches = secret::is_password(password, known.as_ref().map(|(_, hash)| hash.as_str()));
        match known {
            Some((user, _)) if matches && !user.disabled => Ok(user),
            _ => Err(LogError::WrongCredentials),
        }
    }
}

/// The session after a use of it: one that is not renewed lasts as long again.
fn used(connection: &Connection, session: &Session, now_ms: i64) -> Result<Session> {
    let is_renewed = session::renewal(connection, session.id)?.is_some();
    let slid = session.expires_ms.max(now_ms + SESSION_MS);
    Ok(Session {
        seen_ms: now_ms,
        expires_ms: if is_renewed { session.expires_ms } else { slid },
        ..session.clone()
    })
}

/// Notes what a person did with a device.
fn note(
    connection: &Connection,
    action: &str,
    user: &User,
    device: DeviceTag,
    now_ms: i64,
) -> Result<()> {
    let act = Act {
        user: Some(user.id),
        action,
        resource_type: "user",
        resource: user.name.clone(),
        detail: json!({ "device": device.to_string() }),
    };
    audit::append(connection, &act, now_ms)
}

/// The person as the rules see them.
pub(crate) fn identity(user: &User) -> Result<Identity> {
    let attributes = serde_json::to_string(&user.attributes)?;
    Ok(Identity {
        user: user.id,
        name: user.name.clone(),
        roles: user.roles.clone(),
        attributes,
    })
}

fn known_device(
    connection: &Connection,
    tag: Option<DeviceTag>,
    user: UserId,
) -> Result<Option<Device>> {
    let Some(tag) = tag else { return Ok(None) };
    let device = device::get(connection, tag)?;
    Ok(device.filter(|device| device.user == user))
}

fn add_device(
    transaction: &Transaction<'_>,
    tag: DeviceTag,
    user: UserId,
    name: &str,
    now_ms: i64,
) -> Result<DeviceTag> {
    let name = name
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_DEVICE_NAME_CHARS)
        .collect();
    limits::check_devices(transaction)?;
    entry::append_device(transaction, user, tag, now_ms)?;
    device::insert(transaction, &Device::new(tag, user, name, now_ms))?;
    Ok(tag)
}

#[cfg(test)]
mod tests;
