//! The server as a device sees it: pages of records that enter, and of edits that somebody else made.

use anyhow::{Context, Result};
use campo_document::{Body, Document, Edit, EditId, EditTime, fields};
use campo_model::id::{ActorId, DeviceTag};
use campo_model::manifest::RecordType;
use campo_wire::frame::encode;
use campo_wire::sync::{Item, Position, PullReply, Snapshot, Sweep};

use crate::workload::{Fields, NOW_MS, Record, Workload, edit};

/// How many items a page has, as the server makes them.
pub const PAGE: usize = 1000;

const COLLEAGUE: ActorId = ActorId([7; 16]);

/// Another device's documents of the same records, and how long the log is, which begins with their creation.
pub struct Remote<'a> {
    workload: &'a Workload,
    documents: Vec<Document>,
    seq: u64,
}

impl<'a> Remote<'a> {
    /// A colleague who has made every record.
    pub fn new(workload: &'a Workload) -> Result<Self> {
        let declared = workload.declared()?;
        let make = |record: &Record| {
            let mut document = Document::default();
            author(declared, &mut document, &record.fields)?;
            Ok(document)
        };
        let documents = workload.records.iter().map(make).collect::<Result<_>>()?;
        Ok(Self {
            workload,
            documents,
            seq: workload.records.len() as u64,
        })
    }

    /// The pages of a first synchronization, as they travel.
    pub fn enter(&self) -> Result<Vec<Vec<u8>>> {
        let items = self
            .workload
            .records
            .iter()
            .zip(&self.documents)
            .map(|(record, document)| {
                Item::Enter(Snapshot {
                    record: record.id,
                    record_type: self.workload.key.clone(),
                    created_ms: NOW_MS,
                    updated_ms: NOW_MS,
                    tombstone: None,
                    facets: vec![(RecordType::BASE.to_owned(), document.to_bytes())],
                })
            });
        let items: Vec<_> = items.collect();
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
        let patch = edit(i, round);
        let record = self
            .workload
            .records
            .get(i)
            .context("an edit is of a record")?;
        let document = self
            .documents
            .get_mut(i)
            .context("a record has a document")?;
        let keys = patch.keys();
        let seen = keys
            .map(|key| (key.clone(), document.get(key).cloned()))
            .collect();
        let (change, hash) = author(self.workload.declared()?, document, &patch)?;
        self.seq += 1;
        let edit = Edit {
            id: EditId {
                device: DeviceTag([7; 8]),
                seq: self.seq,
            },
            group: None,
            record: record.id,
            record_type: self.workload.key.clone(),
            schema: "1.0.0".to_owned(),
            at: EditTime {
                device_ms: NOW_MS + self.seq as i64,
                offset_ms: Some(0),
            },
            body: Body::Change {
                facet: RecordType::BASE.to_owned(),
                seen,
                change,
                hash,
            },
        };
        Ok(Item::Edit {
            seq: self.seq,
            conflict: false,
            edit,
        })
    }
}

fn author(
    declared: &RecordType,
    document: &mut Document,
    patch: &Fields,
) -> Result<(campo_document::Change, campo_document::ChangeHash)> {
    let ops = fields::plan(declared, RecordType::BASE, document, patch)?;
    document
        .author(COLLEAGUE, NOW_MS / 1000, &ops)?
        .context("the edit says something new")
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
