//! One run: people at work, faults, moments of quiet at which every promise is checked.

use std::panic::{AssertUnwindSafe, catch_unwind};

use campo_log::TenantSize;

use crate::nemesis::{FAULTS, Fault};
use crate::violation::{Result, Violation, expect};
use crate::world::{Stats, World};

/// How long after all heals everything may take to be exchanged.
const PATIENCE_MS: i64 = 600_000;
/// How often it is looked meanwhile whether everything is.
const LOOK_MS: i64 = 5_000;

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// The seed it follows from.
    pub seed: u64,
    /// The hash of its trace: equal for equal runs.
    pub hash: String,
    /// How much happened.
    pub stats: Stats,
    /// The first promise that was broken.
    pub violation: Option<Violation>,
    /// The last lines of the trace, or all of them.
    pub lines: Vec<String>,
}

/// Runs the schedule that follows from `seed`; with `whole_trace` the outcome has every line.
pub fn run(seed: u64, whole_trace: bool) -> Outcome {
    let started = World::new(seed, 2 + (seed % 4) as usize, whole_trace);
    let mut world = match started {
        Ok(world) => world,
        Err(violation) => return failed(seed, violation),
    };
    let end = catch_unwind(AssertUnwindSafe(|| world.play()));
    let violation = match end {
        Ok(end) => end.err(),
        Err(panic) => Some(Violation::new("nothing panics", words(&panic))),
    };
    let stats = world.stats;
    let (hash, lines) = world.trace.finish();
    Outcome {
        seed,
        hash,
        stats,
        violation,
        lines,
    }
}

fn failed(seed: u64, violation: Violation) -> Outcome {
    Outcome {
        seed,
        hash: String::new(),
        stats: Stats::default(),
        violation: Some(violation),
        lines: Vec::new(),
    }
}

fn words(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_default()
}

impl World {
    /// Plays the whole schedule.
    fn play(&mut self) -> Result<()> {
        let faults = self.choose_faults();
        for _ in 0..self.chance.u8(1..4) {
            for _ in 0..self.chance.u8(8..24) {
                self.step(&faults)?;
            }
            self.settle()?;
        }
        Ok(())
    }

    /// A few kinds of faults per run: together they would drown each other.
    fn choose_faults(&mut self) -> Vec<Fault> {
        let mut faults = FAULTS.to_vec();
        self.chance.shuffle(&mut faults);
        faults.truncate(self.chance.usize(0..6));
        if faults.contains(&Fault::Restore) {
            faults.push(Fault::Backup);
        }
        if faults.contains(&Fault::Access) {
            faults.push(Fault::Decision);
        }
        if faults.contains(&Fault::ServerRestore) {
            faults.push(Fault::ServerBackup);
        }
        faults
    }

    fn step(&mut self, faults: &[Fault]) -> Result<()> {
        if !faults.is_empty() && self.happens(30) {
            let fault = faults[self.chance.usize(..faults.len())];
            self.strike(fault)?;
        } else {
            let machine = self.chance.usize(..self.machines.len());
            self.act(machine)?;
        }
        let pause = if self.happens(50) {
            self.chance.i64(0..30)
        } else {
            self.chance.i64(0..40_000)
        };
        self.pass(pause)
    }

    /// Lets everything heal and be exchanged, and checks every promise.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.heal()?;
        let end = self.now_ms + PATIENCE_MS;
        loop {
            self.pass(LOOK_MS)?;
            let Some(waiting) = self.waiting()? else {
                return self.check();
            };
            expect("nothing stalls once all heals", self.now_ms < end, || {
                waiting
            })?;
            for machine in 0..self.machines.len() {
                self.sign_in_again(machine)?;
            }
        }
    }

    /// Who still has something to send or to get.
    fn waiting(&mut self) -> Result<Option<String>> {
        let TenantSize { epoch, head, .. } = self.server.tenant()?.size()?;
        for machine in self
            .machines
            .iter_mut()
            .filter(|machine| !machine.is_destroyed())
        {
            let name = machine.name.clone();
            let (position, counts) = machine
                .store()?
                .read(|tx| Ok::<_, campo_store::StoreError>((tx.position()?, tx.counts()?)))?;
            let open = counts.local + counts.sent;
            if open > 0
                || position.sweep.is_some()
                || position.cursor.seq < head
                || position.cursor.epoch != epoch
            {
                return Ok(Some(format!(
                    "{name} has {open} edits to send and is at {position:?} of {head}"
                )));
            }
        }
        Ok(None)
    }
}
