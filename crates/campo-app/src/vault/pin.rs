//! A database key that opens with a PIN *and* a secret of this device.
//!
//! The wrapping key is derived from Argon2id of the PIN (64 MiB, three passes) together with 256 random bits that the
//! system's keyring keeps: the file alone says nothing about the PIN, and the keyring alone opens nothing.
//!
//! Invariant: a try is on the disk before it is made. After ten of them the wrapped key is destroyed, and the deposit
//! takes its place; so there is no PIN without a deposit.

use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::seal::{Cost, Sealed, stretch};
use super::{
    DataKey, LockedFor, Vault, VaultError, from_hex, keystore, lock, random, read, to_hex, wrap,
    write,
};

/// How often a wrong PIN can be entered before the wrapped key is destroyed.
pub const MAX_TRIES: u32 = 10;

const COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 3,
};

/// How long the next try waits after so many wrong ones, ms.
const WAITS_MS: [i64; MAX_TRIES as usize] = [
    0, 1_000, 3_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
];

/// A database key wrapped by a PIN and a secret in the keyring.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PinWrap {
    /// The keyring's entry with this device's secret.
    pub(super) entry: String,
    salt: String,
    #[serde(flatten)]
    sealed: Sealed,
    /// A digest of the database key, by which a copy of it is recognized.
    digest: String,
    /// Tries since the last right one, with those that were never finished.
    tries: u32,
    /// When the last one was, ms since 1970 UTC.
    tried_ms: i64,
}

/// What is left to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How many more times a wrong PIN can be entered.
    pub left: u32,
    /// How long to wait before the next, ms.
    pub wait_ms: i64,
}

impl PinWrap {
    fn left(&self, now_ms: i64) -> Tries {
        let due = WAITS_MS.get(self.tries as usize).copied().unwrap_or(0);
        // A clock set back does not shorten the wait.
        let passed = now_ms.saturating_sub(self.tried_ms).max(0);
        Tries {
            left: MAX_TRIES.saturating_sub(self.tries),
            wait_ms: due.saturating_sub(passed).max(0),
        }
    }

    fn wrapping(&self, pin: &str) -> Result<DataKey, VaultError> {
        let secret = keystore::slot(&self.entry).and_then(|slot| slot.get_secret());
        let secret = Zeroizing::new(secret.map_err(VaultError::Keyring)?);
        mix(pin, &from_hex(&self.salt)?, &secret)
    }
}

/// Puts a key under a PIN, in place of what it was under. Whoever calls made sure that there is a deposit.
pub fn set(vault: &Path, key: &DataKey, pin: &str) -> Result<(), VaultError> {
    let former = read(vault);
    let (entry, salt, secret) = (to_hex(&*random::<16>()?), random::<16>()?, random::<32>()?);
    let stored = keystore::slot(&entry).and_then(|slot| slot.set_secret(&secret[..]));
    stored.map_err(VaultError::NoKeystore)?;
    let wrapping = mix(pin, &salt[..], &secret[..])?;
    let made = PinWrap {
        entry,
        salt: to_hex(&*salt),
        sealed: Sealed::seal(key, &wrapping)?,
        digest: digest(key),
        tries: 0,
        tried_ms: 0,
    };
    write(vault, &Vault::Pin(made))?;
    super::forget_entry(&former)
}

/// Opens the vault with a PIN. A wrong one too often puts the deposit in the vault's place.
pub fn open(vault: &Path, deposit: &Path, pin: &str, now_ms: i64) -> Result<DataKey, VaultError> {
    // Two programs on one home must not count one try between them.
    let _turn = turn(vault)?;
    let mut wrap = load(vault)?;
    let Tries { left, wait_ms } = wrap.left(now_ms);
    if left == 0 {
        return Err(destroy(vault, deposit)?);
    }
    if wait_ms > 0 {
        if now_ms < wrap.tried_ms {
            wrap.tried_ms = now_ms;
            keep(vault, &wrap)?;
        }
        return Err(VaultError::PinMustWait { wait_ms });
    }
    // A keyring that does not answer must not cost a try.
    let wrapping = wrap.wrapping(pin)?;
    wrap.tries += 1;
    wrap.tried_ms = now_ms;
    keep(vault, &wrap)?;
    match wrap.sealed.open(&wrapping)? {
        Some(key) => {
            wrap.tries = 0;
            keep(vault, &wrap)?;
            Ok(key)
        }
        None if wrap.tries >= MAX_TRIES => Err(destroy(vault, deposit)?),
        None => Err(VaultError::WrongPin(wrap.left(now_ms))),
    }
}

/// What is left to try; `None` when no PIN keeps the key.
pub fn tries(vault: &Path, now_ms: i64) -> Option<Tries> {
    load(vault).ok().map(|wrap| wrap.left(now_ms))
}

/// Whether this is the key that the PIN keeps.
pub fn keeps(vault: &Path, key: &DataKey) -> bool {
    load(vault).is_ok_and(|wrap| wrap.digest == digest(key))
}

/// Takes the PIN away: the keyring keeps the key from now on.
pub fn remove(vault: &Path, key: &DataKey) -> Result<(), VaultError> {
    let former = read(vault);
    write(vault, &wrap(key, None)?)?;
    super::forget_entry(&former)
}

fn load(vault: &Path) -> Result<PinWrap, VaultError> {
    match read(vault)? {
        Vault::Pin(wrap) => Ok(wrap),
        Vault::Locked { why, .. } => Err(why.into()),
        _ => Err(VaultError::NoPin),
    }
}

fn keep(vault: &Path, wrap: &PinWrap) -> Result<(), VaultError> {
    write(vault, &Vault::Pin(wrap.clone()))
}

fn destroy(vault: &Path, deposit: &Path) -> Result<VaultError, VaultError> {
    lock(vault, deposit, LockedFor::PinTries)?;
    Ok(VaultError::PinTriesOver)
}

fn turn(vault: &Path) -> Result<File, VaultError> {
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true);
    let file = file.open(vault.with_file_name("pin.lock"))?;
    file.lock()?;
    Ok(file)
}

/// The key that the PIN and the device's secret make together.
fn mix(pin: &str, salt: &[u8], secret: &[u8]) -> Result<DataKey, VaultError> {
    let stretched = stretch(pin, salt, COST)?;
    let mut both = Zeroizing::new(stretched.to_vec());
    both.extend_from_slice(secret);
    Ok(Zeroizing::new(blake3::derive_key(
        "campo vault 2026 pin",
        &both,
    )))
}

fn digest(key: &DataKey) -> String {
    to_hex(&blake3::derive_key("campo vault 2026 digest", &key[..]))
}

#[cfg(test)]
mod tests;
