//! The log after a cursor, as far as the person may see it.

use std::collections::{BTreeMap, BTreeSet};

use campo_model::id::RecordId;
use campo_wire::sync::{Item, Position};
use campo_wire::sync_status::Cursor;

use super::page::{BYTES, ITEMS, Move, Page};
use super::sweep::{device_item, person_item};
use crate::erasure;
use crate::error::Result;
use crate::table::record::{self, RecordRow};
use crate::table::{device, entry, quarantine, user};

impl Page<'_> {
    /// Adds what happened after the cursor; gives the position after the page.
    pub(super) fn tail(&mut self, cursor: Cursor) -> Result<Position> {
        let end = entry::page_end(self.connection, cursor.seq, ITEMS, BYTES)?;
        self.items.extend(erasure::orders(
            self.connection,
            self.device,
            (cursor.seq, end),
        )?);
        self.add_people(cursor.seq, end)?;
        let staying = self.move_records(cursor.seq, end)?;
        self.add_edits(staying, cursor.seq, end)?;
        self.tell_decisions(cursor.seq, end)?;
        Ok(Position {
            cursor: Cursor {
                epoch: self.epoch,
                seq: end,
            },
            sweep: None,
        })
    }

    /// Adds the edits of records that stay, as far as the person may read them.
    ///
    /// One that they may not read, but that turned a deletion into a conflict, tells of that: its record comes whole.
    fn add_edits(
        &mut self,
        mut staying: BTreeMap<RecordId, RecordRow>,
        after: u64,
        end: u64,
    ) -> Result<()> {
        let mut contested = BTreeSet::new();
        for entry in entry::edits(self.connection, after, end)? {
            let (seq, conflict, edit) = (entry.seq, entry.conflict, entry.edit);
            let Some(row) = staying.get(&edit.record) else {
                continue;
            };
            if self.person.may_read(&row.record_type, &edit) {
                self.items.push(Item::Edit {
                    seq,
                    conflict,
                    edit,
                });
            } else if conflict && row.tombstone.is_some() {
                contested.insert(row.id);
            }
        }
        staying.retain(|id, _| contested.contains(id));
        staying.into_values().try_for_each(|row| self.enter(row))
    }

    /// Adds what was decided on work of the person that was set aside.
    pub(super) fn tell_decisions(&mut self, after: u64, end: u64) -> Result<()> {
        let decided = quarantine::decided(self.connection, self.person.user.id, after, end)?;
        self.items.extend(decided.into_iter().filter_map(|aside| {
            Some(Item::Decided {
                device: aside.edit.id.device,
                number: aside.edit.id.seq,
                verdict: aside.outcome?,
            })
        }));
        Ok(())
    }

    fn add_people(&mut self, after: u64, end: u64) -> Result<()> {
        let (people, devices) = entry::people_and_devices(self.connection, after, end)?;
        for id in people {
            self.items
                .extend(user::by_id(self.connection, id)?.map(person_item));
        }
        for tag in devices {
            self.items
                .extend(device::get(self.connection, tag)?.map(device_item));
        }
        Ok(())
    }

    /// Lets records enter and leave; gives those whose edits the device gets.
    fn move_records(&mut self, after: u64, end: u64) -> Result<BTreeMap<RecordId, RecordRow>> {
        let own = entry::edited_by(self.connection, self.device, after, end)?;
        let mut staying = BTreeMap::new();
        for id in entry::touched(self.connection, after, end)? {
            let Some(row) = record::get(self.connection, id)? else {
                continue;
            };
            match self.decide(&row, after, end, own.contains(&id))? {
                Move::Stay => drop(staying.insert(id, row)),
                Move::Enter => self.enter(row)?,
                Move::Leave => self.items.push(Item::Leave(id)),
                Move::Apart => {}
            }
        }
        Ok(staying)
    }
}
