//! Campo's side: a device's home, driven as the app drives it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use campo_model::expr::{Expression, Fields as Attributes};
use campo_model::id::{ActorId, DeviceTag, UserId};
use campo_query::list::{ListQuery, Sort};
use campo_store::{Membership, Stamp, Store, StoreError, Tx};
use campo_wire::frame::decode;
use campo_wire::sync::{Identity, Item, Position, PullReply};
use tempfile::TempDir;

use crate::ratios::plain::{KEY, PAGE_ROWS};
use crate::workload::{Fields, NOW_MS, Record, Workload};

const ME: ActorId = ActorId([1; 16]);

/// A device's database in a folder of its own.
pub struct Home {
    folder: TempDir,
    store: Store,
}

impl Home {
    /// A home that is signed in, has the module, and holds no record.
    pub fn new(workload: &Workload) -> Result<Self> {
        let folder = TempDir::new()?;
        let mut store = Store::open(&folder.path().join("device.db"), &KEY)?;
        let module = PullReply {
            items: vec![Item::Module(workload.manifest.clone())],
            position: Position::default(),
            head: 0,
        };
        store.write::<_, StoreError>(|tx| {
            tx.set_membership(&membership())?;
            tx.apply_page(&module, ME, NOW_MS)
        })?;
        store.read::<_, StoreError>(|_| Ok(()))?;
        Ok(Self { folder, store })
    }

    /// The database file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("device.db")
    }

    /// Reads and applies the server's pages as they came, each in its transaction.
    pub fn apply(&mut self, frames: &[Vec<u8>]) -> Result<()> {
        for frame in frames {
            let page: PullReply = decode(frame)?;
            self.store.write(|tx| tx.apply_page(&page, ME, NOW_MS))?;
        }
        Ok(())
    }

    /// Makes records in one transaction.
    pub fn create(&mut self, workload: &Workload, records: &[Record]) -> Result<()> {
        let all = |tx: &Tx<'_>| {
            records
                .iter()
                .try_for_each(|record| tx.create(record.id, &workload.key, &record.fields, stamp()))
        };
        Ok(self.store.write::<_, StoreError>(all)?)
    }

    /// Makes one edit and commits it.
    pub fn update(&mut self, record: &Record, patch: &Fields) -> Result<()> {
        self.store
            .write::<_, StoreError>(|tx| tx.update(&tx.record(record.id)?, patch, stamp()))?;
        Ok(())
    }

    /// The first page of running orders, greatest amount first; the number of rows.
    pub fn list(&mut self, workload: &Workload) -> Result<usize> {
        list(&mut self.store, workload)
    }

    /// Searches as a person types; the number of hits.
    pub fn search(&mut self, workload: &Workload, typed: &str) -> Result<usize> {
        let types = [(workload.key.clone(), Vec::new())];
        let limit = u32::try_from(PAGE_ROWS)?;
        let nobody = Attributes::new();
        let hits = self
            .store
            .read::<_, StoreError>(|tx| tx.search(typed, &types, limit, &nobody, NOW_MS))?;
        Ok(hits.len())
    }

    /// Opens the file anew, as a process that just began, and lists the first page.
    pub fn open_and_list(path: &Path, workload: &Workload) -> Result<usize> {
        list(&mut Store::open(path, &KEY)?, workload)
    }

    /// Closes the database, its log written back, and gives the folder that holds it.
    pub fn close(self) -> TempDir {
        self.folder
    }
}

fn list(store: &mut Store, workload: &Workload) -> Result<usize> {
    let filter = Expression::compile("self.status == 'running'")?;
    let sort = vec![Sort {
        column: "amount".to_owned(),
        descending: true,
    }];
    let query = ListQuery {
        filter: Some(filter),
        sort,
        ..ListQuery::new(workload.key.clone(), u32::try_from(PAGE_ROWS)?)
    };
    let listing = store.read::<_, StoreError>(|tx| tx.list(&query, &Attributes::new(), NOW_MS))?;
    Ok(listing.rows.len())
}

fn stamp() -> Stamp {
    Stamp {
        actor: ME,
        now_ms: NOW_MS,
        offset_ms: Some(0),
    }
}

fn membership() -> Membership {
    let user = UserId(uuid::Uuid::from_u128(1));
    let identity = Identity {
        user,
        name: "Ana".to_owned(),
        roles: Vec::new(),
        attributes: "{}".to_owned(),
    };
    Membership {
        server: "http://127.0.0.1:1".to_owned(),
        tenant: "bench".to_owned(),
        tenant_name: "Bench".to_owned(),
        login: "ana".to_owned(),
        token: String::new(),
        device: DeviceTag([1; 8]),
        identity,
    }
}
