//! The keychain of iOS: an item that the Secure Enclave releases to a finger, a face or the phone's passcode.

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error, Result};
use zeroize::Zeroizing;

use super::{Biometrics, Refusal};
use crate::vault::DataKey;

const SERVICE: &str = "campo.biometric";
const ITEM: &str = "database";

/// The keychain; reading an item of it asks the person.
pub struct Keychain;

fn item() -> Result<Entry> {
    let policy = [("access-policy", "require-user-presence")].into();
    apple_native_keyring_store::protected::Store::new()?.build(SERVICE, ITEM, Some(&policy))
}

impl Biometrics for Keychain {
    fn keep(&self, key: &DataKey) -> std::result::Result<String, Refusal> {
        self.forget(ITEM);
        let kept = item().and_then(|item| item.set_secret(&key[..]));
        kept.map(|()| ITEM.to_owned()).map_err(refusal)
    }

    fn release(&self, _: &str) -> std::result::Result<DataKey, Refusal> {
        let secret = item().and_then(|item| item.get_secret());
        let secret = Zeroizing::new(secret.map_err(refusal)?);
        let key: [u8; 32] = secret.as_slice().try_into().map_err(|_| Refusal::Gone)?;
        Ok(Zeroizing::new(key))
    }

    fn forget(&self, _: &str) {
        // One that is not there needs no removal.
        let _ = item().and_then(|item| item.delete_credential());
    }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::NoEntry => Refusal::Gone,
        _ => Refusal::NotNow,
    }
}
