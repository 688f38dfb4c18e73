//! Where the database key is kept: in the system's keyring, or wrapped by a passphrase. Never on disk in clear.
//!
//! The key is 256 random bits, never derived from anything; the vault file holds only the name of the keyring entry, or
//! the key sealed with XChaCha20-Poly1305 under an Argon2id key of the passphrase (OWASP: 46 MiB, one pass).

mod deposit;

use std::fs;
use std::io::Write;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use deposit::Deposit;
pub use deposit::{confirm_deposit, lock, locked_device, make_deposit, unlock};

const SERVICE: &str = "campo";
const KDF_MEMORY_KIB: u32 = 46 * 1024;

/// A database key; erased from memory when dropped.
pub type DataKey = Zeroizing<[u8; 32]>;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Neither a keyring nor a passphrase.
    #[error(
        "there is no keyring on this machine to keep the database key in: set CAMPO_PASSPHRASE, or start a Secret Service"
    )]
    NoKeystore(#[source] keyring::Error),
    /// The key is wrapped by a passphrase and none was given.
    #[error("this home is locked by a passphrase: set CAMPO_PASSPHRASE")]
    PassphraseNeeded,
    /// The passphrase does not open the vault.
    #[error("the passphrase is wrong; the data is untouched")]
    WrongPassphrase,
    /// The keyring does not give the key back.
    #[error(
        "the keyring does not give the database key: unlock it and try again; the data is untouched"
    )]
    Keyring(#[source] keyring::Error),
    /// The lease is over and the key is gone from this machine.
    #[error(
        "this device was too long without the server and is locked: sign in with a connection to open it; nothing is lost"
    )]
    LeaseOver,
    /// The vault file is not readable.
    #[error("the vault file is damaged: restore it from a copy, or sign in again in a new home")]
    Damaged,
    /// The vault file cannot be read or written.
    #[error("the vault file cannot be read or written")]
    Io(#[from] std::io::Error),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random(#[from] getrandom::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kept", rename_all = "snake_case")]
enum Vault {
    /// In the system's keyring, under this name.
    Keyring { entry: String },
    /// Here, sealed by a passphrase; all in hexadecimal digits.
    Passphrase {
        salt: String,
        nonce: String,
        sealed: String,
    },
    /// Nowhere here: sealed by a key that the server keeps.
    Locked(Deposit),
}

/// Makes a key and keeps it: under the passphrase when there is one, else in the keyring.
pub fn make(path: &Path, passphrase: Option<&str>) -> Result<DataKey, VaultError> {
    let key = random()?;
    write(path, &wrap(&key, passphrase)?)?;
    Ok(key)
}

fn wrap(key: &DataKey, passphrase: Option<&str>) -> Result<Vault, VaultError> {
    match passphrase {
        Some(passphrase) => seal(key, passphrase),
        None => put_in_keyring(key),
    }
}

/// Destroys what the key is opened with: the keyring's entry, then the file.
pub fn forget(path: &Path) -> Result<(), VaultError> {
    forget_entry(&read(path))?;
    blank(&mut fs::OpenOptions::new().write(true).open(path)?)?;
    Ok(fs::remove_file(path)?)
}

fn forget_entry(vault: &Result<Vault, VaultError>) -> Result<(), VaultError> {
    if let Ok(Vault::Keyring { entry }) = vault
        && let Ok(slot) = keyring::Entry::new(SERVICE, entry)
    {
        match slot.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => {}
            Err(error) => return Err(VaultError::Keyring(error)),
        }
    }
    Ok(())
}

/// Writes over a file before it goes, for file systems that write in place.
fn blank(file: &mut fs::File) -> Result<(), VaultError> {
    let length = file.metadata()?.len();
    let blank = vec![b' '; usize::try_from(length).unwrap_or(0)];
    file.write_all(&blank)?;
    Ok(file.sync_all()?)
}

/// Puts a file in the place of another one: after a power cut there is one of the two, whole.
fn write(path: &Path, what: &impl Serialize) -> Result<(), VaultError> {
    let text = serde_json::to_string(what).map_err(|_| VaultError::Damaged)?;
    Ok(crate::home::replace(path, &text)?)
}

