//! The opened home: database, membership, and what the background loop tells the UI.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use campo_model::id::{ActorId, RecordId, TypeKey};
use campo_store::{BlobFiles, Membership, Stamp, Store, StoreError};
use campo_sync::Activity;
use campo_wire::error::ErrorCode;
use campo_wire::event::Event;
use campo_wire::sync_status::Damage;
use tokio::sync::{Notify, broadcast};
use zeroize::Zeroizing;

use crate::blobs::Blobs;
use crate::capture::Capture;
use crate::damage::{self, Opened};
use crate::error::AppError;
use crate::home::{Home, Occupied};
use crate::import::Imports;
use crate::lock::Watch;
use crate::remote::Keeper;
use crate::tracks::Tracks;
use crate::vault::{self, DataKey, VaultError};

/// Events a slow listener may fall behind before it misses some and asks for everything again.
const EVENT_BUFFER: usize = 256;

/// More changed records than this are told as "many".
const NAMED_RECORDS: usize = 50;

/// Campo on one home.
pub struct App {
    home: Home,
    passphrase: Mutex<Option<Zeroizing<String>>>,
    /// Whether the database is closed until its person opens it again.
    pub(crate) locked: AtomicBool,
    pub(crate) watch: Mutex<Watch>,
    /// This process's half of the actor, drawn at start and never stored.
    random: [u8; 8],
    open: SharedOpen,
    activity: Mutex<Activity>,
    nudge: Notify,
    blobs: Blobs,
    capture: Capture,
    imports: Imports,
    tracks: Tracks,
    events: broadcast::Sender<Event>,
    /// What became of a database that was damaged when this process opened it.
    mended: Option<Damage>,
}

/// The open database, when there is one: for the use cases, and for whoever renews the session.
pub(crate) type SharedOpen = Arc<Mutex<Option<Open>>>;

/// The database of a home, and who it works for.
pub(crate) struct Open {
    pub(crate) store: Store,
    pub(crate) membership: Membership,
    /// What the database is encrypted by.
    pub(crate) key: DataKey,
    /// The bytes of attached files.
    pub(crate) blobs: BlobFiles,
    /// Keeps other processes from exchanging the file.
    pub(crate) _occupied: Occupied,
}

impl App {
    /// Opens the home at `dir`; its database too, when somebody has signed in here before.
    ///
    /// `passphrase` opens the database key where no keyring keeps it.
    pub fn open(dir: &Path, passphrase: Option<String>) -> Result<Self, AppError> {
        let file_error = |source| AppError::File {
            path: dir.display().to_string(),
            source,
        };
        let mut app = Self {
            home: Home::at(dir).map_err(file_error)?,
            passphrase: Mutex::new(passphrase.map(Zeroizing::new)),
            locked: AtomicBool::new(false),
            watch: Mutex::new(Watch::begin(now_ms())),
            random: *vault::random().map_err(VaultError::Random)?,
            open: SharedOpen::default(),
            activity: Mutex::new(Activity::Idle),
            nudge: Notify::new(),
            blobs: Blobs::default(),
            capture: Capture::default(),
            imports: Imports::default(),
            tracks: Tracks::default(),
            events: broadcast::channel(EVENT_BUFFER).0,
            mended: None,
        };
        app.mended = app.open_home()?;
        app.look_at_lease()
            .inspect_err(|error| app.suspect_if_damaged(error))?;
        Ok(app)
    }

    /// Opens the database when somebody has signed in here; says what became of it when it was damaged.
    pub(crate) fn open_home(&self) -> Result<Option<Damage>, AppError> {
        if !self.home.is_made() {
            return Ok(None);
        }
        let passphrase = self.passphrase();
        let passphrase = passphrase.as_ref().map(|text| text.as_str());
        match vault::open(&self.home.vault(), passphrase) {
            // Signing in opens it again.
            Err(VaultError::LeaseOver | VaultError::PinTriesOver) => Ok(None),
            Err(VaultError::PinNeeded | VaultError::PassphraseNeeded) => {
                self.locked.store(true, Ordering::Relaxed);
                Ok(None)
            }
            opened => self.enter_home(opened?),
        }
    }

    /// Opens the database with its key.
    pub(crate) fn enter_home(&self, key: DataKey) -> Result<Option<Damage>, AppError> {
        let Opened {
            mut store,
            occupied,
            mended,
        } = damage::open_database(&self.home, &key)?;
        let membership = store.read(|tx| match tx.membership() {
            Err(StoreError::SignedOut) => Ok(None),
            found => found.map(Some),
        });
        if let Some(membership) = membership.map_err(AppError::Store)? {
            let blobs = BlobFiles::open(&self.home.blobs(), &key)?;
            *self.lock() = Some(Open {
                store,
                membership,
                key,
                blobs,
                _occupied: occupied,
            });
            self.begin_watch();
        }
        Ok(mended)
    }

    /// What became of the database when this process opened it and it was damaged.
    pub fn mended(&self) -> Option<&Damage> {
        self.mended.as_ref()
    }

    /// What happens, from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// A secret that nobody can guess: 128 random bits in hexadecimal digits.
    pub fn secret() -> Result<String, AppError> {
        let bytes = vault::random::<16>().map_err(VaultError::Random)?;
        Ok(vault::to_hex(&bytes[..]))
    }

