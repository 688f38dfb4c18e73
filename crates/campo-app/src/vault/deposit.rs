//! The way back to a database whose lease is over: its key, sealed by a key that only the server keeps.
//!
//! While the lease runs, the file lies unused beside the vault. When it is over the vault is replaced by it: the key is
//! gone from this machine, the work is not, and whoever signs in with the server's consent opens it again.

use std::fs;
use std::path::Path;

use campo_model::id::DeviceTag;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};

use super::{
    DataKey, Vault, VaultError, blank, forget_entry, from_hex, random, read, rename, to_hex,
    to_key, write,
};

/// A database key sealed by the server's key; in hexadecimal digits.
#[derive(Serialize, Deserialize)]
pub(super) struct Deposit {
    /// The device the server keeps the key of.
    device: String,
    nonce: String,
    sealed: String,
}

/// Seals the key by a new one for the server, beside `path` until the server has it.
pub fn make_deposit(
    path: &Path,
    key: &DataKey,
    device: DeviceTag,
) -> Result<super::DataKey, VaultError> {
    let (deposit, nonce) = (random::<32>()?, random::<24>()?);
    let sealed = XChaCha20Poly1305::new(&Key::from(*deposit))
        .encrypt(&XNonce::from(*nonce), &key[..])
        .map_err(|_| VaultError::Damaged)?;
    let made = Deposit {
        device: device.to_string(),
        nonce: to_hex(&*nonce),
        sealed: to_hex(&sealed),
    };
    write(&offered(path), &made)?;
    Ok(deposit)
}

/// Puts the sealed key in place: the server has what opens it.
pub fn confirm_deposit(path: &Path) -> Result<(), VaultError> {
    rename(&offered(path), path)
}

/// Destroys the key on this machine; the deposit takes the vault's place.
pub fn lock(vault: &Path, deposit: &Path) -> Result<(), VaultError> {
    let kept: Deposit = read(deposit)?;
    let opened = read(vault);
    let mut old = fs::OpenOptions::new().write(true).open(vault)?;
    // The way back is on the disk before the way in goes: a power cut must not leave neither.
    write(vault, &Vault::Locked(kept))?;
    blank(&mut old)?;
    forget_entry(&opened)
}

/// The device whose key is locked, when it is.
pub fn locked_device(vault: &Path) -> Option<DeviceTag> {
    match read(vault) {
        Ok(Vault::Locked(deposit)) => deposit.device.parse().ok(),
        _ => None,
    }
}

/// Opens a locked vault with what the server kept, and wraps the key as before.
pub fn unlock(
    vault: &Path,
    deposit: &[u8; 32],
    passphrase: Option<&str>,
) -> Result<DataKey, VaultError> {
    let Vault::Locked(kept) = read(vault)? else {
        return super::open(vault, passphrase);
    };
    let nonce: [u8; 24] = from_hex(&kept.nonce)?
        .try_into()
        .map_err(|_| VaultError::Damaged)?;
    let opened = XChaCha20Poly1305::new(&Key::from(*deposit))
        .decrypt(&XNonce::from(nonce), &from_hex(&kept.sealed)?[..])
        .map_err(|_| VaultError::Damaged)?;
    let key = to_key(&zeroize::Zeroizing::new(opened))?;
    write(vault, &super::wrap(&key, passphrase)?)?;
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
            lock(&path, &deposit).is_err(),
            "the server does not have it yet"
        );
        confirm_deposit(&deposit).unwrap();
        assert_eq!(locked_device(&path), None);
        lock(&path, &deposit).unwrap();
        assert_eq!(locked_device(&path), Some(device));
        assert!(matches!(
            super::super::open(&path, Some("correct horse")),
            Err(VaultError::LeaseOver)
        ));
        assert!(unlock(&path, &[9; 32], Some("correct horse")).is_err());
        assert_eq!(unlock(&path, &half, Some("correct horse")).unwrap(), key);
        assert_eq!(
            super::super::open(&path, Some("correct horse")).unwrap(),
            key
        );
    }
}
