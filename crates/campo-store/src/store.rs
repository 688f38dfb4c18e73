//! Opening the database, and transactions on it.

use std::path::Path;
use std::sync::Arc;

use campo_model::registry::Registry;
use campo_sqlite::ensure_sound;
use campo_sqlite::projection::{Projections, Tables};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/001_device.sql"),
    include_str!("../migrations/002_blobs.sql"),
    include_str!("../migrations/003_lifecycle.sql"),
    include_str!("../migrations/004_moments.sql"),
    include_str!("../migrations/005_drafts.sql"),
    include_str!("../migrations/006_imports.sql"),
    include_str!("../migrations/007_erasure.sql"),
    include_str!("../migrations/008_recordings.sql"),
];

/// One connection to a device's database.
pub struct Store {
    connection: Connection,
    registry: Arc<Registry>,
    tables: Tables,
    /// The modules the registry was made of, to notice another process installing one.
    modules: i64,
}

/// A transaction: everything the store can do happens in one.
pub struct Tx<'a> {
    pub(crate) sql: &'a Transaction<'a>,
    pub(crate) registry: &'a Registry,
    pub(crate) tables: &'a Tables,
}

impl Store {
    /// Opens or makes the database at `path` with its raw 256-bit key.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, StoreError> {
        let mut connection = campo_sqlite::open(path, Some(key))?;
        // What leaves a person's scope must not stay behind in free pages.
        connection.pragma_update(None, "secure_delete", "ON")?;
        campo_sqlite::migrate(&mut connection, MIGRATIONS)?;
        let mut store = Self {
            connection,
            registry: Arc::default(),
            tables: Tables::default(),
            modules: -1,
        };
        store.refresh_registry()?;
        store.scrub()?;
        Ok(store)
    }

    /// The installed modules.
    pub fn registry(&self) -> Arc<Registry> {
        Arc::clone(&self.registry)
    }

    /// Looks at every page and index of the file; says what is wrong. It takes as long as reading all of it.
    pub fn examine(&self) -> Result<Vec<String>, StoreError> {
        let mut problems = Vec::new();
        for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let mut read = self.connection.prepare(pragma)?;
            let lines = read.query_map([], |row| row.get::<_, String>(0))?;
            problems.extend(lines.collect::<Result<Vec<_>, _>>()?);
        }
        problems.retain(|line| line != "ok");
        Ok(problems)
    }

    pub(crate) fn sql(&self) -> &Connection {
        &self.connection
    }

    /// Reads in one transaction: all that `work` reads is of one moment.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(TransactionBehavior::Deferred, work)
    }

    /// Writes in one transaction: all of it, or nothing when `work` fails.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(TransactionBehavior::Immediate, work)
    }

    fn run<T, E: From<StoreError>>(
        &mut self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.refresh_registry()?;
        let sql = self
            .connection
            .transaction_with_behavior(behavior)
            .map_err(StoreError::from)?;
        let done = work(&Tx {
            sql: &sql,
            registry: &self.registry,
            tables: &self.tables,
        });
        // Whatever was made of a page that did not open is not to be believed, the failure neither.
        ensure_sound(&sql).map_err(StoreError::from)?;
        let done = done?;
        sql.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Loads the modules anew when this or another process installed one.
    fn refresh_registry(&mut self) -> Result<(), StoreError> {
        let installed = self
            .connection
            .query_row("SELECT total FROM module_count", [], |row| row.get(0))?;
        if installed == self.modules {
            return Ok(());
        }
        let registry = load_registry(&self.connection);
        ensure_sound(&self.connection)?;
        let registry = registry?;
        let tables = Tables::of(&registry)?;
        let sql = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let rebuild = Projections::prepare(&sql, &registry)?;
        let tx = Tx {
            sql: &sql,
            registry: &registry,
            tables: &tables,
        };
        for record_type in rebuild {
            tx.project_all(&record_type)?;
        }
        sql.commit()?;
        (self.registry, self.tables, self.modules) = (Arc::new(registry), tables, installed);
        Ok(())
    }
}

fn load_registry(connection: &Connection) -> Result<Registry, StoreError> {
    let mut read = connection.prepare("SELECT manifest FROM module ORDER BY key")?;
    let manifests = read.query_map([], |row| row.get::<_, String>(0))?;
    let mut modules = Vec::new();
    for manifest in manifests {
        let module = serde_json::from_str(&manifest?).map_err(|source| StoreError::Damaged {
            what: "a module",
            source: Some(Box::new(source)),
        })?;
        modules.push(module);
    }
    Registry::new(modules).map_err(|_| StoreError::Damaged {
        what: "the modules together",
        source: None,
    })
}
