//! Locking the app on its device: by its person, and by itself when nobody is there.
//!
//! Invariant: while it is locked this process holds no key, no open database and no live socket, and does no command
//! but those of [`OPEN_WHILE_LOCKED`]. Only what opens the vault leads back: the PIN, the passphrase, a phone's
//! biometric copy of the key, or the server.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use campo_wire::command::Empty;
use campo_wire::event::Event;
use campo_wire::lock::{Gate, IdleLimit, LockState, Presence, Unlock};
use campo_wire::session::Session;
use tokio::task::block_in_place;
use zeroize::Zeroizing;

use crate::app::{App, locked, now_ms};
use crate::error::AppError;
use crate::home::LastSignIn;
use crate::vault::{self, DataKey, VaultError, pin};

/// What a locked app still does.
pub(crate) const OPEN_WHILE_LOCKED: &[&str] = &["session", "unlock", "sign_in", "enroll"];

/// After how long the app locks itself unless its person chose otherwise.
const IDLE_MINUTES: u32 = 15;
const MAX_IDLE_MINUTES: u32 = 60;
/// A window that cannot be seen is locked sooner.
const HIDDEN_MS: i64 = 5 * MINUTE_MS;
const MINUTE_MS: i64 = 60_000;
/// How often it is looked whether anybody is there.
const LOOK: Duration = Duration::from_secs(5);

/// Since when nobody is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    seen_ms: i64,
    visible: bool,
    minutes: u32,
}

impl Watch {
    /// Somebody is there.
    pub(crate) fn begin(now_ms: i64) -> Self {
        Self {
            seen_ms: now_ms,
            visible: true,
            minutes: IDLE_MINUTES,
        }
    }

    fn see(&mut self, now_ms: i64, visible: bool) {
        self.seen_ms = now_ms;
        self.visible = visible;
    }

    /// Whether nobody was there for too long. A clock set back begins the time anew.
    fn is_over(&mut self, now_ms: i64) -> bool {
        self.seen_ms = self.seen_ms.min(now_ms);
        let limit = i64::from(self.minutes) * MINUTE_MS;
        let limit = match self.visible {
            true => limit,
            false => limit.min(HIDDEN_MS),
        };
        now_ms - self.seen_ms >= limit
    }
}

impl App {
    /// Whether the database is closed until its person opens it again.
    pub fn is_locked(&self) -> bool {
        self.locked.load(Ordering::Relaxed) && vault::locked_for(&self.home().vault()).is_none()
    }

    /// Closes the database and forgets its key.
    pub fn lock_app(&self, _: Empty) -> Result<Session, AppError> {
        if !self.is_locked() {
            if vault::gate(&self.home().vault()).is_none() {
                return Err(VaultError::NoPin.into());
            }
            block_in_place(|| self.forget_all());
        }
        self.session(Empty {})
    }

    /// Opens a locked app with the PIN or the passphrase.
    pub async fn unlock(&self, request: Unlock) -> Result<Session, AppError> {
        let secret = Zeroizing::new(request.secret);
        if self.is_locked() {
            block_in_place(|| self.unlock_with(&secret))?;
        }
        self.session(Empty {})
    }

    /// Opens a locked app with a copy of the database key that the device released to its person: see
    /// [`Self::key_for_biometrics`].
    pub fn unlock_with_key(&self, key: DataKey) -> Result<Session, AppError> {
        if self.is_locked() {
            if !pin::keeps(&self.home().vault(), &key) {
                return Err(self.closed());
            }
            block_in_place(|| self.enter_unlocked(key))?;
        }
        self.session(Empty {})
    }

    /// The database key, for a phone's shell to keep where only the person's finger or face releases it.
    ///
    /// This is the seam between the vault and the phones. The shell asks for the key once, after the PIN was set or
    /// entered, and hands the released copy to [`Self::unlock_with_key`]; neither is in the command list, so no page
    /// and no HTTP client gets at them. There is no copy without a PIN: it is what opens the app when the biometric
    /// does not. A copy that does not open the app any more (the PIN was taken away, or the wrapped key destroyed
    /// after ten wrong ones or the end of the lease) is refused with `locked` or `signed_out`: the shell drops it then.
    pub fn key_for_biometrics(&self) -> Result<DataKey, AppError> {
        match vault::gate(&self.home().vault()) {
            Some(vault::Gate::Pin) => self.key(),
            _ => Err(VaultError::NoPin.into()),
        }
    }

    /// How this device is locked.
    pub fn lock_state(&self, _: Empty) -> Result<LockState, AppError> {
        let gate = vault::gate(&self.home().vault());
        Ok(LockState {
            gate: gate.map(shown),
            may_set_pin: gate != Some(vault::Gate::Passphrase) && self.home().deposit().exists(),
            idle_minutes: locked(&self.watch).minutes,
        })
    }

