//! Devices over time: access taken and given back, meetings, destruction. See `docs/protocol.md`.
//!
//! A revoked device keeps its sessions for one purpose: handing in work it had not sent. What it pushes is set aside
//! (see [`crate::quarantine`]), and it is answered nothing else.

use std::collections::BTreeSet;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use campo_model::id::{DeviceTag, UserId};
use campo_wire::contact::{Authority, ContactReply, ContactRequest, Order};
use campo_wire::sync::Account;
use rusqlite::{Connection, Transaction};
use serde_json::json;

use crate::administrator::By;
use crate::admit::SERVER;
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::secret;
use crate::signin::{Caller, SESSION_MS};
use crate::table::device::{self, Device};
use crate::table::{entry, epoch, meta, session, user, verdict};
use crate::tenant::{self, Tenant};

/// How long a device may go on without the server when the tenant says nothing else: 14 days.
pub const DEFAULT_LEASE_MS: i64 = 14 * 24 * 3600 * 1000;
/// The longest lease: ten years.
const LONGEST_LEASE_MS: i64 = 10 * 365 * 24 * 3600 * 1000;
/// How long a revoked device may hand in its work.
const HAND_IN_MS: i64 = 365 * 24 * 3600 * 1000;
/// The most characters of a version that are kept.
const MAX_VERSION_CHARS: usize = 40;

/// How many returned entries one report names.
const MAX_RETURNED: usize = 100_000;

/// What somebody may still do here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// All that their roles allow.
    Active,
    /// Only hand in work, to be set aside for this reason.
    Revoked(&'static str),
}

impl Tenant {
    /// Every device, the oldest first.
    pub fn devices(&self) -> Result<Vec<Device>> {
        let mut devices = self.read(device::all)?;
        devices.retain(|device| device.user != SERVER);
        Ok(devices)
    }

    /// The device with this tag.
    pub fn device(&self, tag: DeviceTag) -> Result<Device> {
        self.read(|connection| known(connection, tag))
    }

    /// What became of all edits of one incarnation.
    pub fn account(&self, tag: DeviceTag) -> Result<Account> {
        self.read(|connection| verdict::account(connection, tag))
    }

    /// Takes a device's access, in all its incarnations. Work it has not sent yet can still be handed in.
    pub fn revoke_device(&self, tag: DeviceTag, by: impl Into<By>) -> Result<Device> {
        let by = by.into();
        self.write(|transaction| {
            let device = known(transaction, tag)?;
            device::set_revoked(transaction, device.origin, true)?;
            keep_for_handing_in(transaction, device.origin, by.now_ms)?;
            note(transaction, "device.revoke", &device, by)?;
            known(transaction, tag)
        })
    }

    /// Gives a device's access back, and takes back the order to destroy it if it has not been carried out.
    pub fn reinstate_device(&self, tag: DeviceTag, by: impl Into<By>) -> Result<Device> {
        let by = by.into();
        self.write(|transaction| {
            let device = known(transaction, tag)?;
            if device.wiped_ms.is_some() {
                return Err(LogError::Wiped(tag));
            }
            device::set_revoked(transaction, device.origin, false)?;
            device::set_wipe(transaction, device.origin, None)?;
            // With access sessions last as others do, not as long as work may be handed in.
            for incarnation in device::incarnations(transaction, device.origin)? {
                session::shorten_of_device(transaction, incarnation.tag, by.now_ms + SESSION_MS)?;
            }
            note(transaction, "device.reinstate", &device, by)?;
            known(transaction, tag)
        })
    }

    /// Revokes a device and orders that it destroys what it holds once it has handed in its work.
    pub fn wipe_device(&self, tag: DeviceTag, by: impl Into<By>) -> Result<Device> {
        let by = by.into();
        self.write(|transaction| {
            let device = known(transaction, tag)?;
            device::set_revoked(transaction, device.origin, true)?;
            device::set_wipe(transaction, device.origin, Some(by.now_ms))?;
            keep_for_handing_in(transaction, device.origin, by.now_ms)?;
            note(transaction, "device.wipe", &device, by)?;
            known(transaction, tag)
        })
    }

    /// The caller's devices, each as its latest incarnation, the last seen first.
    pub fn devices_of(&self, caller: &Caller) -> Result<Vec<Device>> {
        let mut devices = self.devices()?;
        devices.retain(|device| device.user == caller.user);
        devices.sort_by_key(|device| std::cmp::Reverse((device.last_seen_ms, device.created_ms)));
        let mut seen = BTreeSet::new();
        devices.retain(|device| seen.insert(device.origin));
        Ok(devices)
    }

