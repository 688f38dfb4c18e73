//! One page while it is made.

use campo_model::id::DeviceTag;
use campo_wire::sync::{Item, Position, PullReply, Snapshot};
use campo_wire::sync_status::Cursor;
use rusqlite::Connection;

use crate::catalog::{Catalog, Person};
use crate::epochs;
use crate::error::Result;
use crate::scope;
use crate::table::held::{self, Held};
use crate::table::record::RecordRow;
use crate::table::{entry, erasure};
use crate::tenant;

/// About how many items a page has.
pub(super) const ITEMS: usize = 1000;
/// About how many bytes of content a page has.
pub(super) const BYTES: usize = 1024 * 1024;

/// A page in the making: what it is made for, and what it holds so far.
pub(super) struct Page<'a> {
    pub(super) connection: &'a Connection,
    pub(super) catalog: &'a Catalog,
    pub(super) person: &'a Person,
    pub(super) device: DeviceTag,
    pub(super) now_ms: i64,
    pub(super) epoch: u32,
    pub(super) head: u64,
    pub(super) items: Vec<Item>,
    pub(super) bytes: usize,
    holds: Vec<(i64, Option<Held>)>,
}

/// How far a device of an earlier epoch was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) device: DeviceTag,
    pub(crate) cursor: Cursor,
}

/// A finished page, and what it changes of the device's holdings.
pub(super) struct Made {
    pub(super) reply: PullReply,
    pub(super) holds: Vec<(i64, Option<Held>)>,
    /// Where the device was, when that was in a log that a restore replaced.
    pub(super) known: Option<Known>,
    /// How far the device is, when it has carried out an erasure that it was not known to have.
    pub(super) carried_out: Option<u64>,
}

/// What a page does about one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// The device has it and keeps it.
    Stay,
    /// The device gets it.
    Enter,
    /// The device loses it.
    Leave,
    /// The device does not have it and does not get it.
    Apart,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        (catalog, person): (&'a Catalog, &'a Person),
        device: DeviceTag,
        now_ms: i64,
    ) -> Result<Self> {
        let (epoch, head) = (tenant::epoch(connection)?, entry::head(connection)?);
        let (items, holds) = (Vec::new(), Vec::new());
        Ok(Self {
            connection,
            catalog,
            person,
            device,
            now_ms,
            epoch,
            head,
            items,
            bytes: 0,
            holds,
        })
    }

    /// Makes the page after `position`.
    pub(super) fn make(mut self, position: Position) -> Result<Made> {
        let known = self.in_earlier_epoch(position.cursor);
        let carried_out = self.carried_out(position.cursor)?;
        if let Some(known) = known {
            self.items.push(epochs::tell(self.connection, known)?);
            // What this device holds, and what it has erased, the log that was lost knew.
            self.items
                .extend(crate::erasure::all_orders(self.connection)?);
        }
        let position = match self.sweep_of(position)? {
            Some((cursor, sweep)) => self.sweep(cursor, sweep)?,
            None => self.tail(position.cursor)?,
        };
        Ok(Made {
            reply: PullReply {
                items: self.items,
                position,
                head: self.head,
            },
            holds: self.holds,
            known,
            carried_out,
        })
    }

    fn carried_out(&self, cursor: Cursor) -> Result<Option<u64>> {
        let open = erasure::open(self.connection, self.device)?;
        let done = cursor.epoch == self.epoch && open.iter().any(|erased| erased.seq <= cursor.seq);
        Ok(done.then_some(cursor.seq))
    }

    fn in_earlier_epoch(&self, cursor: Cursor) -> Option<Known> {
        let device = self.device;
        (cursor.epoch != 0 && cursor.epoch != self.epoch).then_some(Known { device, cursor })
    }

    /// Decides what happens to a record and notes the device's hold on it as of `end`.
    ///
    /// `cursor` is how far the device is. `known` says that it has the record for another reason than a page.
    pub(super) fn decide(
        &mut self,
        row: &RecordRow,
        cursor: u64,
        end: u64,
        known: bool,
    ) -> Result<Move> {
        let visible =
            scope::contains(self.connection, self.catalog, self.person, row, self.now_ms)?;
        let held = held::get(self.connection, self.device, row.n)?;
        // At cursor 0 nothing is certain of what the device has: whatever it was ever given counts.
        let has = held.is_some_and(|held| {
            cursor == 0
                || if visible {
                    held.at(cursor)
                } else {
                    held.may_still_be(cursor)
                }
        });
        let (decided, hold) = match (visible, has) {
            (true, true) => (
                Move::Stay,
                held.map(|held| Held {
                    until: None,
                    ..held
                }),
            ),
            (true, false) => (
                Move::Enter,
                Some(Held {
                    from: end,
                    until: None,
                }),
            ),
            (false, true) => (
                Move::Leave,
                held.map(|held| Held {
                    until: Some(end),
                    ..held
                }),
            ),
            (false, false) => (if known { Move::Leave } else { Move::Apart }, held),
        };
        if hold != held {
            self.holds.push((row.n, hold));
        }
        Ok(decided)
    }

    /// Adds a record as it is now.
    pub(super) fn enter(&mut self, row: RecordRow) -> Result<()> {
        let facets = scope::readable_facets(self.connection, self.person, &row)?;
        self.bytes += facets.iter().map(|(_, state)| state.len()).sum::<usize>();
        self.items.push(Item::Enter(Snapshot {
            record: row.id,
            record_type: row.record_type,
            created_ms: row.created_ms,
            updated_ms: row.updated_ms,
            tombstone: row.tombstone,
            facets,
        }));
        Ok(())
    }

    /// Whether the page has all it should.
    pub(super) fn is_full(&self) -> bool {
        self.items.len() >= ITEMS || self.bytes >= BYTES
    }
}
