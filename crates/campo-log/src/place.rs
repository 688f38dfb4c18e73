//! Where a server's data is.

use std::path::{Path, PathBuf};

/// The file with the list of tenants.
const LIST: &str = "server.sqlite";
const MASTER_KEY: &str = "master.key";
const TENANTS: &str = "tenants";

/// A data directory, and where its master key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    directory: PathBuf,
    key_file: Option<PathBuf>,
}

impl Place {
    /// A data directory whose master key is in `key_file`; in the directory itself when absent.
    pub fn new(directory: impl Into<PathBuf>, key_file: Option<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            key_file,
        }
    }

    /// The data directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Another data directory of the same server: its key is where it was, if it is not in the directory.
    pub fn moved_to(&self, directory: impl Into<PathBuf>) -> Self {
        Self::new(directory, self.key_file.clone())
    }

    /// The file with the master key.
    pub fn master_key(&self) -> PathBuf {
        let inside = || self.directory.join(MASTER_KEY);
        self.key_file.clone().unwrap_or_else(inside)
    }

    /// Whether the master key is in the directory, as it is in that of a backup.
    pub(crate) fn holds_master_key(&self) -> bool {
        let key = self.master_key();
        key.starts_with(&self.directory) && key.exists()
    }

    /// The database with the list of tenants.
    pub(crate) fn list(&self) -> PathBuf {
        self.directory.join(LIST)
    }

    /// The folder with the databases of the tenants.
    pub(crate) fn tenants(&self) -> PathBuf {
        self.directory.join(TENANTS)
    }

    /// The database of a tenant.
    pub fn tenant(&self, key: &str) -> PathBuf {
        self.tenants().join(format!("{key}.sqlite"))
    }
}

impl<P: AsRef<Path>> From<P> for Place {
    /// The master key is in the directory.
    fn from(directory: P) -> Self {
        Self::new(directory.as_ref(), None)
    }
}
