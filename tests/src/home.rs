//! A device: a home folder driven by the `campo` command line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::process::bin;
use crate::server::{Server, Tenant};

/// A device of a person.
pub struct Home {
    folder: PathBuf,
    /// What every command finds in its environment.
    environment: Vec<(String, String)>,
    /// Removes the folder when it is dropped, where the folder is ours alone.
    _temporary: Option<TempDir>,
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// The JSON document on stdout, or null.
    pub json: Value,
    /// What it said on stderr.
    pub stderr: String,
}

impl Answer {
    /// The document of a command that must have succeeded.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self.json
    }

    /// The reason of a command that must have been refused, and must not have crashed.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{:?} {}", self.json, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        assert!(!self.stderr.trim().is_empty(), "refused without a reason");
        self.stderr
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// The passphrase that wraps the database keys of these homes.
    pub const PASSPHRASE: &str = "story passphrase";

    /// A home nobody has signed in to.
    pub fn new() -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let mut home = Self::at(temporary.path(), &[]);
        home._temporary = Some(temporary);
        home
    }

    /// The home in a folder that stays when this is dropped; its commands find more in their environment.
    pub fn at(folder: &Path, environment: &[(String, String)]) -> Self {
        Self {
            folder: folder.to_owned(),
            environment: environment.to_vec(),
            _temporary: None,
        }
    }

    /// A home signed in and synchronized.
    pub fn signed_in(server: &Server, tenant: &Tenant, user: &str) -> Self {
        let home = Self::new();
        home.login(server, tenant, user, Tenant::PASSWORD).ok();
        home.run(&["sync"]).ok();
        home
    }

    /// Signs in.
    pub fn login(&self, server: &Server, tenant: &Tenant, user: &str, password: &str) -> Answer {
        self.login_at(&server.url(), tenant, user, password)
    }

    /// Signs in at an address that leads to the server.
    pub fn login_at(&self, url: &str, tenant: &Tenant, user: &str, password: &str) -> Answer {
        let words = [
            "login",
            "--server",
            url,
            "--tenant",
            &tenant.key,
            "--user",
            user,
            "--password-stdin",
        ];
        self.run_with(&words, password)
    }

    /// Runs `campo --json` with these words.
    pub fn run(&self, words: &[&str]) -> Answer {
        self.run_with(words, "")
    }

    /// Runs `campo --json` with a line on the standard input.
    pub fn run_with(&self, words: &[&str], stdin: &str) -> Answer {
        let mut process = self.spawn(words);
        if let Some(mut input) = process.stdin.take() {
            // A command that does not read may be gone already.
            let _ = writeln!(input, "{stdin}");
        }
        let output = process.wait_with_output().expect("the command ends");
        let text = String::from_utf8_lossy(&output.stdout);
        Answer {
            code: output.status.code(),
            json: serde_json::from_str(&text).unwrap_or_default(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts `campo --json` with these words.
    pub fn spawn(&self, words: &[&str]) -> Child {
        self.command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts")
    }

    /// `campo --json` with these words, not started.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(bin("campo"));
        command
            .arg("--home")
            .arg(&self.folder)
            .arg("--json")
            .args(words);
        command
            .env("CAMPO_PASSPHRASE", Self::PASSPHRASE)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .envs(self.environment.iter().cloned());
        command
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Another home with all the files of this one, as a backup or a cloned disk has them.
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy.overwrite_with(self);
        copy
    }

    /// Replaces all files by those of another home.
    pub fn overwrite_with(&self, other: &Self) {
        for entry in std::fs::read_dir(self.path()).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                std::fs::remove_file(path).expect("a file goes");
            }
        }
        for entry in std::fs::read_dir(other.path()).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.file_name().expect("a name");
                std::fs::copy(&path, self.path().join(name)).expect("a file is copied");
            }
        }
    }

    /// This device's tag.
    #[track_caller]
    pub fn tag(&self) -> String {
        let status = self.run(&["status"]).ok();
        status["device"].as_str().expect("a tag").to_owned()
    }

    /// The encrypted database.
    pub fn database(&self) -> PathBuf {
        self.folder.join("campo.sqlite")
    }

    /// The database, opened with its key.
    pub fn connect(&self) -> Connection {
        let key = campo_app::vault_key(&self.folder, Self::PASSPHRASE).expect("the vault opens");
        campo_sqlite::open(&self.database(), Some(&key)).expect("the database opens")
    }

    /// Makes a record and gives its id.
    #[track_caller]
    pub fn create(&self, record_type: &str, fields: &[&str]) -> String {
        let words = [&["record", "create", record_type], fields].concat();
        self.run(&words).ok()["id"]
            .as_str()
            .expect("a record has an id")
            .to_owned()
    }

    /// Changes fields of a record.
    #[track_caller]
    pub fn set(&self, id: &str, fields: &[&str]) -> Value {
        self.run(&[&["record", "set", id], fields].concat()).ok()
    }

    /// Shows a record.
    #[track_caller]
    pub fn get(&self, id: &str) -> Value {
        self.run(&["record", "get", id]).ok()
    }

    /// Synchronizes.
    #[track_caller]
    pub fn sync(&self) -> Value {
        self.run(&["sync"]).ok()
    }
}