/// Gives a file its name for good.
fn rename(from: &Path, to: &Path) -> Result<(), VaultError> {
    fs::rename(from, to)?;
    Ok(crate::home::sync_folder(to.parent().unwrap_or(to))?)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, VaultError> {
    let text = fs::read_to_string(path)?;
    serde_json::from_str(&text).map_err(|_| VaultError::Damaged)
}

/// Gets the key back.
pub fn open(path: &Path, passphrase: Option<&str>) -> Result<DataKey, VaultError> {
    match read(path)? {
        Vault::Locked(_) => Err(VaultError::LeaseOver),
        Vault::Keyring { entry } => {
            let secret = keyring::Entry::new(SERVICE, &entry).and_then(|entry| entry.get_secret());
            to_key(&Zeroizing::new(secret.map_err(VaultError::Keyring)?))
        }
        Vault::Passphrase {
            salt,
            nonce,
            sealed,
        } => unseal(
            passphrase.ok_or(VaultError::PassphraseNeeded)?,
            &salt,
            &nonce,
            &sealed,
        ),
    }
}

fn put_in_keyring(key: &DataKey) -> Result<Vault, VaultError> {
    let entry = to_hex(&*random::<16>()?);
    let stored = keyring::Entry::new(SERVICE, &entry).and_then(|slot| slot.set_secret(&key[..]));
    stored.map_err(VaultError::NoKeystore)?;
    Ok(Vault::Keyring { entry })
}

fn seal(key: &DataKey, passphrase: &str) -> Result<Vault, VaultError> {
    let salt = random::<16>()?;
    let nonce = random::<24>()?;
    let sealed = cipher(passphrase, &salt[..])?
        .encrypt(&XNonce::from(*nonce), &key[..])
        .map_err(|_| VaultError::Damaged)?;
    Ok(Vault::Passphrase {
        salt: to_hex(&*salt),
        nonce: to_hex(&*nonce),
        sealed: to_hex(&sealed),
    })
}

fn unseal(passphrase: &str, salt: &str, nonce: &str, sealed: &str) -> Result<DataKey, VaultError> {
    let nonce: [u8; 24] = from_hex(nonce)?
        .try_into()
        .map_err(|_| VaultError::Damaged)?;
    let sealed = from_hex(sealed)?;
    let opened = cipher(passphrase, &from_hex(salt)?)?
        .decrypt(&XNonce::from(nonce), &sealed[..])
        .map_err(|_| VaultError::WrongPassphrase)?;
    to_key(&Zeroizing::new(opened))
}

fn cipher(passphrase: &str, salt: &[u8]) -> Result<XChaCha20Poly1305, VaultError> {
    let params = Params::new(KDF_MEMORY_KIB, 1, 1, Some(32)).map_err(|_| VaultError::Damaged)?;
    let mut wrapping = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut wrapping[..])
        .map_err(|_| VaultError::Damaged)?;
    Ok(XChaCha20Poly1305::new(&Key::from(*wrapping)))
}

/// Random bytes from the system.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut bytes[..])?;
    Ok(bytes)
}

fn to_key(bytes: &[u8]) -> Result<DataKey, VaultError> {
    bytes
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| VaultError::Damaged)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Result<Vec<u8>, VaultError> {
    let digits = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        std::str::from_utf8(pair)
            .ok()
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    digits
        .map(byte)
        .collect::<Option<_>>()
        .ok_or(VaultError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_opens_what_it_sealed_and_nothing_else_does() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.json");
        let key = make(&path, Some("correct horse")).unwrap();
        assert_eq!(open(&path, Some("correct horse")).unwrap(), key);
        assert!(matches!(
            open(&path, Some("wrong horse")),
            Err(VaultError::WrongPassphrase)
        ));
        assert!(matches!(
            open(&path, None),
            Err(VaultError::PassphraseNeeded)
        ));
        let file = fs::read_to_string(&path).unwrap();
        assert!(
            !file.contains(&to_hex(&key[..])),
            "the key is on disk in clear"
        );
    }

    #[test]
    fn a_damaged_vault_is_an_error_not_a_panic() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.json");
        for text in [
            "",
            "{}",
            r#"{"kept":"passphrase","salt":"zz","nonce":"é","sealed":""}"#,
        ] {
            fs::write(&path, text).unwrap();
            assert!(
                matches!(open(&path, Some("x")), Err(VaultError::Damaged)),
                "{text}"
            );
        }
    }
}
