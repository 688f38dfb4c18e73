//! A person at a device to which everything happens.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use campo_faults::faketime;
use campo_tests::Home;
use fastrand::Rng;
use serde_json::Value;

use crate::disk::SmallDisk;

/// How many things a person does in a round.
const ACTS: usize = 5;
/// The longest an exchange may take before somebody ends it.
const PATIENCE: Duration = Duration::from_secs(6);

/// The device, and what its person was told.
pub struct Device {
    /// Its home.
    pub home: Home,
    /// Its person.
    pub user: &'static str,
    /// The names of leads that were said to be kept, by id.
    pub kept: BTreeMap<String, String>,
    /// How many times counting was said to be done, and how many times nothing was said.
    pub counted: (i64, i64),
    /// Its disk, where it has a small one.
    pub disk: Option<SmallDisk>,
    made: usize,
}

impl Device {
    /// A device nobody has done anything on yet.
    pub fn new(home: Home, user: &'static str, disk: Option<SmallDisk>) -> Self {
        Self {
            home,
            user,
            kept: BTreeMap::new(),
            counted: (0, 0),
            disk,
            made: 0,
        }
    }

    /// Works for a round, whatever happens.
    pub fn work(&mut self, counter: &str, random: &mut Rng) {
        let is_full = random.u8(..4) == 0;
        if let (true, Some(disk)) = (is_full, &self.disk) {
            disk.fill();
        }
        for _ in 0..ACTS {
            match random.u8(..4) {
                0 => self.count(counter, random),
                1 => self.synchronize(random),
                _ => self.create(random),
            }
        }
        self.synchronize(random);
        if let Some(disk) = &self.disk {
            disk.clear();
        }
    }

    fn create(&mut self, random: &mut Rng) {
        self.made += 1;
        let name = format!("{} {}", self.user, self.made);
        let field = format!("name={name}");
        let Some(answer) = self.run(&["record", "create", "crm.lead", &field], random) else {
            return;
        };
        if let Some(id) = answer["id"].as_str() {
            self.kept.insert(id.to_owned(), name);
        }
    }

    fn count(&mut self, counter: &str, random: &mut Rng) {
        let words = ["record", "set", counter, "quantity+=1"];
        match self.run(&words, random) {
            Some(answer) if answer["id"].is_string() => self.counted.0 += 1,
            Some(_) => {}
            None => self.counted.1 += 1,
        }
    }

    fn synchronize(&mut self, random: &mut Rng) {
        self.run(&["sync"], random);
    }

    /// Runs a command to which something may happen; nothing when it was killed before it answered.
    fn run(&self, words: &[&str], random: &mut Rng) -> Option<Value> {
        let mut command = self.home.command(words);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        if random.u8(..6) == 0 {
            // Two days either way: within the lease.
            let jump = ["-2d", "-1h", "+1h", "+2d"][random.usize(..4)];
            command.envs(faketime(jump).into_iter().flatten());
        }
        let mut process = command.spawn().unwrap();
        match random.u8(..6) {
            0 => {
                std::thread::sleep(Duration::from_millis(random.u64(..250)));
                let _ = process.kill();
            }
            1 => {
                signal(&process, "STOP");
                std::thread::sleep(Duration::from_millis(random.u64(..400)));
                signal(&process, "CONT");
            }
            _ => {}
        }
        end(&mut process);
        let output = process.wait_with_output().unwrap();
        // A command that was refused says so with its exit code: then nothing was done.
        match output.status.code() {
            Some(0) => serde_json::from_slice(&output.stdout).ok(),
            Some(_) => Some(Value::Null),
            None => serde_json::from_slice(&output.stdout).ok(),
        }
    }
}

/// Waits for a process, and ends one that hangs on a dead connection.
fn end(process: &mut Child) {
    let start = Instant::now();
    while process.try_wait().unwrap().is_none() {
        if start.elapsed() > PATIENCE {
            let _ = process.kill();
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sends a signal.
pub fn signal(process: &Child, name: &str) {
    signal_id(process.id(), name);
}

/// Sends a signal to the process with this id.
pub fn signal_id(process: u32, name: &str) {
    let id = process.to_string();
    let _ = Command::new("kill")
        .args(["-s", name, &id])
        .stderr(Stdio::null())
        .status();
}

/// The names of all leads a home has, by id.
pub fn leads(home: &Home) -> BTreeMap<String, String> {
    let list = home
        .run(&["record", "list", "crm.lead", "--limit", "5000"])
        .ok();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let records = list["records"].as_array().into_iter().flatten();
    records
        .map(|lead| (text(&lead["id"]), text(&lead["fields"]["name"])))
        .collect()
}