    /// Tells the UI that many records of a type changed.
    pub(crate) fn type_changed(&self, key: &TypeKey) {
        self.emit(Event::Records {
            types: vec![key.to_string()],
            records: Vec::new(),
        });
        self.status_changed();
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// What opens the database key where no keyring keeps it.
    pub(crate) fn passphrase(&self) -> Option<Zeroizing<String>> {
        locked(&self.passphrase).clone()
    }

    /// Keeps the passphrase as long as the home is open, or forgets it.
    pub(crate) fn set_passphrase(&self, passphrase: Option<Zeroizing<String>>) {
        *locked(&self.passphrase) = passphrase;
    }

    /// What the open database is encrypted by.
    pub(crate) fn key(&self) -> Result<DataKey, AppError> {
        let open = self.lock();
        let open = open.as_ref().ok_or_else(|| self.nobody())?;
        Ok(open.key.clone())
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        locked(&self.open)
    }

    /// The session of this home, for requests to the server.
    pub(crate) fn session_keeper(&self) -> Keeper {
        Keeper::new(self.home.clone(), Arc::clone(&self.open))
    }

    /// Does something with the database, off the async workers.
    pub(crate) fn store<T>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        tokio::task::block_in_place(|| match self.lock().as_mut() {
            Some(open) => work(&mut open.store).inspect_err(|error| self.suspect_if_damaged(error)),
            None => Err(self.nobody()),
        })
    }

    /// Has the database examined when it is opened the next time, if this says that it is damaged.
    fn suspect_if_damaged(&self, error: &AppError) {
        if matches!(error, AppError::Store(error) if error.is_damage()) {
            self.home.suspect();
        }
    }

    /// That nobody is signed in, and why when there is something to say.
    pub(crate) fn nobody(&self) -> AppError {
        if self.is_locked() {
            return self.closed();
        }
        match self.home.notice() {
            Some(notice) => AppError::refused(ErrorCode::SignedOut, notice.message()),
            None => match self.home.damage() {
                Some(damage) => {
                    let message = format!("sign in again: {}", damage.message());
                    AppError::refused(ErrorCode::SignedOut, message)
                }
                None => StoreError::SignedOut.into(),
            },
        }
    }

    pub(crate) fn membership(&self) -> Option<Membership> {
        self.lock().as_ref().map(|open| open.membership.clone())
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.lock()
            .as_ref()
            .is_some_and(|open| !open.membership.token.is_empty())
    }

    /// Reads the membership again after the server changed it.
    pub(crate) fn membership_changed(&self) {
        if let Some(open) = self.lock().as_mut()
            && let Ok(membership) = open.store.read(|tx| tx.membership())
        {
            open.membership = membership;
        }
    }

    /// Who writes now, and when.
    pub(crate) fn stamp(&self) -> Result<Stamp, AppError> {
        let device = self.membership().ok_or_else(|| self.nobody())?.device;
        Ok(Stamp {
            actor: ActorId::new(device, self.random),
            now_ms: now_ms(),
            offset_ms: None,
        })
    }

    /// A number that differs between processes.
    pub(crate) fn seed(&self) -> u64 {
        u64::from_le_bytes(self.random)
    }

    pub(crate) fn activity(&self) -> Activity {
        locked(&self.activity).clone()
    }

    pub(crate) fn show(&self, activity: Activity) {
        *locked(&self.activity) = activity;
        self.status_changed();
    }

    pub(crate) fn emit(&self, event: Event) {
        // Nobody listening is fine: the command line does not.
        let _ = self.events.send(event);
    }

    /// Whether anybody listens to events.
    pub(crate) fn is_watched(&self) -> bool {
        self.events.receiver_count() > 0
    }

    /// What is remembered of files between commands.
    pub(crate) fn blob_state(&self) -> &Blobs {
        &self.blobs
    }

    /// What keeps pictures from taking more memory than one of them may.
    pub(crate) fn capture(&self) -> &Capture {
        &self.capture
    }

    /// The files that are open to import records from.
    pub(crate) fn open_imports(&self) -> &Imports {
        &self.imports
    }

    /// The recorder of this process.
    pub(crate) fn tracks(&self) -> &Tracks {
        &self.tracks
    }

    /// Tells the sync loop that there is something to do.
    pub(crate) fn nudge(&self) {
        self.nudge.notify_one();
    }

    pub(crate) async fn nudged(&self) {
        self.nudge.notified().await;
    }

    /// Tells the UI which records changed.
    pub(crate) fn records_changed<'a>(
        &self,
        changed: impl Iterator<Item = (&'a TypeKey, RecordId)>,
    ) {
        let mut types = std::collections::BTreeSet::new();
        let mut records = Vec::new();
        for (record_type, id) in changed {
            types.insert(record_type.to_string());
            records.push(id.to_string());
        }
        if types.is_empty() {
            return;
        }
        if records.len() > NAMED_RECORDS {
            records.clear();
        }
        self.emit(Event::Records {
            types: types.into_iter().collect(),
            records,
        });
    }
}

/// What a lock keeps. A panic while it was held left no half-done write: transactions roll back.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This machine's clock: milliseconds since 1970 UTC.
#[expect(clippy::disallowed_methods, reason = "this is the device's clock")]
pub fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The database key of a home that a passphrase protects: for tools that look into the file itself.
pub fn vault_key(home: &Path, passphrase: &str) -> Result<DataKey, AppError> {
    let file_error = |source| AppError::File {
        path: home.display().to_string(),
        source,
    };
    let home = Home::at(home).map_err(file_error)?;
    Ok(vault::open(&home.vault(), Some(passphrase))?)
}