    /// Takes the access of another device of the caller, and orders its destruction if `wipe` says so.
    pub fn end_device(
        &self,
        caller: &Caller,
        tag: DeviceTag,
        wipe: bool,
        now_ms: i64,
    ) -> Result<()> {
        let own = self.device(caller.device)?.origin;
        let other = self.device(tag)?;
        if other.user != caller.user {
            return Err(LogError::missing("device", tag));
        }
        if other.origin == own {
            return Err(LogError::Forbidden("ending the device it is asked from"));
        }
        if wipe {
            self.wipe_device(tag, caller.at(now_ms))?;
        } else {
            self.revoke_device(tag, caller.at(now_ms))?;
        }
        Ok(())
    }

    /// Notes that a device has destroyed what it held; its sessions end.
    ///
    /// An order may have been taken back while the device carried it out: what is gone is gone, and is said.
    pub fn confirm_wipe(&self, caller: &Caller, now_ms: i64) -> Result<()> {
        self.write(|transaction| {
            let device = known(transaction, caller.device)?;
            device::wiped(transaction, device.origin, now_ms)?;
            note(transaction, "device.wiped", &device, caller.at(now_ms))?;
            for incarnation in device::incarnations(transaction, device.origin)? {
                session::end_of_device(transaction, incarnation.tag)?;
            }
            Ok(())
        })
    }

    /// Takes a device's report and says what it is to do.
    pub fn contact(
        &self,
        caller: &Caller,
        request: &ContactRequest,
        now_ms: i64,
    ) -> Result<ContactReply> {
        let order = self.write(|transaction| {
            let caller = incarnation(transaction, caller, request.device)?;
            let version: String = request.version.chars().take(MAX_VERSION_CHARS).collect();
            device::reported(
                transaction,
                caller.device,
                (&version, request.pending),
                now_ms,
            )?;
            for seq in request.returned.iter().take(MAX_RETURNED) {
                let epoch = tenant::epoch(transaction)?;
                epoch::note_returned(transaction, epoch, *seq, caller.device)?;
            }
            let device = known(transaction, caller.device)?;
            if let Some(key) = &request.deposit {
                device::set_deposit(transaction, device.origin, key)?;
            }
            self.order(transaction, &caller, &device, request)
        })?;
        let signed = ContactReply::signed_bytes(request.device, now_ms, order);
        let signature = self.read(signing_key)?.sign(&signed).as_ref().to_vec();
        Ok(ContactReply {
            server_ms: now_ms,
            order,
            signature,
        })
    }

    fn order(
        &self,
        connection: &Connection,
        caller: &Caller,
        device: &Device,
        request: &ContactRequest,
    ) -> Result<Order> {
        if device.wipe_ms.is_some() {
            return Ok(Order::Wipe);
        }
        if standing(connection, caller)? != Standing::Active {
            return Ok(Order::HandIn);
        }
        if is_rewound(connection, request)? {
            return Ok(Order::Rewind);
        }
        Ok(Order::Lease(lease_ms(connection)?))
    }

    /// The tenant's public key.
    pub(crate) fn authority(&self, connection: &Connection) -> Result<Authority> {
        let key = signing_key(connection)?;
        key.public_key()
            .as_ref()
            .try_into()
            .map_err(|_| LogError::SigningKey)
    }

    /// How long the tenant's devices may go on without the server, ms.
    pub fn lease_ms(&self) -> Result<i64> {
        self.read(lease_ms)
    }

    /// Changes how long the tenant's devices may go on without the server; it counts from each next meeting.
    pub fn set_lease_ms(&self, lease_ms: i64, by: impl Into<By>) -> Result<()> {
        let by = by.into();
        if !(1000..=LONGEST_LEASE_MS).contains(&lease_ms) {
            return Err(LogError::Unfit {
                what: "a lease: it takes from a second to ten years",
                value: format!("{lease_ms} ms"),
            });
        }
        self.write(|transaction| {
            let act = Act {
                user: by.user,
                action: "tenant.lease",
                resource_type: "tenant",
                resource: self.key().to_owned(),
                detail: json!({ "seconds": lease_ms / 1000 }),
            };
            audit::append(transaction, &act, by.now_ms)?;
            meta::set(transaction, meta::LEASE_MS, &lease_ms.to_string())
        })
    }
}

/// What the locked database of a device is opened with again.
pub(crate) fn deposit(connection: &Connection, tag: DeviceTag) -> Result<Option<[u8; 32]>> {
    device::deposit(connection, known(connection, tag)?.origin)
}

