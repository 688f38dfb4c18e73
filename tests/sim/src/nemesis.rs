//! What goes wrong: networks, processes, disks, clocks, databases, rights, and people who mean harm.

mod administrator;

use campo_log::UserChange;
use campo_wire::sync::SessionReply;

use crate::template::module;
use crate::violation::{Result, expect};
use crate::world::{Weather, World};

const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 3600 * 1000;
/// The most devices of a run.
const MACHINES: usize = 7;

/// The names of all faults, for choosing some of them.
pub(crate) const FAULTS: [Fault; 22] = [
    Fault::Weather,
    Fault::Partition,
    Fault::SlowLink,
    Fault::DeviceCrash,
    Fault::DeviceDoom,
    Fault::ServerCrash,
    Fault::ServerDoom,
    Fault::Clock,
    Fault::Backup,
    Fault::Restore,
    Fault::Clone,
    Fault::Rights,
    Fault::FullDisk,
    Fault::Hostile,
    Fault::Upgrade,
    Fault::Limits,
    Fault::Access,
    Fault::Decision,
    Fault::ServerBackup,
    Fault::ServerRestore,
    Fault::Compaction,
    Fault::Erasure,
];

/// One kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// The network loses, doubles and delays messages, or stops doing so.
    Weather,
    /// A device loses its connection, or gets it back.
    Partition,
    /// A device's connection becomes slow, or fast again.
    SlowLink,
    /// An app is killed.
    DeviceCrash,
    /// An app will be killed between two effects.
    DeviceDoom,
    /// The server is killed; it comes back.
    ServerCrash,
    /// The server will be killed between a commit and its answer.
    ServerDoom,
    /// A device's clock jumps.
    Clock,
    /// A device is backed up.
    Backup,
    /// A device is restored from an older copy.
    Restore,
    /// A device is copied, and both copies go on.
    Clone,
    /// Somebody's role, territory or access changes.
    Rights,
    /// A device's disk is full, or has room again.
    FullDisk,
    /// Somebody sends what no device of ours makes.
    Hostile,
    /// A newer module is installed.
    Upgrade,
    /// The tenant may have no more records and devices, or as many as it likes again.
    Limits,
    /// A device is revoked, ordered to be destroyed, or given back.
    Access,
    /// Somebody decides on work that was set aside.
    Decision,
    /// The server is backed up.
    ServerBackup,
    /// The server is restored from an older backup.
    ServerRestore,
    /// The log is compacted, up to some seconds ago.
    Compaction,
    /// A record is erased, or some fields of it.
    Erasure,
}

impl World {
    /// Lets a fault happen.
    pub(crate) fn strike(&mut self, fault: Fault) -> Result<()> {
        let machine = self.chance.usize(..self.machines.len());
        self.strike_at(fault, machine)
    }

    /// Lets a fault happen, to this device if it is one of devices.
    pub(crate) fn strike_at(&mut self, fault: Fault, machine: usize) -> Result<()> {
        if self.machines[machine].is_destroyed() {
            return Ok(());
        }
        self.stats.faults += 1;
        let name = self.machines[machine].name.clone();
        self.note(format!("fault: {fault:?} {name}"));
        match fault {
            Fault::Weather => self.turn_weather(),
            Fault::Partition => self.turn_link(machine),
            Fault::SlowLink => self.machines[machine].slow ^= true,
            Fault::DeviceCrash => self.start_machine(machine)?,
            Fault::DeviceDoom => self.machines[machine].doom = Some(self.chance.u32(0..12)),
            Fault::ServerCrash => self.turn_server()?,
            Fault::ServerDoom => self.server_doomed = true,
            Fault::Clock => {
                self.machines[machine].skew_ms = self.chance.i64(-TEN_YEARS_MS..TEN_YEARS_MS)
            }
            Fault::Backup => self.machines[machine].back_up()?,
            Fault::Restore => self.restore_machine(machine)?,
            Fault::Clone => self.clone_machine(machine)?,
            Fault::Rights => self.turn_rights()?,
            Fault::FullDisk => self.machines[machine].disk_full ^= true,
            Fault::Hostile => self.attack(machine)?,
            Fault::Upgrade => self.upgrade()?,
            Fault::Limits => self.turn_limits()?,
            Fault::Access => self.turn_access(machine)?,
            Fault::Decision => self.decide_on_set_aside()?,
            Fault::ServerBackup => self.back_up_server()?,
            Fault::ServerRestore => self.restore_server()?,
            Fault::Compaction => self.compact()?,
            Fault::Erasure => self.erase_something()?,
        }
        Ok(())
    }

    fn turn_weather(&mut self) {
        let mut percent = |most: u8| {
            if self.chance.bool() {
                self.chance.u8(..most)
            } else {
                0
            }
        };
        self.weather = Weather {
            loss: percent(40),
            duplication: percent(30),
            delay: percent(30),
        };
    }

