//! A device: its database, its replica, its clock, its link, and what is known of the edits made on it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use campo_model::id::{ActorId, DeviceTag};
use campo_store::{Stamp, Store};
use campo_sync::Replica;
use campo_wire::sync::PushRequest;

use crate::check::Row;
use crate::template::{KEY, copy_database};
use crate::violation::{Result, Violation};

/// An edit as it was made: what must become of it can be told from this alone.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// The moment it says it was made at, which no other act has.
    pub(crate) at_ms: i64,
    /// The document of a change; `None` for a deletion or restoration.
    pub(crate) part: Option<String>,
}

/// A copy of a device's database, and the edits that were made in it by then.
pub(crate) struct Backup {
    file: PathBuf,
    made: BTreeMap<i64, Made>,
}

/// A device.
pub(crate) struct Machine {
    pub(crate) name: String,
    pub(crate) user: &'static str,
    pub(crate) folder: PathBuf,
    store: Option<Store>,
    pub(crate) replica: Replica,
    pub(crate) token: String,
    pub(crate) device: DeviceTag,
    /// Drawn anew at each start of the app.
    half: [u8; 8],
    /// Counts the starts of the app: what was meant for an earlier one is void.
    pub(crate) boot: u64,
    /// What the clock shows beyond the true time.
    pub(crate) skew_ms: i64,
    pub(crate) connected: bool,
    pub(crate) slow: bool,
    pub(crate) disk_full: bool,
    /// After how many more steps the app dies.
    pub(crate) doom: Option<u32>,
    /// The request whose answer is awaited.
    pub(crate) awaited: Option<u64>,
    /// The push that is on its way.
    pub(crate) pushing: Option<PushRequest>,
    /// The number of the wake-up that counts.
    pub(crate) wake: u64,
    /// When it last met the server.
    pub(crate) met_ms: i64,
    /// Whether what it awaits an answer to is its report.
    pub(crate) meets: bool,
    /// Whether the server ordered its destruction.
    pub(crate) to_destroy: bool,
    /// Its edits when it was destroyed.
    pub(crate) handed_in: Option<Vec<Row>>,
    /// The moment of the last act here; 0 before the first.
    pub(crate) last_moment: i64,
    /// Every edit made here, by its place in the database.
    pub(crate) made: BTreeMap<i64, Made>,
    pub(crate) backups: Vec<Backup>,
}

impl Machine {
    /// A device with the database that is in `folder`.
    pub(crate) fn new(name: String, user: &'static str, folder: PathBuf) -> Self {
        Self {
            name,
            user,
            folder,
            store: None,
            replica: Replica::new(1),
            token: String::new(),
            device: DeviceTag([0; 8]),
            half: [0; 8],
            boot: 0,
            skew_ms: 0,
            connected: true,
            slow: false,
            disk_full: false,
            doom: None,
            awaited: None,
            pushing: None,
            wake: 0,
            met_ms: 0,
            meets: false,
            to_destroy: false,
            handed_in: None,
            last_moment: 0,
            made: BTreeMap::new(),
            backups: Vec::new(),
        }
    }

    /// The database file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("campo.sqlite")
    }

    /// Starts the app, ending it first where it stands: what is committed stays.
    pub(crate) fn start(&mut self, boot: u64, chance: &mut fastrand::Rng) -> Result<()> {
        self.store = None;
        self.boot = boot;
        chance.fill(&mut self.half);
        self.replica = Replica::new(chance.u64(..));
        (self.awaited, self.pushing, self.doom) = (None, None, None);
        self.to_destroy = false;
        self.store = Some(Store::open(&self.file(), &KEY)?);
        self.refresh_membership()
    }

    /// Takes up who the database works for.
    pub(crate) fn refresh_membership(&mut self) -> Result<()> {
        let membership = self.store()?.read(|tx| tx.membership())?;
        (self.token, self.device) = (membership.token, membership.device);
        Ok(())
    }

    /// Whether its database was destroyed, on the server's order.
    pub(crate) fn is_destroyed(&self) -> bool {
        self.handed_in.is_some()
    }

    /// Destroys the database; its edits are remembered as they were.
    pub(crate) fn destroy(&mut self, boot: u64) -> Result<()> {
        self.store = None;
        self.boot = boot;
        let file = campo_sqlite::open(&self.file(), Some(&KEY))?;
        self.handed_in = Some(Row::all(&file)?);
        drop(file);
        for ending in ["", "-wal", "-shm"] {
            let mut name = self.file().into_os_string();
            name.push(ending);
            if std::fs::exists(&name)? {
                std::fs::remove_file(&name)?;
            }
        }
        Ok(())
    }

    /// The open database.
    pub(crate) fn store(&mut self) -> Result<&mut Store> {
        let name = &self.name;
        self.store
            .as_mut()
            .ok_or_else(|| Violation::new("the simulator uses running devices", name))
    }

    /// Writes in a transaction that a full disk undoes.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&campo_store::Tx<'_>) -> std::result::Result<T, campo_store::StoreError>,
    ) -> std::result::Result<T, Trouble> {
        let full = self.disk_full;
        self.store()?.write(|tx| {
            let done = work(tx)?;
            if full {
                Err(Trouble::DiskFull)
            } else {
                Ok(done)
            }
        })
    }

    /// The author of what is written now.
    pub(crate) fn actor(&self) -> ActorId {
        ActorId::new(self.device, self.half)
    }

    /// The stamp of an edit made at a moment of this device's clock.
    pub(crate) fn stamp(&self, at_ms: i64) -> Stamp {
        Stamp {
            actor: self.actor(),
            now_ms: at_ms,
            offset_ms: None,
        }
    }

    /// Copies the database aside.
    pub(crate) fn back_up(&mut self) -> Result<()> {
        let file = self
            .folder
            .join(format!("copy-{}.sqlite", self.backups.len()));
        copy_database(&self.file(), &file)?;
        let made = self.made.clone();
        self.backups.push(Backup { file, made });
        Ok(())
    }

    /// Goes back to a copy; the app must be started after.
    pub(crate) fn go_back(&mut self, index: usize) -> Result<()> {
        self.store = None;
        if let Some(backup) = self.backups.get(index) {
            copy_database(&backup.file, &self.file())?;
            self.made.clone_from(&backup.made);
        }
        Ok(())
    }
}

/// Why something was not written.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The disk has no room: nothing of the transaction is there.
    DiskFull,
    /// The store says no.
    Store(campo_store::StoreError),
    /// It should not have happened.
    Violation(Violation),
}

impl From<campo_store::StoreError> for Trouble {
    fn from(error: campo_store::StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Violation> for Trouble {
    fn from(violation: Violation) -> Self {
        Self::Violation(violation)
    }
}
