//! A server, devices, a network between them, and one order of events that follows from the seed.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::id::RecordId;
use campo_sync::Failure;
use tempfile::TempDir;

use crate::machine::Machine;
use crate::server::{Reply, Request, Server};
use crate::template::{self, OWNERS, PEOPLE, START, Template, copy_database};
use crate::trace::Trace;
use crate::violation::Result;

/// What the network does to messages, in percent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weather {
    pub(crate) loss: u8,
    pub(crate) duplication: u8,
    /// Messages that arrive much later than others.
    pub(crate) delay: u8,
}

/// Something that will happen.
pub(crate) enum Event {
    /// A wait of a device ends.
    Wake {
        machine: usize,
        boot: u64,
        wake: u64,
    },
    /// A device has a reason to synchronize.
    Nudge { machine: usize, boot: u64 },
    /// A request reaches the server.
    Arrive(Box<Letter>),
    /// An answer reaches a device.
    Answer {
        machine: usize,
        boot: u64,
        request: u64,
        answer: std::result::Result<Reply, Failure>,
    },
}

/// A request on its way.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) machine: usize,
    pub(crate) boot: u64,
    pub(crate) number: u64,
    pub(crate) token: String,
    pub(crate) request: Request,
}

/// A person as the simulation set them: the oracle of rights reads this and not the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) roles: Vec<&'static str>,
    pub(crate) territory: String,
    pub(crate) disabled: bool,
}

/// Everything there is in a run.
pub(crate) struct World {
    pub(crate) chance: fastrand::Rng,
    pub(crate) now_ms: i64,
    pub(crate) server: Server,
    pub(crate) machines: Vec<Machine>,
    pub(crate) people: BTreeMap<&'static str, Person>,
    pub(crate) weather: Weather,
    pub(crate) trace: Trace,
    /// Every record that was ever made.
    pub(crate) records: Vec<RecordId>,
    /// The moments of edits that a device was told are in the log.
    pub(crate) acknowledged: BTreeSet<i64>,
    /// The moments of refused edits that somebody decided on one by one.
    pub(crate) decided: BTreeSet<i64>,
    /// What was erased, of which records.
    pub(crate) erasures: Vec<(RecordId, Vec<String>)>,
    /// Values that were erased: nobody may have them any more.
    pub(crate) canaries: BTreeSet<String>,
    /// The server dies after the next push it commits.
    pub(crate) server_doomed: bool,
    /// How often the server was restored from a backup.
    pub(crate) restores: u32,
    /// How many acts in a hundred are made within the millisecond of the one before.
    pub(crate) hasty: u8,
    /// The installed version of the module.
    pub(crate) module: u32,
    pub(crate) stats: Stats,
    events: BTreeMap<(i64, u64), Event>,
    counter: u64,
    folder: TempDir,
}

/// How much happened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stats {
    /// Edits made on devices.
    pub edits: u64,
    /// Requests that reached the server.
    pub requests: u64,
    /// Faults of any kind.
    pub faults: u64,
    /// Moments at which every promise was checked.
    pub checkpoints: u64,
}

impl World {
    /// A world with `devices` of the prepared devices, at most five.
    pub(crate) fn new(seed: u64, devices: usize, whole_trace: bool) -> Result<Self> {
        let mut chance = fastrand::Rng::with_seed(seed);
        let folder = template::scratch()?;
        let server = Server::start(folder.path().join("server"), chance.u64(..))?;
        let people = PEOPLE.iter().map(|(name, role, territory)| {
            let person = Person {
                roles: vec![role],
                territory: (*territory).to_owned(),
                disabled: false,
            };
            (*name, person)
        });
        let mut world = Self {
            chance,
            now_ms: START,
            server,
            machines: Vec::new(),
            people: people.collect(),
            weather: Weather::default(),
            trace: Trace::new(whole_trace),
            records: Vec::new(),
            acknowledged: BTreeSet::new(),
            decided: BTreeSet::new(),
            erasures: Vec::new(),
            canaries: BTreeSet::new(),
            server_doomed: false,
            restores: 0,
            hasty: 10,
            module: 1,
            stats: Stats::default(),
            events: BTreeMap::new(),
            counter: 0,
            folder,
        };
        for (index, owner) in OWNERS.into_iter().enumerate().take(devices) {
            world.add_machine(owner, &Template::get()?.device(index))?;
        }
        Ok(world)
    }

    /// Adds a device of a person with a copy of a database, and starts it.
    pub(crate) fn add_machine(
        &mut self,
        user: &'static str,
        database: &std::path::Path,
    ) -> Result<usize> {
        let index = self.machines.len();
        let folder = self.folder.path().join(format!("machine-{index}"));
        std::fs::create_dir_all(&folder)?;
        let machine = Machine::new(format!("{user}#{index}"), user, folder);
        copy_database(database, &machine.file())?;
        self.machines.push(machine);
        self.start_machine(index)?;
        Ok(index)
    }

    /// Starts the app of a device, or starts it again.
    pub(crate) fn start_machine(&mut self, index: usize) -> Result<()> {
        let boot = self.count();
        self.machines[index].start(boot, &mut self.chance)?;
        self.nudge(index, 1);
        Ok(())
    }

    /// The next number, never given before in this run.
    pub(crate) fn count(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Writes a line of the trace.
    pub(crate) fn note(&mut self, line: impl Into<String>) {
        self.trace.note(self.now_ms - START, line.into());
    }

    /// Whether something with this chance in percent happens.
    pub(crate) fn happens(&mut self, percent: u8) -> bool {
        percent > 0 && self.chance.u8(0..100) < percent
    }

    /// Lets an event happen in `after_ms`.
    pub(crate) fn schedule(&mut self, after_ms: i64, event: Event) {
        let number = self.count();
        self.events.insert((self.now_ms + after_ms, number), event);
    }

    /// Gives a device a reason to synchronize in `after_ms`.
    pub(crate) fn nudge(&mut self, machine: usize, after_ms: i64) {
        let boot = self.machines[machine].boot;
        self.schedule(after_ms, Event::Nudge { machine, boot });
    }

    /// Lets time pass, and everything happen that is due.
    pub(crate) fn pass(&mut self, ms: i64) -> Result<()> {
        let end = self.now_ms + ms;
        while let Some((&key, _)) = self
            .events
            .first_key_value()
            .filter(|((at, _), _)| *at <= end)
        {
            if let Some(event) = self.events.remove(&key) {
                self.now_ms = key.0;
                self.happen(event)?;
            }
        }
        self.now_ms = end;
        Ok(())
    }

    fn happen(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Wake {
                machine,
                boot,
                wake,
            } => {
                let to = &self.machines[machine];
                if to.boot == boot && to.wake == wake {
                    self.go(machine)?;
                }
            }
            Event::Nudge { machine, boot } => {
                if self.machines[machine].boot == boot {
                    self.go(machine)?;
                }
            }
            Event::Arrive(letter) => self.arrive(*letter)?,
            Event::Answer {
                machine,
                boot,
                request,
                answer,
            } => {
                let to = &mut self.machines[machine];
                if to.boot == boot && to.awaited == Some(request) {
                    to.awaited = None;
                    self.answered(machine, answer)?;
                }
            }
        }
        Ok(())
    }
}
