//! The server as a device sees it: pages of records that enter, and of edits that somebody else made.

use anyhow::Result;
use campo_model::id::DeviceTag;
use campo_model::manifest::RecordType;
use campo_wire::frame::encode;
use campo_wire::sync::{Item, Position, PullReply, Snapshot, Sweep};

use crate::author::Author;
use crate::workload::{NOW_MS, Workload};

/// How many items a page has, as the server makes them.
pub const PAGE: usize = 1000;

/// A colleague with the same records, and how long the log is, which begins with their creation.
pub struct Remote<'a> {
    workload: &'a Workload,
    colleague: Author<'a>,
    seq: u64,
}

impl<'a> Remote<'a> {
    /// A colleague who has made every record.
    pub fn new(workload: &'a Workload) -> Result<Self> {
        let mut colleague = Author::new(workload, DeviceTag([7; 8]));
        let places = 0..workload.records.len();
        places
            .into_iter()
            .try_for_each(|i| colleague.create(i).map(drop))?;
        Ok(Self {
            workload,
            colleague,
            seq: workload.records.len() as u64,
        })
    }

    /// The pages of a first synchronization, as they travel.
    pub fn enter(&self) -> Result<Vec<Vec<u8>>> {
        let places = 0..self.workload.records.len();
        let items: Vec<_> = places.map(|i| self.snapshot(i)).collect::<Result<_>>()?;
        let mut pages = pages(&items, |page| self.walked(page));
        if let Some(last) = pages.last_mut() {
            last.position = caught_up(self.seq);
        }
        travel(pages)
    }

    /// Where a first synchronization is after this many pages.
    fn walked(&self, pages: usize) -> Position {
        let (done, all) = (pages * PAGE, &self.workload.records);
        let last = all.get(done.saturating_sub(1));
        let sweep = Sweep {
            at: self.seq,
            after: last.map(|record| record.id),
            done: done as u64,
            total: all.len() as u64,
        };
        Position {
            sweep: Some(sweep),
            ..Position::default()
        }
    }

    /// The pages of one edit for each of the records at `places`, as they travel.
    pub fn edit(
        &mut self,
        places: impl Iterator<Item = usize>,
        round: usize,
    ) -> Result<Vec<Vec<u8>>> {
        let before = self.seq;
        let items: Vec<_> = places
            .map(|i| self.edit_one(i, round))
            .collect::<Result<_>>()?;
        let read = |pages| caught_up(self.seq.min(before + (pages * PAGE) as u64));
        travel(pages(&items, read))
    }

    fn edit_one(&mut self, i: usize, round: usize) -> Result<Item> {
        let edit = self.colleague.edit(i, round)?;
        self.seq += 1;
        Ok(Item::Edit {
            seq: self.seq,
            conflict: false,
            edit,
        })
    }

    fn snapshot(&self, i: usize) -> Result<Item> {
        let document = self.colleague.document(i)?.to_bytes();
        Ok(Item::Enter(Snapshot {
            record: self.workload.record(i)?.id,
            record_type: self.workload.key.clone(),
            created_ms: NOW_MS,
            updated_ms: NOW_MS,
            tombstone: None,
            facets: vec![(RecordType::BASE.to_owned(), document)],
        }))
    }
}

/// Where a device is that has read the log up to `seq`.
fn caught_up(seq: u64) -> Position {
    let mut position = Position::default();
    position.cursor.seq = seq;
    position
}

/// The items in pages; `position` says where a device is after so many of them.
fn pages(items: &[Item], position: impl Fn(usize) -> Position) -> Vec<PullReply> {
    let pages = items.chunks(PAGE).zip(1..);
    pages
        .map(|(items, count)| PullReply {
            items: items.to_vec(),
            position: position(count),
            head: position(count).cursor.seq,
        })
        .collect()
}

fn travel(pages: Vec<PullReply>) -> Result<Vec<Vec<u8>>> {
    pages.iter().map(|page| Ok(encode(page)?)).collect()
}
