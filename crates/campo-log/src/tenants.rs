//! All tenants of a server: a directory with one list and one file per tenant.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use campo_wire::sync::{SessionReply, SessionRequest};
use rusqlite::{OptionalExtension, params};

use crate::database::Database;
use crate::entropy::Entropy;
use crate::error::{LogError, Result};
use crate::secret;
use crate::tenant::Tenant;

const MIGRATIONS: &[&str] = &[include_str!("schema/server.sql")];
/// The file with the list of tenants.
pub(crate) const LIST: &str = "server.sqlite";
const FILES: &str = "tenants";

/// A tenant in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantEntry {
    /// Its key, also in addresses and file names.
    pub key: String,
    /// Its name, for people.
    pub name: String,
    /// When it was made, ms since 1970 UTC.
    pub created_ms: i64,
}

/// The tenants of one data directory. Another process may add to them at any time.
pub struct Tenants {
    directory: PathBuf,
    entropy: Entropy,
    list: Database,
    open: Mutex<BTreeMap<String, Arc<Tenant>>>,
}

impl Tenants {
    /// Opens the data directory, making it when it is not there.
    pub fn open(directory: &Path) -> Result<Self> {
        Self::open_with(directory, Entropy::default())
    }

    /// [`Tenants::open`] with random bytes from `entropy`.
    pub fn open_with(directory: &Path, entropy: Entropy) -> Result<Self> {
        let files = directory.join(FILES);
        std::fs::create_dir_all(&files).map_err(|source| LogError::File {
            path: files,
            source,
        })?;
        let list = Database::open(&directory.join(LIST), MIGRATIONS)?;
        Ok(Self {
            directory: directory.to_owned(),
            entropy,
            list,
            open: Mutex::default(),
        })
    }

    /// Opens a data directory that must be there.
    pub fn open_existing(directory: &Path) -> Result<Self> {
        if !directory.join(LIST).exists() {
            return Err(LogError::missing("data directory", directory.display()));
        }
        Self::open(directory)
    }

    /// Makes a tenant without modules and people.
    pub fn create(&self, key: &str, name: &str, now_ms: i64) -> Result<Arc<Tenant>> {
        if !is_tenant_key(key) {
            let what = "a tenant's key: it takes lower-case letters, digits and -, at most 40";
            return Err(LogError::Unfit {
                what,
                value: key.chars().take(80).collect(),
            });
        }
        if self.entry(key)?.is_some() {
            return Err(LogError::Exists {
                what: "tenant",
                name: key.to_owned(),
            });
        }
        let tenant = Arc::new(Tenant::create(
            &self.path(key),
            key,
            name,
            self.entropy.clone(),
        )?);
        self.list.write(|transaction| {
            let sql = "INSERT INTO tenant (key, name, created_ms) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, params![key, name, now_ms])?;
            Ok(())
        })?;
        self.opened().insert(key.to_owned(), Arc::clone(&tenant));
        Ok(tenant)
    }

    /// The tenant with this key.
    pub fn get(&self, key: &str) -> Result<Arc<Tenant>> {
        if let Some(tenant) = self.opened().get(key) {
            return Ok(Arc::clone(tenant));
        }
        let entry = self
            .entry(key)?
            .ok_or_else(|| LogError::missing("tenant", key))?;
        let tenant = Tenant::open(&self.path(&entry.key), self.entropy.clone())?;
        // Two may have opened it at once: the first one stays.
        Ok(Arc::clone(
            self.opened()
                .entry(entry.key)
                .or_insert_with(|| Arc::new(tenant)),
        ))
    }

    /// Every tenant, by key.
    pub fn list(&self) -> Result<Vec<TenantEntry>> {
        self.list.read(|connection| {
            let mut statement =
                connection.prepare("SELECT key, name, created_ms FROM tenant ORDER BY key")?;
            let tenants = statement.query_map([], read_entry)?;
            Ok(tenants.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Starts a session. An unknown tenant gets the same answer, after the same work, as a wrong password.
    pub fn sign_in(&self, request: &SessionRequest, now_ms: i64) -> Result<SessionReply> {
        match self.get(&request.tenant) {
            Ok(tenant) => tenant.sign_in(request, now_ms),
            Err(LogError::Missing { .. }) => {
                secret::is_password(&request.password, None);
                Err(LogError::WrongCredentials)
            }
            Err(other) => Err(other),
        }
    }

    /// The tenants that are open in this process.
    pub fn active(&self) -> Vec<Arc<Tenant>> {
        self.opened().values().cloned().collect()
    }

    /// The files of the data directory: the list and every tenant's.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        let tenants = self.list()?;
        let files = tenants.iter().map(|tenant| self.path(&tenant.key));
        Ok(std::iter::once(self.list.path().to_owned())
            .chain(files)
            .collect())
    }

    /// The data directory.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    fn entry(&self, key: &str) -> Result<Option<TenantEntry>> {
        self.list.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT key, name, created_ms FROM tenant WHERE key = ?1")?;
            Ok(statement.query_row([key], read_entry).optional()?)
        })
    }

    /// A tenant's file.
    pub(crate) fn path(&self, key: &str) -> PathBuf {
        self.directory.join(FILES).join(format!("{key}.sqlite"))
    }

    fn opened(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Tenant>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<TenantEntry> {
    Ok(TenantEntry {
        key: row.get(0)?,
        name: row.get(1)?,
        created_ms: row.get(2)?,
    })
}

/// Whether a text can be a tenant's key: it is part of file names, tokens and addresses.
fn is_tenant_key(key: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let starts = key
        .bytes()
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first.is_ascii_digit());
    starts && key.len() <= 40 && key.bytes().all(fits)
}
