//! All tenants of a server: a directory with one list and one file per tenant, each encrypted with a key of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use campo_wire::sync::{SessionReply, SessionRequest};
use rusqlite::{OptionalExtension, params};

use crate::database::Database;
use crate::entropy::Entropy;
use crate::error::{LogError, Result};
use crate::keys::Keys;
use crate::place::Place;
use crate::secret;
use crate::tenant::Tenant;

const MIGRATIONS: &[&str] = &[include_str!("schema/server.sql")];

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
    place: Place,
    keys: Keys,
    entropy: Entropy,
    list: Database,
    open: Mutex<BTreeMap<String, Arc<Tenant>>>,
}

impl Tenants {
    /// Opens the data directory, making it when it is not there.
    pub fn open(place: impl Into<Place>) -> Result<Self> {
        Self::open_with(place, Entropy::default())
    }

    /// [`Tenants::open`] with random bytes from `entropy`.
    pub fn open_with(place: impl Into<Place>, entropy: Entropy) -> Result<Self> {
        let place = place.into();
        let files = place.tenants();
        std::fs::create_dir_all(&files).map_err(LogError::file(&files))?;
        let keys = Keys::read_or_make(&place, &entropy)?;
        let file = place.list();
        let list = Database::open(&file, keys.key_or_make(&file, &entropy)?, MIGRATIONS)?;
        Ok(Self {
            place,
            keys,
            entropy,
            list,
            open: Mutex::default(),
        })
    }

    /// Opens a data directory that must be there.
    pub fn open_existing(place: impl Into<Place>) -> Result<Self> {
        let place = place.into();
        if !place.list().exists() {
            let directory = place.directory().display();
            return Err(LogError::missing("data directory", directory));
        }
        Self::open(place)
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
        let file = self.place.tenant(key);
        let database = Tenant::database(&file, self.keys.key_or_make(&file, &self.entropy)?)?;
        let tenant = Tenant::create(database, key, name, self.entropy.clone())?;
        let tenant = Arc::new(tenant);
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
        let file = self.place.tenant(&entry.key);
        let database = Tenant::database(&file, self.keys.key_of(&file)?)?;
        let tenant = Tenant::open(database, self.entropy.clone())?;
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
        let files = tenants.iter().map(|tenant| self.place.tenant(&tenant.key));
        Ok(std::iter::once(self.list.path().to_owned())
            .chain(files)
            .collect())
    }

    /// Where all of it is.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// What opens the files.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    fn entry(&self, key: &str) -> Result<Option<TenantEntry>> {
        self.list.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT key, name, created_ms FROM tenant WHERE key = ?1")?;
            Ok(statement.query_row([key], read_entry).optional()?)
        })
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