    fn turn_link(&mut self, machine: usize) {
        let to = &mut self.machines[machine];
        to.connected ^= true;
        if to.connected {
            self.nudge(machine, 10);
        }
    }

    fn turn_server(&mut self) -> Result<()> {
        if self.server.is_up() {
            self.server.down();
            if self.happens(50) {
                self.server.up()?;
            }
            Ok(())
        } else {
            self.server.up()
        }
    }

    fn restore_machine(&mut self, machine: usize) -> Result<()> {
        let copies = self.machines[machine].backups.len();
        if copies == 0 {
            return self.machines[machine].back_up();
        }
        let index = self.chance.usize(..copies);
        self.machines[machine].go_back(index)?;
        self.start_machine(machine)
    }

    fn clone_machine(&mut self, machine: usize) -> Result<()> {
        // The destruction of a device is that of its copies, so nobody hears of those.
        if self.machines.len() >= MACHINES || self.is_doomed(machine)? {
            return Ok(());
        }
        let (user, file) = (self.machines[machine].user, self.machines[machine].file());
        let made = self.machines[machine].made.clone();
        let clone = self.add_machine(user, &file)?;
        self.machines[clone].made = made;
        Ok(())
    }

    fn turn_rights(&mut self) -> Result<()> {
        self.server.up()?;
        let names: Vec<&'static str> = self
            .people
            .keys()
            .copied()
            .filter(|name| *name != "boss")
            .collect();
        let name = names[self.chance.usize(..names.len())];
        let mut person = self.people[name].clone();
        match self.chance.u8(0..10) {
            0..4 => person.territory = self.territory().to_owned(),
            4..6 => person.roles = vec!["agent"],
            6..7 => person.roles = vec!["office"],
            7..8 => person.roles = vec!["agent", "office"],
            8..9 => person.roles = Vec::new(),
            _ => person.disabled ^= true,
        }
        self.set_person(name, person)
    }

    /// Changes a person at the server, and in what the oracle knows.
    pub(crate) fn set_person(
        &mut self,
        name: &'static str,
        person: crate::world::Person,
    ) -> Result<()> {
        self.note(format!("{name} becomes {person:?}"));
        let change = UserChange {
            roles: Some(person.roles.iter().map(|role| (*role).to_owned()).collect()),
            attributes: [("territory".to_owned(), person.territory.as_str().into())]
                .into_iter()
                .collect(),
            disabled: Some(person.disabled),
        };
        self.server
            .tenant()?
            .change_user(name, change, self.now_ms)?;
        self.people.insert(name, person);
        Ok(())
    }

    fn upgrade(&mut self) -> Result<()> {
        self.server.up()?;
        self.module = (self.module + 1).min(3);
        self.server
            .tenant()?
            .install(vec![module(self.module)?], self.now_ms)?;
        Ok(())
    }

    /// Ends every fault: from here on everything works.
    pub(crate) fn heal(&mut self) -> Result<()> {
        self.note("all heals");
        self.weather = Weather::default();
        self.server_doomed = false;
        self.server.up()?;
        self.relent()?;
        for name in self.people.keys().copied().collect::<Vec<_>>() {
            if self.people[name].disabled {
                let person = crate::world::Person {
                    disabled: false,
                    ..self.people[name].clone()
                };
                self.set_person(name, person)?;
            }
        }
        for machine in 0..self.machines.len() {
            let healed = &mut self.machines[machine];
            (healed.connected, healed.slow) = (true, false);
            (healed.disk_full, healed.doom) = (false, None);
            self.sign_in_again(machine)?;
            self.nudge(machine, 10);
        }
        Ok(())
    }

    /// Signs in again where the session has ended.
    pub(crate) fn sign_in_again(&mut self, machine: usize) -> Result<()> {
        if self.machines[machine].is_destroyed() {
            return Ok(());
        }
        let (token, user, device) = {
            let known = &self.machines[machine];
            (known.token.clone(), known.user, known.device)
        };
        let tenant = self.server.tenant()?;
        if tenant
            .authenticate(&token, self.now_ms)
            .is_ok_and(|caller| caller.device == device)
        {
            return Ok(());
        }
        let reply = self.server.sign_in(user, Some(device), self.now_ms)?;
        expect("a person can sign in again", reply.is_some(), || {
            format!("{} cannot", self.machines[machine].name)
        })?;
        match reply {
            Some(reply) => self.adopt_session(machine, reply),
            None => Ok(()),
        }
    }

    fn adopt_session(&mut self, machine: usize, reply: SessionReply) -> Result<()> {
        self.note(format!("{} signs in", self.machines[machine].name));
        let adopted = &mut self.machines[machine];
        adopted.store()?.write(|tx| {
            let mut membership = tx.membership()?;
            let known = std::mem::replace(&mut membership.device, reply.device);
            membership.token = reply.token;
            membership.identity = reply.identity;
            tx.set_membership(&membership)?;
            if known == reply.device {
                return Ok(());
            }
            tx.become_incarnation(reply.device)
        })?;
        adopted.refresh_membership()
    }
}
