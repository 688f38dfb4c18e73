//! A Secret Service of its own: GNOME's keyring on a message bus that only a test knows.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// An unlocked keyring; it ends when this is dropped.
pub struct Keyring {
    address: String,
    processes: Vec<Child>,
    _folder: TempDir,
}

impl Default for Keyring {
    fn default() -> Self {
        Self::new()
    }
}

impl Keyring {
    /// An empty keyring.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon starts: run `cargo xtask setup`");
        let mut address = String::new();
        let said = bus.stdout.take().expect("stdout is piped");
        BufReader::new(said)
            .read_line(&mut address)
            .expect("the bus says its address");
        let address = address.trim().to_owned();
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--unlock", "--foreground", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("XDG_DATA_HOME", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts: run `cargo xtask setup`");
        let mut password = daemon.stdin.take().expect("stdin is piped");
        write!(password, "keyring password").expect("the daemon reads its password");
        drop(password);
        // It says where it listens once it is unlocked.
        let said = daemon.stdout.take().expect("stdout is piped");
        let mut line = String::new();
        BufReader::new(said)
            .read_line(&mut line)
            .expect("the keyring starts");
        Self {
            address,
            processes: vec![daemon, bus],
            _folder: folder,
        }
    }

    /// What a home's commands find in their environment, so that the keyring keeps the key.
    pub fn environment(&self) -> Vec<(String, String)> {
        vec![
            ("DBUS_SESSION_BUS_ADDRESS".to_owned(), self.address.clone()),
            ("CAMPO_PASSPHRASE".to_owned(), String::new()),
        ]
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        for process in &mut self.processes {
            // One that is gone already needs no end.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
