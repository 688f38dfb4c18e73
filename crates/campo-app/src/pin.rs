//! Setting, changing and taking away the PIN.

use campo_wire::command::Empty;
use campo_wire::lock::{LockState, RemovePin, SetPin};
use tokio::task::block_in_place;
use zeroize::Zeroizing;

use crate::app::{App, now_ms};
use crate::error::AppError;
use crate::vault::{DataKey, Gate, VaultError, gate, pin, weak};

impl App {
    /// Puts the database key under a PIN; where there is one already, it is asked for.
    pub async fn set_pin(&self, request: SetPin) -> Result<LockState, AppError> {
        let new = Zeroizing::new(request.pin);
        let old = request.old.map(Zeroizing::new);
        block_in_place(|| self.put_under(&new, old.as_ref().map_or("", |old| old.as_str())))?;
        self.lock_state(Empty {})
    }

    fn put_under(&self, new: &str, old: &str) -> Result<(), AppError> {
        let vault = self.home().vault();
        let open = self.key()?;
        weak::check(new).map_err(VaultError::WeakPin)?;
        let key = match gate(&vault) {
            Some(Gate::Passphrase) => return Err(VaultError::PinNeedsKeyring.into()),
            Some(Gate::Pin) => self.prove(old)?,
            None => open,
        };
        if !self.home().deposit().exists() {
            return Err(VaultError::NoDeposit.into());
        }
        Ok(pin::set(&vault, &key, new)?)
    }

    /// Takes the PIN away: the keyring alone keeps the key again.
    pub async fn remove_pin(&self, request: RemovePin) -> Result<LockState, AppError> {
        let old = Zeroizing::new(request.pin);
        block_in_place(|| {
            self.key()?;
            let key = self.prove(&old)?;
            Ok::<_, AppError>(pin::remove(&self.home().vault(), &key)?)
        })?;
        self.lock_state(Empty {})
    }

    /// The key, by the PIN until now. Wrong ones count as they do on the lock screen.
    fn prove(&self, old: &str) -> Result<DataKey, AppError> {
        let home = self.home();
        let opened = pin::open(&home.vault(), &home.deposit(), old, now_ms());
        if let Err(VaultError::PinTriesOver) = opened {
            self.close();
        }
        Ok(opened?)
    }
}
