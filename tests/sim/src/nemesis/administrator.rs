//! What whoever runs the server does: limits, lost devices, work that was set aside, backups and going back to one.

use campo_log::{Limits, LogError};
use campo_model::id::RecordId;

use crate::template::module;
use crate::violation::Result;
use crate::world::World;

/// How often a server is restored in a run at most.
const RESTORES: u32 = 2;

impl World {
    /// Limits the tenant to about what it has, or lifts the limits.
    pub(super) fn turn_limits(&mut self) -> Result<()> {
        self.server.up()?;
        let tenant = self.server.tenant()?;
        let limited = tenant.limits()? != Limits::default();
        let limits = if limited {
            Limits::default()
        } else {
            Limits {
                users: Some(0),
                devices: Some(0),
                records: Some(tenant.size()?.records + self.chance.u64(0..3)),
            }
        };
        tenant.set_limits(limits, self.now_ms)?;
        Ok(())
    }

    /// Revokes a device, orders its destruction, or gives it back.
    pub(super) fn turn_access(&mut self, machine: usize) -> Result<()> {
        self.server.up()?;
        let (tenant, tag) = (self.server.tenant()?, self.machines[machine].device);
        let done = match tenant.device(tag) {
            Ok(device) if device.revoked => tenant.reinstate_device(tag, self.now_ms),
            Ok(_) if self.is_alone(machine)? && self.happens(25) => {
                tenant.wipe_device(tag, self.now_ms)
            }
            Ok(_) => tenant.revoke_device(tag, self.now_ms),
            Err(unknown) => Err(unknown),
        };
        match done {
            // A server that went back to a backup may not know the device any more.
            Ok(_) | Err(LogError::Missing { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// Whether the destruction of a device was ordered.
    pub(super) fn is_doomed(&mut self, machine: usize) -> Result<bool> {
        self.server.up()?;
        let device = self.server.tenant()?.device(self.machines[machine].device);
        Ok(device.is_ok_and(|device| device.wipe_ms.is_some()))
    }

    /// Whether no copy of the device goes on beside it: the destruction of one is that of all.
    fn is_alone(&self, machine: usize) -> Result<bool> {
        let devices = self.server.tenant()?.devices()?;
        let origin = |machine: usize| {
            let tag = self.machines[machine].device;
            let known = devices.iter().find(|device| device.tag == tag);
            known.map(|device| device.origin)
        };
        Ok((0..self.machines.len())
            .all(|other| other == machine || origin(other) != origin(machine)))
    }

    /// Decides on all that was set aside, one way or the other.
    pub(crate) fn decide_on_set_aside(&mut self) -> Result<()> {
        self.server.up()?;
        let tenant = self.server.tenant()?;
        let waiting: Vec<i64> = tenant
            .quarantine(false)?
            .iter()
            .map(|aside| aside.n)
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let decided = if self.chance.bool() {
            tenant.accept_quarantined(&waiting, self.now_ms)?
        } else {
            tenant.reject_quarantined(&waiting, "no", self.now_ms)?
        };
        self.note(format!("decided {decided:?}"));
        Ok(())
    }

    /// Compacts the log, so that some devices were away for longer than it reaches back.
    pub(super) fn compact(&mut self) -> Result<()> {
        self.server.up()?;
        let before = self.now_ms - self.chance.i64(0..30_000);
        let done = self.server.tenant()?.compact(0, before)?;
        self.note(format!("compacted {done:?}"));
        Ok(())
    }

    /// Erases a record, or what some of its fields say and said.
    pub(super) fn erase_something(&mut self) -> Result<()> {
        let Some(record) = self.chance.choice(self.records.clone()) else {
            return Ok(());
        };
        let fields: &[&str] = match self.chance.u8(0..6) {
            0 | 1 => &[],
            2 => &["notes"],
            3 => &["story"],
            4 => &["name", "deed"],
            _ => &["labels", "items"],
        };
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        self.erase(record, &fields)
    }

    /// Erases fields of a record, or all of it when there are none.
    pub(crate) fn erase(&mut self, record: RecordId, fields: &[String]) -> Result<()> {
        self.server.up()?;
        let canaries = crate::erased::values(&self.server.connect()?, record, fields)?;
        match self
            .server
            .tenant()?
            .erase(&[record], fields, "asked for", self.now_ms)
        {
            Ok(_) => {
                self.note(format!("erased {fields:?} of {record}: {canaries:?}"));
                self.canaries.extend(canaries);
                self.erasures.push((record, fields.to_vec()));
                Ok(())
            }
            // The server does not have it, or it is of another type.
            Err(LogError::Missing { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// Copies the server's data aside.
    pub(super) fn back_up_server(&mut self) -> Result<()> {
        self.server.up()?;
        self.server.back_up()
    }

    /// Brings some backup into use; the administrator repeats what they did since.
    pub(super) fn restore_server(&mut self) -> Result<()> {
        let backups = self.server.backups();
        if backups == 0 {
            return self.back_up_server();
        }
        if self.restores == RESTORES {
            return Ok(());
        }
        let chosen = self.chance.usize(..backups);
        self.go_back_to(chosen)
    }

    /// Brings a certain backup into use.
    pub(crate) fn go_back_to(&mut self, backup: usize) -> Result<()> {
        // Restores take their time: an epoch is numbered by the second.
        self.pass(1_000)?;
        self.server.go_back(backup, self.now_ms)?;
        self.restores += 1;
        let kept = self.server.moments()?;
        self.acknowledged.retain(|at_ms| kept.contains(at_ms));
        let tenant = self.server.tenant()?;
        tenant.install(vec![module(self.module)?], self.now_ms)?;
        for (name, person) in self.people.clone() {
            self.set_person(name, person)?;
        }
        // What devices held of it may come back from them, so from here on it is not looked for.
        self.canaries.clear();
        for (record, fields) in std::mem::take(&mut self.erasures) {
            self.erase(record, &fields)?;
        }
        self.canaries.clear();
        Ok(())
    }

    /// Lifts every limit and gives every device back that was not destroyed.
    pub(super) fn relent(&mut self) -> Result<()> {
        let tenant = self.server.tenant()?;
        tenant.set_limits(Limits::default(), self.now_ms)?;
        for device in tenant.devices()? {
            if device.revoked && device.wiped_ms.is_none() {
                tenant.reinstate_device(device.tag, self.now_ms)?;
            }
        }
        if self.happens(50) {
            self.decide_on_set_aside()?;
        }
        Ok(())
    }
}
