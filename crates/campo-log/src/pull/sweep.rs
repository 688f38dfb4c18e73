//! The walk over all records: the first synchronization, and again after rights or modules change, or when the device
//! was away for longer than the tail reaches back.

use campo_wire::sync::{Item, Position, Sweep};
use campo_wire::sync_status::Cursor;

use super::page::{Move, Page};
use crate::compaction;
use crate::erasure;
use crate::error::Result;
use crate::table::{device, entry, module, record, user};

/// How many records are read at a time.
const CHUNK: usize = 500;
/// How many records one page walks at most, so that a small scope in a large tenant does not hold a page up.
const WALKED: u64 = 20_000;

impl Page<'_> {
    /// The sweep that is due and the cursor it is judged by; `None` when the tail is.
    pub(super) fn sweep_of(&self, position: Position) -> Result<Option<(Cursor, Sweep)>> {
        let start = || -> Result<Sweep> {
            Ok(Sweep {
                at: self.head,
                after: None,
                done: 0,
                total: record::count(self.connection)?,
            })
        };
        let cursor = position.cursor;
        if cursor.epoch != self.epoch || cursor.seq > self.head {
            return Ok(Some((
                Cursor {
                    epoch: self.epoch,
                    seq: 0,
                },
                start()?,
            )));
        }
        if let Some(sweep) = position.sweep.filter(|sweep| sweep.at <= self.head) {
            return Ok(Some((cursor, sweep)));
        }
        if cursor.seq == 0
            || cursor.seq < compaction::horizon(self.connection)?
            || entry::rights_changed(self.connection, cursor.seq, self.person.user.id)?
        {
            return Ok(Some((cursor, start()?)));
        }
        Ok(None)
    }

    /// Walks on, as far as a page goes; gives the position after it.
    pub(super) fn sweep(&mut self, cursor: Cursor, mut sweep: Sweep) -> Result<Position> {
        if sweep.after.is_none() {
            self.introduce()?;
            let due = erasure::orders(self.connection, self.device, (cursor.seq, sweep.at))?;
            self.items.extend(due);
        }
        let own = entry::edited_by(self.connection, self.device, cursor.seq, sweep.at)?;
        let start = sweep.done;
        while !self.is_full() && sweep.done - start < WALKED {
            let rows = record::after(self.connection, sweep.after, CHUNK)?;
            if rows.is_empty() {
                self.tell_decisions(cursor.seq, sweep.at)?;
                let cursor = Cursor {
                    epoch: self.epoch,
                    seq: sweep.at,
                };
                return Ok(Position {
                    cursor,
                    sweep: None,
                });
            }
            for row in rows {
                (sweep.after, sweep.done) = (Some(row.id), sweep.done + 1);
                match self.decide(&row, cursor.seq, sweep.at, own.contains(&row.id))? {
                    Move::Stay | Move::Enter => self.enter(row)?,
                    Move::Leave => self.items.push(Item::Leave(row.id)),
                    Move::Apart => {}
                }
                if self.is_full() {
                    break;
                }
            }
        }
        sweep.total = sweep.total.max(sweep.done);
        Ok(Position {
            cursor,
            sweep: Some(sweep),
        })
    }

    /// What records are read with: the modules, the person, everybody and their devices.
    fn introduce(&mut self) -> Result<()> {
        let modules = module::all(self.connection)?;
        self.items.extend(
            modules
                .into_iter()
                .map(|module| Item::Module(module.manifest)),
        );
        self.items.push(Item::Me(self.person.identity()?));
        self.items
            .extend(user::all(self.connection)?.into_iter().map(person_item));
        self.items
            .extend(device::all(self.connection)?.into_iter().map(device_item));
        Ok(())
    }
}

/// Somebody of the tenant, as others see them.
pub(super) fn person_item(user: user::User) -> Item {
    Item::Person {
        user: user.id,
        name: user.name,
        roles: user.roles,
    }
}

/// A device, as others see it.
pub(super) fn device_item(device: device::Device) -> Item {
    Item::Device {
        tag: device.tag,
        user: device.user,
        name: device.name,
    }
}