/// Notes what was done to a device, in the log for all devices and in the audit log.
fn note(transaction: &Transaction<'_>, action: &str, device: &Device, by: By) -> Result<()> {
    entry::append_device(transaction, device.user, device.tag, by.now_ms)?;
    let act = Act {
        user: by.user,
        action,
        resource_type: "device",
        resource: device.tag.to_string(),
        detail: json!({ "name": device.name }),
    };
    audit::append(transaction, &act, by.now_ms)
}

/// The device with this tag.
fn known(connection: &Connection, tag: DeviceTag) -> Result<Device> {
    device::get(connection, tag)?.ok_or_else(|| LogError::missing("device", tag))
}

/// The caller as the incarnation that a request names: a restored or cloned home shares its session with the other.
pub(crate) fn incarnation(
    connection: &Connection,
    caller: &Caller,
    tag: DeviceTag,
) -> Result<Caller> {
    if tag == caller.device {
        return Ok(*caller);
    }
    let named = device::get(connection, tag)?.ok_or(LogError::ForeignDevice)?;
    let own = device::get(connection, caller.device)?.ok_or(LogError::SignedOut)?;
    if named.origin != own.origin || named.user != caller.user {
        return Err(LogError::ForeignDevice);
    }
    let mut named = *caller;
    named.device = tag;
    Ok(named)
}

/// What the caller may still do.
pub(crate) fn standing(connection: &Connection, caller: &Caller) -> Result<Standing> {
    let device = device::get(connection, caller.device)?.ok_or(LogError::SignedOut)?;
    let user = user::by_id(connection, caller.user)?.ok_or(LogError::SignedOut)?;
    Ok(if device.revoked {
        Standing::Revoked("the device had been revoked when this came: the office decides")
    } else if user.disabled {
        Standing::Revoked("the person had no access any more when this came: the office decides")
    } else {
        Standing::Active
    })
}

/// Refuses a caller who may only hand in work.
pub(crate) fn require_active(connection: &Connection, caller: &Caller) -> Result<()> {
    match standing(connection, caller)? {
        Standing::Active => Ok(()),
        Standing::Revoked(_) => Err(LogError::Revoked),
    }
}

/// Whether the server has edits of the device that the device does not know of having sent.
fn is_rewound(connection: &Connection, request: &ContactRequest) -> Result<bool> {
    let (last, _) = verdict::last(connection, request.device)?;
    if last > request.given {
        return Ok(true);
    }
    let Account {
        received, chain, ..
    } = request.account;
    let there = verdict::get(connection, request.device, received)?;
    Ok(there.is_some_and(|decided| decided.chain != chain))
}

/// The sessions of a device last long enough to hand in its work.
fn keep_for_handing_in(
    transaction: &Transaction<'_>,
    origin: DeviceTag,
    now_ms: i64,
) -> Result<()> {
    for incarnation in device::incarnations(transaction, origin)? {
        session::extend_of_device(transaction, incarnation.tag, now_ms + HAND_IN_MS)?;
    }
    Ok(())
}

/// The sessions of a person last long enough to hand in their work.
pub(crate) fn keep_person_for_handing_in(
    transaction: &Transaction<'_>,
    user: UserId,
    now_ms: i64,
) -> Result<()> {
    session::extend_of_user(transaction, user, now_ms + HAND_IN_MS)
}

fn lease_ms(connection: &Connection) -> Result<i64> {
    match meta::get(connection, meta::LEASE_MS) {
        Ok(text) => text.parse().map_err(|_| LogError::Unfit {
            what: "a lease",
            value: text,
        }),
        Err(LogError::Missing { .. }) => Ok(DEFAULT_LEASE_MS),
        Err(other) => Err(other),
    }
}

fn signing_key(connection: &Connection) -> Result<Ed25519KeyPair> {
    let digits = meta::get(connection, meta::SIGNING_SEED)?;
    let seed = secret::from_hex::<32>(&digits);
    let key = seed.and_then(|seed| Ed25519KeyPair::from_seed_unchecked(&seed).ok());
    key.ok_or(LogError::SigningKey)
}

/// Makes the tenant's signing key, if it has none.
pub(crate) fn make_signing_key(transaction: &Transaction<'_>, seed: [u8; 32]) -> Result<()> {
    if let Err(LogError::Missing { .. }) = meta::get(transaction, meta::SIGNING_SEED) {
        meta::set(transaction, meta::SIGNING_SEED, &secret::to_hex(&seed))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