    /// Changes after how long without its person the app locks itself.
    pub fn set_idle_limit(&self, limit: IdleLimit) -> Result<LockState, AppError> {
        let minutes = limit.minutes.clamp(1, MAX_IDLE_MINUTES);
        self.store(|store| Ok(store.write(|tx| tx.set_idle_minutes(minutes))?))?;
        locked(&self.watch).minutes = minutes;
        self.lock_state(Empty {})
    }

    /// Takes note that the person is there, and whether the window can be seen.
    pub fn note_presence(&self, presence: Presence) -> Result<Empty, AppError> {
        locked(&self.watch).see(now_ms(), presence.visible);
        Ok(Empty {})
    }

    /// Takes note that the app works for its person, seen or not.
    pub(crate) fn stay_open(&self) {
        let mut watch = locked(&self.watch);
        watch.seen_ms = now_ms();
    }

    /// Begins to watch a home that was just opened.
    pub(crate) fn begin_watch(&self) {
        let chosen = self.store(|store| Ok(store.read(|tx| tx.idle_minutes())?));
        let mut watch = locked(&self.watch);
        *watch = Watch::begin(now_ms());
        // A database that cannot say is not open for long.
        watch.minutes = chosen.ok().flatten().unwrap_or(IDLE_MINUTES);
    }

    /// Locks the app whenever nobody is there, for as long as it lives.
    pub(crate) fn start_watching(self: &Arc<Self>) {
        let app = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                match app.upgrade() {
                    Some(app) => app.lock_if_nobody_is_there(now_ms()),
                    None => return,
                }
            }
        });
    }

    pub(crate) fn lock_if_nobody_is_there(&self, now_ms: i64) {
        let is_open = self.lock().is_some();
        if is_open && locked(&self.watch).is_over(now_ms) && self.lock_app(Empty {}).is_ok() {
            tracing::info!("locked: nobody was there");
        }
    }

    /// Why nothing can be done in a locked app.
    pub(crate) fn closed(&self) -> AppError {
        match vault::gate(&self.home().vault()) {
            Some(vault::Gate::Passphrase) => VaultError::PassphraseNeeded.into(),
            _ => VaultError::PinNeeded.into(),
        }
    }

    pub(crate) fn locked_session(&self) -> Session {
        let vault = self.home().vault();
        let tries = pin::tries(&vault, now_ms());
        let LastSignIn {
            server,
            tenant,
            name,
        } = self.home().last_sign_in();
        Session::Locked {
            name,
            server,
            tenant,
            gate: vault::gate(&vault).map_or(Gate::Pin, shown),
            tries_left: tries.map(|tries| tries.left),
            wait_ms: tries.map_or(0, |tries| tries.wait_ms),
        }
    }

    /// Opens a locked home with the PIN or the passphrase.
    pub fn unlock_with(&self, secret: &str) -> Result<(), AppError> {
        let (vault, deposit) = (self.home().vault(), self.home().deposit());
        let opened = match vault::gate(&vault) {
            Some(vault::Gate::Pin) => pin::open(&vault, &deposit, secret, now_ms()),
            _ => vault::open(&vault, Some(secret)),
        };
        if let Err(VaultError::PinTriesOver) = opened {
            self.emit(Event::Session);
        }
        let key = opened?;
        if vault::gate(&vault) == Some(vault::Gate::Passphrase) {
            self.set_passphrase(Some(Zeroizing::new(secret.to_owned())));
        }
        self.enter_unlocked(key)
    }

    fn enter_unlocked(&self, key: DataKey) -> Result<(), AppError> {
        self.enter_home(key)?;
        self.locked.store(false, Ordering::Relaxed);
        self.look_at_lease()?;
        self.emit(Event::Session);
        self.nudge();
        Ok(())
    }

    /// Lets go of everything that was read with the key, and of the key.
    fn forget_all(&self) {
        self.leave_track();
        self.locked.store(true, Ordering::Relaxed);
        let open = self.lock().take();
        if let Some(open) = open
            && let Err(error) = open.store.settle()
        {
            // It is encrypted there as well, and settled the next time.
            tracing::debug!(%error, "the log was not written into the database");
        }
        self.set_passphrase(None);
        self.blob_state().forget_drafts();
        self.open_imports().forget();
        self.emit(Event::Session);
        // The sync loop lets go of its live socket.
        self.nudge();
    }
}

fn shown(gate: vault::Gate) -> Gate {
    match gate {
        vault::Gate::Pin => Gate::Pin,
        vault::Gate::Passphrase => Gate::Passphrase,
    }
}

#[cfg(test)]
mod tests;
