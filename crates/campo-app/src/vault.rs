//! Where the database key is kept: in the system's keyring, or wrapped by a PIN or a passphrase. Never on disk in clear.
//!
//! The key is 256 random bits, never derived from anything; the vault file holds only the name of the keyring entry, or
//! the key sealed under a PIN and the keyring together, or under an Argon2id key of the passphrase (OWASP: 46 MiB, one
//! pass).

mod deposit;
mod keystore;
pub(crate) mod pin;
mod seal;
pub(crate) mod weak;

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use deposit::Deposit;
pub use deposit::{
    LockedFor, confirm_deposit, deposited_device, lock, locked_for, make_deposit, unlock,
};
use pin::{PinWrap, Tries};
use seal::{Cost, Sealed, stretch};

const PASSPHRASE_COST: Cost = Cost {
    memory_kib: 46 * 1024,
    passes: 1,
};

/// A database key; erased from memory when dropped.
pub type DataKey = Zeroizing<[u8; 32]>;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Neither a keyring nor a passphrase.
    #[error(
        "there is no keyring on this machine to keep the database key in: set CAMPO_PASSPHRASE, or start a Secret Service"
    )]
    NoKeystore(#[source] keyring_core::Error),
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
    Keyring(#[source] keyring_core::Error),
    /// The lease is over and the key is gone from this machine.
    #[error(
        "this device was too long without the server and is locked: sign in with a connection to open it; nothing is lost"
    )]
    LeaseOver,
    /// A wrong PIN was entered too often and the key is gone from this machine.
    #[error(
        "a wrong PIN was entered too often and this device is locked: sign in with a connection to open it; nothing is lost"
    )]
    PinTriesOver,
    /// The key is wrapped by a PIN and none was given.
    #[error("this home is locked by a PIN: set CAMPO_PIN, or unlock it in the app")]
    PinNeeded,
    /// The PIN does not open the vault.
    #[error("the PIN is wrong; {} more tries are left", .0.left)]
    WrongPin(Tries),
    /// The next try must wait.
    #[error("after wrong PINs the next try waits: try again in {} seconds", (.wait_ms + 999) / 1000)]
    PinMustWait {
        /// How long, ms.
        wait_ms: i64,
    },
    /// There is no PIN to open, change or take away.
    #[error("this home has no PIN")]
    NoPin,
    /// The PIN is one that is tried first.
    #[error(transparent)]
    WeakPin(#[from] weak::WeakPin),
    /// A PIN needs its other half in a keyring, and a passphrase is what this home has instead.
    #[error(
        "there is no keyring on this machine to keep the other half of a PIN in: the passphrase protects this home"
    )]
    PinNeedsKeyring,
    /// The server does not have yet what opens the device when the PIN is forgotten.
    #[error(
        "a PIN can be set once this device has met its server: without that, a forgotten PIN would lose what is here; connect and try again"
    )]
    NoDeposit,
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
        #[serde(flatten)]
        sealed: Sealed,
    },
    /// Here, sealed by a PIN and a secret in the keyring.
    Pin(PinWrap),
    /// Nowhere here: sealed by a key that the server keeps.
    Locked {
        #[serde(default)]
        why: LockedFor,
        #[serde(flatten)]
        deposit: Deposit,
    },
}

/// What a person enters to open a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The PIN.
    Pin,
    /// The passphrase.
    Passphrase,
}

/// What a person enters to open this vault; `None` when it opens by itself, or with the server's help alone.
pub fn gate(path: &Path) -> Option<Gate> {
    match read(path) {
        Ok(Vault::Pin(_)) => Some(Gate::Pin),
        Ok(Vault::Passphrase { .. }) => Some(Gate::Passphrase),
        _ => None,
    }
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
    if let Ok(Vault::Keyring { entry } | Vault::Pin(PinWrap { entry, .. })) = vault
        && let Ok(slot) = keystore::slot(entry)
    {
        match slot.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => {}
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

/// Gets the key back, unless a PIN keeps it.
pub fn open(path: &Path, passphrase: Option<&str>) -> Result<DataKey, VaultError> {
    match read(path)? {
        Vault::Locked { why, .. } => Err(why.into()),
        Vault::Pin(_) => Err(VaultError::PinNeeded),
        Vault::Keyring { entry } => {
            let secret = keystore::slot(&entry).and_then(|entry| entry.get_secret());
            to_key(&Zeroizing::new(secret.map_err(VaultError::Keyring)?))
        }
        Vault::Passphrase { salt, sealed } => {
            let passphrase = passphrase.ok_or(VaultError::PassphraseNeeded)?;
            let wrapping = stretch(passphrase, &from_hex(&salt)?, PASSPHRASE_COST)?;
            sealed.open(&wrapping)?.ok_or(VaultError::WrongPassphrase)
        }
    }
}

impl From<LockedFor> for VaultError {
    fn from(why: LockedFor) -> Self {
        match why {
            LockedFor::LeaseOver => Self::LeaseOver,
            LockedFor::PinTries => Self::PinTriesOver,
        }
    }
}

fn put_in_keyring(key: &DataKey) -> Result<Vault, VaultError> {
    let entry = to_hex(&*random::<16>()?);
    let stored = keystore::slot(&entry).and_then(|slot| slot.set_secret(&key[..]));
    stored.map_err(VaultError::NoKeystore)?;
    Ok(Vault::Keyring { entry })
}

fn seal(key: &DataKey, passphrase: &str) -> Result<Vault, VaultError> {
    let salt = random::<16>()?;
    let wrapping = stretch(passphrase, &salt[..], PASSPHRASE_COST)?;
    Ok(Vault::Passphrase {
        salt: to_hex(&*salt),
        sealed: Sealed::seal(key, &wrapping)?,
    })
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

/// Bytes in hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
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
