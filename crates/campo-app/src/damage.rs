//! A damaged database: noticed, set aside, read as far as it can be, and made anew.
//!
//! A log that is damaged is seen before SQLite opens it and would take it to end there: the device goes on with what was
//! before. A database with a page that does not open under the key is replaced by a new one. Into either goes what can
//! still be read of the work that is not at the server; the records come from the server.
//!
//! Invariant: nothing is changed before a copy of all of it is on the disk, in a folder of its own that stays; whoever is
//! killed on the way leaves that folder unfinished, and the next one to open the home goes on from it.

mod aside;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use campo_sqlite::wal;
use campo_store::{Store, StoreError};
use campo_wire::command::Empty;
use campo_wire::event::Event;
use campo_wire::sync_status::{Damage, DamagedPart};

use crate::app::App;
use crate::error::AppError;
use crate::home::{Home, Occupied};
use aside::Aside;

/// A database, and that this process has it open.
pub(crate) struct Opened {
    pub(crate) store: Store,
    pub(crate) occupied: Occupied,
    /// What became of it, when it was damaged.
    pub(crate) mended: Option<Damage>,
}

/// Opens the database of a home; one that is damaged is made anew, unless another process has it open.
pub(crate) fn open_database(home: &Home, key: &[u8; 32]) -> Result<Opened, AppError> {
    let failed = failure(home.folder());
    let mut occupied = home.occupy().map_err(failed)?;
    let mut mended = None;
    if occupied.is_alone() {
        mended = mend(home, key)?;
    }
    let store = match open(home, key) {
        Err(error) if error.is_damage() && occupied.is_alone() => {
            mended = Some(Aside::make(home, DamagedPart::Database)?.finish(home, key)?);
            open(home, key)?
        }
        opened => opened?,
    };
    occupied.share().map_err(failure(home.folder()))?;
    Ok(Opened {
        store,
        occupied,
        mended,
    })
}

/// Opens the database and reads whose it is: nothing can be done where that fails.
fn open(home: &Home, key: &[u8; 32]) -> Result<Store, StoreError> {
    let mut store = Store::open(&home.database(), key)?;
    match store.read(|tx| tx.membership()) {
        Err(error) if error.is_damage() => Err(error),
        _ => Ok(store),
    }
}

/// Goes on where somebody was killed, and looks for damage that opening the database does not show.
fn mend(home: &Home, key: &[u8; 32]) -> Result<Option<Damage>, AppError> {
    let aside = match Aside::unfinished(home) {
        Some(unfinished) => unfinished,
        None => match look(home, key)? {
            Some(part) => Aside::make(home, part)?,
            None => return Ok(None),
        },
    };
    aside.finish(home, key).map(Some)
}

fn look(home: &Home, key: &[u8; 32]) -> Result<Option<DamagedPart>, AppError> {
    let database = home.database();
    if wal::find_damage(&database)
        .map_err(failure(&database))?
        .is_some()
    {
        return Ok(Some(DamagedPart::Log));
    }
    if !home.is_suspect() {
        return Ok(None);
    }
    match Store::open(&database, key).and_then(|store| store.examine()) {
        Ok(problems) if problems.is_empty() => {
            home.trust();
            Ok(None)
        }
        Ok(_) => Ok(Some(DamagedPart::Database)),
        Err(error) if error.is_damage() => Ok(Some(DamagedPart::Database)),
        Err(error) => Err(error.into()),
    }
}

impl Home {
    /// Notes that a page of the database did not open: it is examined when the home is opened the next time.
    pub(crate) fn suspect(&self) {
        // A disk that does not take the note will say so itself.
        let _ = fs::write(self.suspicion(), "");
    }

    fn is_suspect(&self) -> bool {
        self.suspicion().exists()
    }

    fn trust(&self) {
        // There is nothing to remove unless it was suspected.
        let _ = fs::remove_file(self.suspicion());
    }

    fn suspicion(&self) -> PathBuf {
        self.folder().join("suspect")
    }

    /// What became of the last database that was damaged, until it was forgotten.
    pub(crate) fn damage(&self) -> Option<Damage> {
        aside::all(self).pop()?.damage()
    }

    /// Removes what was set aside, with all that was known of it.
    pub(crate) fn drop_asides(&self) {
        aside::all(self).into_iter().for_each(Aside::forget);
    }
}

impl App {
    /// Forgets what was set aside of a damaged database, once somebody has seen that it was.
    pub fn forget_damage(&self, _: Empty) -> Result<Empty, AppError> {
        self.home().drop_asides();
        self.status_changed();
        Ok(Empty {})
    }

    /// Examines all of the database, and makes it anew when it is damaged. Says what is known of damage.
    pub fn repair(&self) -> Result<Option<Damage>, AppError> {
        self.home().suspect();
        self.reopen()?;
        Ok(self.home().damage())
    }

    /// Makes the database anew when a page of it did not open; a failure is shown by the next command.
    pub(crate) fn mend_if_damaged(&self) {
        if self.home().is_suspect()
            && let Err(error) = self.reopen()
        {
            tracing::error!(code = ?error.into_wire().code, "the database cannot be made anew");
        }
    }

    fn reopen(&self) -> Result<(), AppError> {
        if self.is_locked() {
            return Err(self.closed());
        }
        // A connection that met a damaged page is of no more use.
        let key = self.lock().take().map(|open| open.key);
        tokio::task::block_in_place(|| match key {
            Some(key) => self.enter_home(key),
            None => self.open_home(),
        })?;
        self.emit(Event::Session);
        Ok(())
    }
}

fn failure(path: &Path) -> impl FnOnce(io::Error) -> AppError {
    let path = path.display().to_string();
    move |source| AppError::File { path, source }
}
