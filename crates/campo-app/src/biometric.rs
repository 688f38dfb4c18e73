//! Opening a locked app with the person's finger or face, on phones.
//!
//! The phone keeps a copy of the database key where only that releases it. Invariants: nothing here is asked before the
//! hardware has released the key, so there is no answer to fake; the PIN opens the app whenever this does not; and a copy
//! that does not open it any more is dropped.

#[cfg(target_os = "ios")]
mod keychain;

use std::fs;
use std::path::PathBuf;

use campo_wire::error::{ErrorCode, WireError};
use campo_wire::session::Session;

use crate::app::App;
use crate::error::AppError;
use crate::home;
use crate::vault::DataKey;

#[cfg(target_os = "ios")]
pub use keychain::Keychain;

/// Where a phone keeps keys that only its person's finger or face releases.
pub trait Biometrics {
    /// Puts a key there; the text finds it again, and is worth nothing without the phone and its person.
    fn keep(&self, key: &DataKey) -> Result<String, Refusal>;

    /// Asks the person, and gives the key back.
    fn release(&self, kept: &str) -> Result<DataKey, Refusal>;

    /// Forgets a key, as far as it is more than the text.
    fn forget(&self, kept: &str);
}

/// Why a phone does not give a key back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person turned back, was not recognized, or the sensor is busy. Another time it may.
    #[error("the phone did not recognize its person: open the app with the PIN")]
    NotNow,
    /// Its fingers or faces were changed, or there are none: it never will.
    #[error(
        "the phone's fingers or faces were changed: open the app with the PIN, then turn this on again"
    )]
    Gone,
}

/// Why the app stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum BiometricError {
    /// Nothing was kept on this phone.
    #[error("unlocking by finger or face is not turned on: open the app with the PIN")]
    Off,
    /// The phone refuses.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The app refuses.
    #[error(transparent)]
    App(#[from] AppError),
    /// What finds the key cannot be written.
    #[error("the phone's storage cannot be written: {0}")]
    File(#[from] std::io::Error),
}

impl BiometricError {
    /// What crosses to the UI.
    pub fn into_wire(self) -> WireError {
        match self {
            Self::App(error) => error.into_wire(),
            Self::Off | Self::Refused(_) => WireError::new(ErrorCode::Locked, self.to_string()),
            Self::File(_) => WireError::new(ErrorCode::Storage, self.to_string()),
        }
    }
}

impl App {
    /// Whether a finger or face may open this app.
    pub fn has_biometric_copy(&self) -> bool {
        self.biometric_copy().exists()
    }

    /// Lets the person's finger or face open this app from now on. It is open, and there is a PIN.
    pub fn keep_biometric_copy(&self, phone: &impl Biometrics) -> Result<(), BiometricError> {
        let key = self.key_for_biometrics()?;
        let kept = phone.keep(&key)?;
        Ok(home::replace(&self.biometric_copy(), &kept)?)
    }

    /// Opens the locked app with the person's finger or face. The PIN stays when it does not.
    pub fn unlock_by_biometrics(&self, phone: &impl Biometrics) -> Result<Session, BiometricError> {
        let kept = fs::read_to_string(self.biometric_copy()).map_err(|_| BiometricError::Off)?;
        let opened = match phone.release(&kept) {
            Err(Refusal::NotNow) => return Err(Refusal::NotNow.into()),
            Err(Refusal::Gone) => Err(Refusal::Gone.into()),
            Ok(key) => self.unlock_with_key(key).map_err(BiometricError::from),
        };
        if !matches!(opened, Ok(Session::SignedIn { .. })) {
            self.drop_biometric_copy(phone)?;
        }
        opened
    }

    /// Lets only the PIN open this app from now on.
    pub fn drop_biometric_copy(&self, phone: &impl Biometrics) -> Result<(), BiometricError> {
        let path = self.biometric_copy();
        if let Ok(kept) = fs::read_to_string(&path) {
            phone.forget(&kept);
            fs::remove_file(&path)?;
        }
        Ok(())
    }

    fn biometric_copy(&self) -> PathBuf {
        self.home().vault().with_file_name("biometric.txt")
    }
}

#[cfg(test)]
mod tests;
