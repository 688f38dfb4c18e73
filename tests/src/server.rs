//! A `campo-server` process with its own data folder.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use campo_log::{Keys, Place};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::port::free_port;
use crate::process::bin;

/// A server, stopped and removed when dropped.
pub struct Server {
    data: PathBuf,
    address: String,
    /// What its processes find in their environment.
    environment: Vec<(String, String)>,
    process: Option<Child>,
    /// Removes the data folder, where it is ours alone.
    _temporary: Option<TempDir>,
}

/// A tenant of a server, with everybody's password.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its key.
    pub key: String,
}

impl Tenant {
    /// The password of each user these stories make.
    pub const PASSWORD: &str = "uma frase bem comprida 42";
}

impl Server {
    /// Starts a server on a free loopback port.
    pub fn start() -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let mut server = Self::at(temporary.path(), &[]);
        server._temporary = Some(temporary);
        server.launch();
        server
    }

    /// A server on a data folder that stays when this is dropped, not launched; its processes find more in their
    /// environment.
    pub fn at(data: &Path, environment: &[(String, String)]) -> Self {
        Self {
            data: data.to_owned(),
            address: format!("127.0.0.1:{}", free_port()),
            environment: environment.to_vec(),
            process: None,
            _temporary: None,
        }
    }

    /// Stops, and goes on at the same address with another data folder and environment once launched.
    pub fn move_to(&mut self, data: &Path, environment: &[(String, String)]) {
        self.kill();
        self.data = data.to_owned();
        self.environment = environment.to_vec();
    }

    /// Starts the process (again) on the same data and address.
    pub fn launch(&mut self) {
        let mut process = self
            .command()
            .args(["serve", "--data"])
            .arg(&self.data)
            .args(["--listen", &self.address])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut ready = String::new();
        let stdout = process.stdout.take().expect("stdout is piped");
        BufReader::new(stdout)
            .read_line(&mut ready)
            .expect("the server says when it is ready");
        assert!(ready.contains("listening"), "the server said: {ready}");
        self.process = Some(process);
    }

    /// Kills the process as the power switch would (SIGKILL).
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(bin("campo-server"));
        command.envs(self.environment.iter().cloned());
        command
    }

    /// The id of its process, while it runs.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The database of a tenant, opened with its key.
    pub fn connect(&self, tenant: &Tenant) -> Connection {
        let place = Place::from(&self.data);
        let keys = Keys::read(&place).expect("the master key");
        keys.open(&place.tenant(&tenant.key))
            .expect("the database opens")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Makes a tenant.
    pub fn tenant(&self, key: &str) -> Tenant {
        self.admin(&["tenant", "create", key], "");
        Tenant {
            key: key.to_owned(),
        }
    }

    /// Makes a user with a role, and more words of the command line.
    pub fn user(&self, tenant: &Tenant, name: &str, role: &str, more: &[&str]) {
        let mut words = vec![
            "user",
            "create",
            &tenant.key,
            name,
            "--role",
            role,
            "--password-stdin",
        ];
        words.extend(more);
        self.admin(&words, Tenant::PASSWORD);
    }

    /// Runs another command of `campo-server` on the data, which must succeed.
    pub fn upkeep(&self, words: &[&str]) -> Value {
        let output = self.try_upkeep(words);
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).expect("a JSON document")
    }

    /// Runs another command of `campo-server` on the data.
    pub fn try_upkeep(&self, words: &[&str]) -> Output {
        self.command()
            .args(words)
            .arg("--json")
            .arg("--data")
            .arg(&self.data)
            .output()
            .expect("the command starts")
    }

    /// Loses the data folder, restores it from a backup, and serves again on the same address.
    pub fn restore(&mut self, backup: &Path) {
        self.kill();
        for entry in std::fs::read_dir(&self.data).expect("the data folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                std::fs::remove_dir_all(path).expect("a folder goes");
            } else {
                std::fs::remove_file(path).expect("a file goes");
            }
        }
        let from = backup.to_str().expect("a plain path");
        self.upkeep(&["restore", "--from", from]);
        self.launch();
    }

    /// Runs `campo-server admin`, which must succeed.
    pub fn admin(&self, words: &[&str], stdin: &str) -> Value {
        let output = self.try_admin(words, stdin);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "admin {words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("admin {words:?} printed {text}"))
    }

    /// Runs `campo-server admin`.
    pub fn try_admin(&self, words: &[&str], stdin: &str) -> Output {
        let mut process = self
            .command()
            .args(["admin", "--data"])
            .arg(&self.data)
            .arg("--json")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the admin command starts");
        let mut input = process.stdin.take().expect("stdin is piped");
        writeln!(input, "{stdin}").expect("the admin command reads");
        drop(input);
        process.wait_with_output().expect("the admin command ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
