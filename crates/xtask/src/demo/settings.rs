//! What the demo remembers between runs: passwords and a port, drawn once.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::office::{Home, USERS};
use crate::repository::{is_stale, root};

/// Letters and digits that are not mistaken for one another; 32, so that a byte maps evenly.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What says how the demo's data is stored. Before a first release these files change without a way from the old ones.
const TABLES: [&str; 2] = [
    "crates/campo-log/src/schema",
    "crates/campo-store/migrations",
];

/// What the demo remembers.
#[derive(Serialize, Deserialize)]
pub struct Settings {
    /// The server's port on the loopback address.
    pub port: u16,
    /// Wraps the database keys. It lies beside the data, so it protects nothing: a real device uses the keyring.
    passphrase: String,
    passwords: BTreeMap<String, String>,
}

impl Settings {
    /// New secrets and a free port.
    pub fn draw() -> Result<Self> {
        let passwords = USERS
            .iter()
            .map(|user| Ok((user.name.to_owned(), secret()?)));
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
        Ok(Self {
            port: listener.local_addr()?.port(),
            passphrase: secret()?,
            passwords: passwords.collect::<Result<_>>()?,
        })
    }

    /// What an earlier run left. Leftovers of a set-up that was not finished, or of older tables, are removed.
    pub fn load(folder: &Path) -> Result<Option<Self>> {
        let path = path(folder);
        let is_older = is_stale(&path, &TABLES.map(|tables| root().join(tables)));
        if path.exists() && is_older {
            eprintln!("the demo's data is of an older version of Campo: starting over");
        } else if path.exists() {
            let text =
                fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
            let advice = "the demo's settings are damaged: `cargo xtask run --fresh` starts over";
            return serde_json::from_str(&text).context(advice).map(Some);
        }
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
        }
        Ok(None)
    }

    /// Keeps the settings: from now on the demo counts as set up.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let path = path(folder);
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(serde_json::to_string_pretty(self)?.as_bytes())
            .with_context(|| format!("writing {}", path.display()))
    }

    /// The server's address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A user's password.
    pub fn password(&self, user: &str) -> &str {
        self.passwords.get(user).map_or("", String::as_str)
    }

    /// A user's device.
    pub fn home(&self, folder: &Path, user: &str) -> Home {
        Home {
            folder: folder.join(user),
            passphrase: self.passphrase.clone(),
        }
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("demo.json")
}

fn secret() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect())
}
