//! A day of two people and a server with every operation that puts something on a disk, traced.
//!
//! What somebody was told is noted with the log's length at that moment: whatever happens later, it must be true.

use std::path::{Path, PathBuf};

use campo_tests::{Home, Server, Tenant};
use tempfile::TempDir;

use crate::trace;

/// The tenant's key.
pub const TENANT: &str = "dia";

/// The names of the three machines; also the names of their folders.
pub const MACHINES: [&str; 3] = ["ana", "bia", "server"];

/// A traced day.
pub struct Day {
    /// Holds a folder for each machine.
    pub root: PathBuf,
    /// What was told, and when.
    pub facts: Vec<(u64, Fact)>,
    /// What was done, one after the other.
    pub operations: Vec<Operation>,
    /// Where the trace is.
    pub log: PathBuf,
    /// The counter that is added to, one at a time.
    pub counter: String,
    _folder: TempDir,
}

/// A stretch of the log during which the power of one machine may fail.
pub struct Operation {
    /// What it is, for people.
    pub name: &'static str,
    /// Whose power fails.
    pub machine: &'static str,
    /// The log's length before and after.
    pub span: (u64, u64),
}

/// What somebody was told.
#[derive(Debug, Clone)]
pub enum Fact {
    /// The device is signed in.
    SignedIn { home: &'static str },
    /// The device holds a lead of this name.
    Named {
        home: &'static str,
        id: String,
        name: String,
    },
    /// The device's lead has these notes.
    Noted {
        home: &'static str,
        id: String,
        notes: String,
    },
    /// One more was counted.
    Counted,
    /// The device holds the file.
    Attached {
        home: &'static str,
        hash: String,
        original: PathBuf,
    },
    /// The server's log has all up to this entry.
    Logged { head: i64 },
    /// The server has the file.
    Stored { hash: String },
    /// There is a backup that has all up to this entry.
    BackedUp { head: i64 },
    /// The backup is the server's data now.
    Restored,
}

impl Fact {
    /// The device it is about.
    pub fn home(&self) -> Option<&'static str> {
        match self {
            Self::SignedIn { home }
            | Self::Named { home, .. }
            | Self::Noted { home, .. }
            | Self::Attached { home, .. } => Some(home),
            _ => None,
        }
    }
}

