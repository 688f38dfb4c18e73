//! Meetings with the server before a round, as the app has them: the device reports, and does what it is ordered to.

use campo_store::{Counts, StoreError};
use campo_sync::{Failure, Input};
use campo_wire::contact::{ContactRequest, Order};

use crate::machine::Trouble;
use crate::server::Request;
use crate::violation::Result;
use crate::world::World;

/// How often a device meets the server.
const OFTEN_MS: i64 = 60_000;

impl World {
    /// A device has a reason to synchronize: it meets the server first, if it has not for a while.
    pub(crate) fn go(&mut self, machine: usize) -> Result<()> {
        let device = &self.machines[machine];
        if device.token.is_empty() || device.is_destroyed() {
            return Ok(());
        }
        if device.awaited.is_some() && device.meets {
            return Ok(());
        }
        if device.awaited.is_some() || self.now_ms - device.met_ms < OFTEN_MS {
            return self.feed(machine, Input::Go);
        }
        self.machines[machine].met_ms = self.now_ms;
        let report = self.report(machine)?;
        self.send(machine, Request::Contact(report));
        Ok(())
    }

    fn report(&mut self, machine: usize) -> Result<ContactRequest> {
        let read = |tx: &campo_store::Tx<'_>| {
            let Counts { local, sent, .. } = tx.counts()?;
            Ok::<_, StoreError>(ContactRequest {
                device: tx.membership()?.device,
                version: String::new(),
                pending: local + sent,
                given: tx.given()?,
                account: tx.account()?,
                deposit: None,
                returned: tx.returned()?,
            })
        };
        Ok(self.machines[machine].store()?.read(read)?)
    }

    /// A device hears what it is to do.
    pub(crate) fn ordered(&mut self, machine: usize, order: Order) -> Result<()> {
        self.machines[machine].to_destroy = order == Order::Wipe;
        match self.machines[machine].write(|tx| tx.set_returned(&[])) {
            Ok(()) | Err(Trouble::DiskFull) => {}
            Err(Trouble::Store(error)) => return Err(error.into()),
            Err(Trouble::Violation(violation)) => return Err(violation),
        }
        let begin = match order {
            Order::Rewind => Input::Rewound,
            _ => Input::Go,
        };
        self.feed(machine, begin)
    }

    /// A meeting that failed is no reason not to try the round itself.
    pub(crate) fn not_met(&mut self, machine: usize, failure: &Failure) -> Result<()> {
        self.note(format!(
            "{} met nobody: {failure:?}",
            self.machines[machine].name
        ));
        self.feed(machine, Input::Go)
    }

    /// Destroys a device that was ordered to, once all its work has a verdict. Whether it did.
    pub(crate) fn destroy_if_ordered(&mut self, machine: usize) -> Result<bool> {
        if !self.machines[machine].to_destroy {
            return Ok(false);
        }
        let counts = self.machines[machine].store()?.read(|tx| tx.counts())?;
        if counts.local + counts.sent > 0 {
            return Ok(false);
        }
        self.note(format!("{} is destroyed", self.machines[machine].name));
        let boot = self.count();
        self.machines[machine].destroy(boot)?;
        self.send(machine, Request::Wiped);
        Ok(true)
    }
}
