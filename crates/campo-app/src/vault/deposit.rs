//! The way back to a database whose lease is over: its key, sealed by a key that only the server keeps.
//!
//! While the lease runs, the file lies unused beside the vault. When it is over the vault is replaced by it: the key is
//! gone from this machine, the work is not, and whoever signs in with the server's consent opens it again.

use std::fs;
use std::path::Path;

use campo_model::id::DeviceTag;
use serde::{Deserialize, Serialize};

use super::seal::Sealed;
use super::{DataKey, Vault, VaultError, blank, forget_entry, random, read, rename, write};

/// A database key sealed by the server's key.
#[derive(Serialize, Deserialize)]
pub(super) struct Deposit {
    /// The device the server keeps the key of.
    device: String,
    #[serde(flatten)]
    sealed: Sealed,
}

/// Why a key is gone from this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockedFor {
    /// The device was too long without the server.
    #[default]
    LeaseOver,
    /// A wrong PIN was entered too often.
    PinTries,
}

/// Seals the key by a new one for the server, beside `path` until the server has it.
pub fn make_deposit(
    path: &Path,
    key: &DataKey,
    device: DeviceTag,
) -> Result<super::DataKey, VaultError> {
    let deposit = random::<32>()?;
    let made = Deposit {
        device: device.to_string(),
        sealed: Sealed::seal(key, &deposit)?,
    };
    write(&offered(path), &made)?;
    Ok(deposit)
}

/// Puts the sealed key in place: the server has what opens it.
pub fn confirm_deposit(path: &Path) -> Result<(), VaultError> {
    rename(&offered(path), path)
}

/// Destroys the key on this machine; the deposit takes the vault's place.
pub fn lock(vault: &Path, deposit: &Path, why: LockedFor) -> Result<(), VaultError> {
    let deposit: Deposit = read(deposit)?;
    let opened = read(vault);
    let mut old = fs::OpenOptions::new().write(true).open(vault)?;
    // The way back is on the disk before the way in goes: a power cut must not leave neither.
    write(vault, &Vault::Locked { why, deposit })?;
    blank(&mut old)?;
    forget_entry(&opened)
}

/// Why the key is gone from this machine, when it is.
pub fn locked_for(vault: &Path) -> Option<LockedFor> {
    match read(vault) {
        Ok(Vault::Locked { why, .. }) => Some(why),
        _ => None,
    }
}

/// The device whose key the server can open again, when it was given one.
pub fn deposited_device(vault: &Path, deposit: &Path) -> Option<DeviceTag> {
    let deposited = match read(vault) {
        Ok(Vault::Locked { deposit, .. }) => Ok(deposit),
        _ => read::<Deposit>(deposit),
    };
    deposited.ok()?.device.parse().ok()
}

/// Opens a vault with what the server kept, when nothing else may: the key is gone, or its PIN forgotten. The key is
/// wrapped as before, without a PIN.
pub fn unlock(
    vault: &Path,
    deposit: &Path,
    half: &[u8; 32],
    passphrase: Option<&str>,
) -> Result<DataKey, VaultError> {
    let opened = read(vault)?;
    let deposit = match &opened {
        Vault::Locked { deposit, .. } => &deposit.sealed,
        Vault::Pin(_) => &read::<Deposit>(deposit)?.sealed,
        _ => return super::open(vault, passphrase),
    };
    let key = deposit.open(half)?.ok_or(VaultError::Damaged)?;
    write(vault, &super::wrap(&key, passphrase)?)?;
    forget_entry(&Ok(opened))?;
    Ok(key)
}

fn offered(path: &Path) -> std::path::PathBuf {
    path.with_extension("offered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_key_opens_with_the_servers_half_only() {
        let dir = tempfile::tempdir().unwrap();
        let (path, deposit) = (
            dir.path().join("vault.json"),
            dir.path().join("deposit.json"),
        );
        let key = super::super::make(&path, Some("correct horse")).unwrap();
        let device = DeviceTag([3; 8]);
        let half = make_deposit(&deposit, &key, device).unwrap();
        assert!(
            lock(&path, &deposit, LockedFor::LeaseOver).is_err(),
            "the server does not have it yet"
        );
        confirm_deposit(&deposit).unwrap();
        assert_eq!(locked_for(&path), None);
        lock(&path, &deposit, LockedFor::LeaseOver).unwrap();
        assert_eq!(locked_for(&path), Some(LockedFor::LeaseOver));
        assert_eq!(deposited_device(&path, &deposit), Some(device));
        assert!(matches!(
            super::super::open(&path, Some("correct horse")),
            Err(VaultError::LeaseOver)
        ));
        assert!(unlock(&path, &deposit, &[9; 32], Some("correct horse")).is_err());
        let passphrase = Some("correct horse");
        assert_eq!(unlock(&path, &deposit, &half, passphrase).unwrap(), key);
        assert_eq!(
            super::super::open(&path, Some("correct horse")).unwrap(),
            key
        );
    }
}