impl Day {
    /// Lives the day; gives its server, stopped, too.
    pub fn live() -> (Self, Server) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder
            .path()
            .canonicalize()
            .expect("a path")
            .join("machines");
        let log = folder.path().join("log");
        for machine in MACHINES {
            std::fs::create_dir_all(root.join(machine)).expect("a folder");
        }
        let traced = trace::environment(folder.path(), &root, &log);
        let mut day = Self {
            facts: Vec::new(),
            operations: Vec::new(),
            counter: String::new(),
            root: root.clone(),
            log,
            _folder: folder,
        };
        let mut server = Server::at(&root.join("server/data"), &traced);
        let [ana, bia] =
            ["ana", "bia"].map(|name| Home::at(&root.join(name).join("home"), &traced));
        day.open_first(&mut server, &ana, &bia);
        server.kill();
        day.work_without_signal(&ana);
        server.launch();
        day.exchange(&ana, &bia);
        day.send_files(&ana, &bia);
        day.lock_and_unlock(&server, &ana);
        day.back_up_and_restore(&mut server, &traced);
        (day, server)
    }

    /// The folder of a device's home, below `root`.
    pub fn home(root: &Path, name: &str) -> PathBuf {
        root.join(name).join("home")
    }

    /// What was told by the moment the log was this long.
    pub fn told(&self, moment: u64) -> Vec<&Fact> {
        let by_then = self.facts.iter().filter(|(told, _)| *told <= moment);
        by_then.map(|(_, fact)| fact).collect()
    }

    fn open_first(&mut self, server: &mut Server, ana: &Home, bia: &Home) {
        let start = self.now();
        let tenant = server.tenant(TENANT);
        for name in ["ana", "bia"] {
            server.user(&tenant, name, "manager", &[]);
        }
        server.launch();
        self.tell(Fact::Logged { head: 3 });
        self.operation("first start, server", "server", start);
        let start = self.now();
        ana.login(server, &tenant, "ana", Tenant::PASSWORD).ok();
        self.tell(Fact::SignedIn { home: "ana" });
        self.operation("first start, device", "ana", start);
        bia.login(server, &tenant, "bia", Tenant::PASSWORD).ok();
        self.tell(Fact::SignedIn { home: "bia" });
        self.counter = ana.create("estoque.item", &["name=Contado", "quantity=0"]);
        self.synchronize(ana);
        self.synchronize(bia);
    }

    fn work_without_signal(&mut self, ana: &Home) {
        // The app is open, so that no command is the last to close the database.
        let mut app = ana.spawn(&["sync", "--watch"]);
        let start = self.now();
        for turn in 0..8 {
            self.create(ana, "ana", &format!("Sem sinal {turn}"));
            self.count(ana);
        }
        self.operation("local commit", "ana", start);
        app.kill().expect("the app was open");
        app.wait().expect("the app ends");
    }

    fn exchange(&mut self, ana: &Home, bia: &Home) {
        let start = self.now();
        self.synchronize(ana);
        self.operation("push and its answer, device", "ana", start);
        let pull = self.now();
        self.synchronize(bia);
        self.operation("pull", "bia", pull);
        for turn in 0..6 {
            self.create(bia, "bia", &format!("Com sinal {turn}"));
            self.count(bia);
            self.synchronize(bia);
        }
        self.operation("commit, server", "server", start);
        self.synchronize(ana);
    }

    fn send_files(&mut self, ana: &Home, bia: &Home) {
        let person = ana.create("core.person", &["name=Rita"]);
        let start = self.now();
        let files = [("first", 300_000), ("second", 70_000)]
            .map(|(name, length)| self.attach(ana, &person, name, length));
        self.operation("attaching a file", "ana", start);
        let start = self.now();
        self.synchronize(ana);
        let status = ana.run(&["status"]).ok();
        assert_eq!(status["blobs"]["pending_up"], 0, "all files are sent");
        for (hash, _) in files.clone() {
            self.tell(Fact::Stored { hash });
        }
        self.operation("file upload, device", "ana", start);
        self.operation("file upload, server", "server", start);
        let start = self.now();
        self.synchronize(bia);
        for (hash, original) in files {
            let out = self.root.with_file_name("out");
            bia.run(&["blob", "get", &hash, "--out", text(&out)]).ok();
            self.tell(Fact::Attached {
                home: "bia",
                hash,
                original,
            });
        }
        self.operation("file download", "bia", start);
    }

    /// Attaches a file of bytes that do not repeat; gives its hash and where it is.
    fn attach(
        &mut self,
        home: &Home,
        record: &str,
        name: &str,
        length: usize,
    ) -> (String, PathBuf) {
        let original = self.root.with_file_name(name);
        let mut random = fastrand::Rng::with_seed(length as u64);
        let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..))
            .take(length)
            .collect();
        std::fs::write(&original, bytes).expect("a file");
        let shown = home
            .run(&["attach", record, "documents", text(&original)])
            .ok();
        let files = shown["fields"]["documents"]
            .as_array()
            .expect("files")
            .clone();
        let made = files
            .into_iter()
            .find(|file| file["name"] == name)
            .expect("the file");
        let hash = made["hash"].as_str().expect("a hash").to_owned();
        self.tell(Fact::Attached {
            home: "ana",
            hash: hash.clone(),
            original: original.clone(),
        });
        (hash, original)
    }

    fn lock_and_unlock(&mut self, server: &Server, ana: &Home) {
        let tenant = Tenant {
            key: TENANT.to_owned(),
        };
        self.create(ana, "ana", "Antes da tranca");
        server.admin(&["tenant", "lease", TENANT, "--seconds", "1"], "");
        self.synchronize(ana);
        let start = self.now();
        while ana
            .run(&["record", "list", "crm.lead", "--limit", "1"])
            .code
            == Some(0)
        {}
        self.operation("lock of a key", "ana", start);
        server.admin(&["tenant", "lease", TENANT, "--days", "14"], "");
        let start = self.now();
        ana.login(server, &tenant, "ana", Tenant::PASSWORD).ok();
        self.operation("unlock of a key", "ana", start);
        self.synchronize(ana);
    }

    fn back_up_and_restore(&mut self, server: &mut Server, traced: &[(String, String)]) {
        let [backup, restored] =
            ["backup", "restored"].map(|name| self.root.join("server").join(name));
        let head = self.facts.iter().filter_map(|(_, fact)| match fact {
            Fact::Logged { head } => Some(*head),
            _ => None,
        });
        let head = head.max().unwrap_or_default();
        let start = self.now();
        server.upkeep(&["backup", "--out", text(&backup)]);
        self.tell(Fact::BackedUp { head });
        self.operation("backup", "server", start);
        server.move_to(&restored, traced);
        let start = self.now();
        server.upkeep(&["restore", "--from", text(&backup)]);
        self.tell(Fact::Restored);
        self.operation("restore", "server", start);
    }

    fn create(&mut self, home: &Home, whose: &'static str, name: &str) {
        let id = home.create("crm.lead", &[&format!("name={name}")]);
        let (name, notes) = (name.to_owned(), format!("de {name}"));
        self.tell(Fact::Named {
            home: whose,
            id: id.clone(),
            name,
        });
        home.set(&id, &[&format!("notes={notes}")]);
        self.tell(Fact::Noted {
            home: whose,
            id,
            notes,
        });
    }

    fn count(&mut self, home: &Home) {
        home.set(&self.counter, &["quantity+=1"]);
        self.tell(Fact::Counted);
    }

    fn synchronize(&mut self, home: &Home) {
        let status = home.sync();
        let head = status["cursor"]["seq"].as_i64().expect("a position");
        self.tell(Fact::Logged { head });
    }

    fn now(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    fn tell(&mut self, fact: Fact) {
        self.facts.push((self.now(), fact));
    }

    fn operation(&mut self, name: &'static str, machine: &'static str, start: u64) {
        let span = (start, self.now());
        self.operations.push(Operation {
            name,
            machine,
            span,
        });
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}
