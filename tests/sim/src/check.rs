//! The promises, held to at every quiet moment.

mod accounting;
mod device;
mod erased;
mod exactly_once;
mod rows;
mod server;

use crate::check::rows::Rebuilt;
use crate::oracle::Oracle;
use crate::template::KEY;
use crate::violation::Result;
use crate::world::World;
pub(crate) use accounting::Row;

impl World {
    /// Checks every promise; the world must be quiet.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.stats.checkpoints += 1;
        let oracle = Oracle::read(self)?;
        self.note(format!("checked at {}", oracle.head));
        // Devices have the server's modules by now, so one database serves to make all rows anew.
        let rebuilt = Rebuilt::new(self.server.tenant()?.registry()?)?;
        server::check(&oracle, &rebuilt)?;
        exactly_once::check(self, &oracle)?;
        for machine in 0..self.machines.len() {
            if self.machines[machine].is_destroyed() {
                accounting::check_destroyed(self, &oracle, machine)?;
                continue;
            }
            let file = campo_sqlite::open(&self.machines[machine].file(), Some(&KEY))?;
            erased::check(self, machine, &file)?;
            device::check(self, (&oracle, &rebuilt), machine, &file)?;
            accounting::check(self, &oracle, machine, &file)?;
        }
        Ok(())
    }
}
