//! Android's keystore: a key of the hardware that only a strong finger or face lets decrypt, and that a change of them destroys.

use std::fmt::Write;

use campo_app::{Biometrics, DataKey, Refusal};
use tauri::AppHandle;
use tauri::plugin::mobile::PluginInvokeError;
use tauri_plugin_biometric::{AuthOptions, BiometricExt, Error};

use super::Prompt;

/// The prompt of the system, on this screen.
pub(crate) struct Sensor {
    pub(crate) shell: AppHandle,
    pub(crate) prompt: Prompt,
}

impl Sensor {
    /// Encrypts or decrypts, when the system has recognized its person.
    fn cipher(&self, options: AuthOptions) -> Result<String, Refusal> {
        let options = AuthOptions {
            title: Some(self.prompt.title.clone()),
            cancel_title: Some(self.prompt.cancel.clone()),
            confirmation_required: Some(false),
            ..options
        };
        let answer = self
            .shell
            .biometric()
            .biometric_cipher(String::new(), options);
        answer
            .map(|answer| answer.data)
            .map_err(|error| refusal(&error))
    }
}

impl Biometrics for Sensor {
    // The plugin takes and gives text, of which the bridge to the system makes copies that cannot be erased.
    fn keep(&self, key: &DataKey) -> Result<String, Refusal> {
        let digits = key.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        self.cipher(AuthOptions {
            data_to_encrypt: Some(digits),
            ..AuthOptions::default()
        })
    }

    fn release(&self, kept: &str) -> Result<DataKey, Refusal> {
        let digits = self.cipher(AuthOptions {
            data_to_decrypt: Some(kept.to_owned()),
            ..AuthOptions::default()
        })?;
        key_of(&digits).ok_or(Refusal::Gone)
    }

    /// The text is all there is: the key of the hardware alone says nothing.
    fn forget(&self, _: &str) {}
}

/// The system names why it did not recognize its person; what it does not name is a key that it cannot use any more.
fn refusal(error: &Error) -> Refusal {
    let Error::PluginInvoke(PluginInvokeError::InvokeRejected(answer)) = error else {
        return Refusal::NotNow;
    };
    match answer.code.as_deref().unwrap_or_default() {
        "" | "biometryNotEnrolled" | "passcodeNotSet" => Refusal::Gone,
        _ => Refusal::NotNow,
    }
}

fn key_of(digits: &str) -> Option<DataKey> {
    let mut key = DataKey::new([0; 32]);
    if digits.len() != 2 * key.len() {
        return None;
    }
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(key)
}
