//! One tenant: its file, and what is made from its modules and kept at hand.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use campo_model::id::{ActorId, DeviceTag};
use campo_model::registry::Registry;
use rusqlite::{Connection, Transaction};

use crate::admit::SERVER;
use crate::blobs::BlobFolder;
use crate::catalog::Catalog;
use crate::database::Database;
use crate::devices;
use crate::entropy::Entropy;
use crate::epochs;
use crate::error::{LogError, Result};
use crate::keys::DataKey;
use crate::table::device::{self, Device};
use crate::table::{entry, meta, record, user};

const MIGRATIONS: &[&str] = &[
    include_str!("schema/tenant.sql"),
    include_str!("schema/tenant_blobs.sql"),
    include_str!("schema/lifecycle.sql"),
    include_str!("schema/audit.sql"),
    include_str!("schema/identity.sql"),
    include_str!("schema/archive.sql"),
    include_str!("schema/erasure.sql"),
    include_str!("schema/tokens.sql"),
    include_str!("schema/enrollment.sql"),
];

/// A tenant's log, documents and rights. Cheap to share; every call is one transaction.
pub struct Tenant {
    key: String,
    name: String,
    database: Database,
    entropy: Entropy,
    blobs: BlobFolder,
    catalog: Mutex<Arc<Catalog>>,
    /// What the server itself writes with, in this process.
    actor: ActorId,
}

/// How much a tenant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantSize {
    /// The epoch of the log.
    pub epoch: u32,
    /// The number of the last entry.
    pub head: u64,
    /// Records, deleted ones too.
    pub records: u64,
    /// People, disabled ones too.
    pub users: usize,
    /// Devices, revoked ones too.
    pub devices: usize,
}

impl Tenant {
    /// Opens or makes the file of a tenant.
    pub(crate) fn database(path: &Path, key: DataKey) -> Result<Database> {
        Database::open(path, key, MIGRATIONS)
    }

    /// Makes a tenant in a new file. One that was made half before is completed.
    pub(crate) fn create(
        database: Database,
        key: &str,
        name: &str,
        entropy: Entropy,
    ) -> Result<Self> {
        let server = DeviceTag(entropy.bytes()?);
        database.write(|transaction| {
            if let Err(LogError::Missing { .. }) = meta::get(transaction, meta::LOG_EPOCH) {
                meta::set(transaction, meta::LOG_EPOCH, "1")?;
                meta::set(transaction, meta::MODULES_SEQ, "0")?;
                meta::set(transaction, meta::SERVER_DEVICE, &server.to_string())?;
                device::insert(
                    transaction,
                    &Device::new(server, SERVER, "server".to_owned(), 0),
                )?;
            }
            meta::set(transaction, meta::TENANT_KEY, key)?;
            meta::set(transaction, meta::TENANT_NAME, name)
        })?;
        Self::with(database, entropy)
    }

    /// The tenant in a file.
    pub(crate) fn open(database: Database, entropy: Entropy) -> Result<Self> {
        if database.read(|connection| Ok(meta::get(connection, meta::BACKUP).is_ok()))? {
            return Err(LogError::IsBackup);
        }
        Self::with(database, entropy)
    }

    /// Brings a backup of a tenant into use: its log begins a new epoch. Gives that.
    pub(crate) fn restore(database: &Database, now_ms: i64) -> Result<u32> {
        database.write(|transaction| epochs::begin(transaction, now_ms))
    }

    fn with(database: Database, entropy: Entropy) -> Result<Self> {
        let (key, name, server) = database.read(|connection| {
            let server = meta::get(connection, meta::SERVER_DEVICE)?;
            let unfit = |_| LogError::Unfit {
                what: "a device tag",
                value: server.clone(),
            };
            let tag: DeviceTag = server.parse().map_err(unfit)?;
            Ok((
                meta::get(connection, meta::TENANT_KEY)?,
                meta::get(connection, meta::TENANT_NAME)?,
                tag,
            ))
        })?;
        let actor = ActorId::new(server, entropy.bytes()?);
        let blobs = BlobFolder::beside(database.path(), database.key());
        let catalog = Mutex::default();
        let tenant = Self {
            key,
            name,
            database,
            entropy,
            blobs,
            catalog,
            actor,
        };
        let seed = tenant.entropy.bytes()?;
        tenant.write(|transaction| {
            devices::make_signing_key(transaction, seed)?;
            tenant
                .catalog(transaction)?
                .prepare_projections(transaction)
        })?;
        tenant.scrub()?;
        Ok(tenant)
    }

    /// The tenant's key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The tenant's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the log's last entry.
    pub fn head(&self) -> Result<u64> {
        self.read(entry::head)
    }

    /// The number of the last entry about somebody's or some device's access.
    pub fn last_of_access(&self) -> Result<u64> {
        self.read(entry::last_of_access)
    }

    /// The installed modules as one whole.
    pub fn registry(&self) -> Result<Arc<Registry>> {
        self.read(|connection| Ok(self.catalog(connection)?.shared_registry()))
    }

    /// How much there is.
    pub fn size(&self) -> Result<TenantSize> {
        self.read(|connection| {
            Ok(TenantSize {
                epoch: epoch(connection)?,
                head: entry::head(connection)?,
                records: record::count(connection)?,
                users: user::all(connection)?.len(),
                devices: device::all(connection)?
                    .iter()
                    .filter(|device| device.user != SERVER)
                    .count(),
            })
        })
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.database.read(work)
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.database.write(work)
    }

    pub(crate) fn file_bytes(&self) -> Result<u64> {
        let path = self.database.path();
        let file = std::fs::metadata(path).map_err(LogError::file(path))?;
        Ok(file.len())
    }

    pub(crate) fn vacuum(&self) -> Result<()> {
        self.database.vacuum()
    }

    /// What the modules say, as of this transaction; another process may have installed one.
    pub(crate) fn catalog(&self, connection: &Connection) -> Result<Arc<Catalog>> {
        let seq = meta::number(connection, meta::MODULES_SEQ)?;
        let mut catalog = self.catalog.lock().unwrap_or_else(PoisonError::into_inner);
        if catalog.seq() != seq {
            *catalog = Arc::new(Catalog::load(connection, seq)?);
        }
        Ok(Arc::clone(&catalog))
    }

    /// Where random bytes come from.
    pub(crate) fn entropy(&self) -> &Entropy {
        &self.entropy
    }

    /// Where the bytes of attached files are.
    pub(crate) fn blobs(&self) -> &BlobFolder {
        &self.blobs
    }

    /// What the server writes with.
    pub(crate) fn actor(&self) -> ActorId {
        self.actor
    }
}

/// The log's epoch.
pub(crate) fn epoch(connection: &Connection) -> Result<u32> {
    let epoch = meta::number(connection, meta::LOG_EPOCH)?;
    epoch.try_into().map_err(|_| LogError::Unfit {
        what: "an epoch",
        value: epoch.to_string(),
    })
}
