//! The system's store of secrets, by the name it has on each platform.
//!
//! Desktops have a keyring. Android encrypts under a key of its Keystore, iOS keeps an item of the keychain that is
//! readable while the device is unlocked and never leaves it, not in a backup either.

use keyring_core::Result;

#[cfg(all(not(test), not(any(target_os = "android", target_os = "ios"))))]
use keyring::Entry;
#[cfg(any(test, target_os = "android", target_os = "ios"))]
use keyring_core::Entry;

/// Whose secrets these are.
const SERVICE: &str = "campo";

/// The place of one secret.
#[cfg(all(not(test), not(any(target_os = "android", target_os = "ios"))))]
pub(super) fn slot(entry: &str) -> Result<Entry> {
    Entry::new(SERVICE, entry)
}

/// The place of one secret.
#[cfg(target_os = "android")]
pub(super) fn slot(entry: &str) -> Result<Entry> {
    use keyring_core::api::CredentialStoreApi;
    android_native_keyring_store::Store::new()?.build(SERVICE, entry, None)
}

/// The place of one secret.
#[cfg(target_os = "ios")]
pub(super) fn slot(entry: &str) -> Result<Entry> {
    use keyring_core::api::CredentialStoreApi;
    let policy = [("access-policy", "when-unlocked-this-device-only")].into();
    apple_native_keyring_store::protected::Store::new()?.build(SERVICE, entry, Some(&policy))
}

/// The place of one secret, in memory.
#[cfg(test)]
pub(super) fn slot(entry: &str) -> Result<Entry> {
    use std::sync::{Arc, LazyLock};

    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock::Store;
    static KEYRING: LazyLock<Result<Arc<Store>>> = LazyLock::new(Store::new);
    let keyring = KEYRING.as_ref().expect("a keyring in memory");
    keyring.build(SERVICE, entry, None)
}
