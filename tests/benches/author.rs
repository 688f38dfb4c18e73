//! Somebody who makes the records and edits them, in memory: what a device would send, without a device.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use campo_document::{Body, Change, ChangeHash, Document, Edit, EditId, EditTime, fields};
use campo_model::id::{ActorId, DeviceTag, RecordId};
use campo_model::manifest::RecordType;
use campo_wire::sync::{Chain, PushRequest};

use crate::workload::{Fields, NOW_MS, Workload, edit, more};

/// A device's documents by the place of their record in the workload, and how many edits it has made.
pub struct Author<'a> {
    workload: &'a Workload,
    actor: ActorId,
    documents: BTreeMap<usize, Document>,
    number: u64,
    chain: Chain,
}

impl<'a> Author<'a> {
    /// A device that has made nothing yet.
    pub fn new(workload: &'a Workload, device: DeviceTag) -> Self {
        Self {
            workload,
            actor: ActorId::new(device, [7; 8]),
            documents: BTreeMap::new(),
            number: 0,
            chain: Chain::default(),
        }
    }

    /// Makes the `i`-th record.
    pub fn create(&mut self, i: usize) -> Result<Edit> {
        let record = self.workload.record(i)?;
        self.change(i, record.id, &record.fields)
    }

    /// Makes the `round`-th edit of the `i`-th record.
    pub fn edit(&mut self, i: usize, round: usize) -> Result<Edit> {
        self.change(i, self.workload.record(i)?.id, &edit(i, round))
    }

    /// Makes a record that the workload has not.
    pub fn create_more(&mut self, i: usize) -> Result<Edit> {
        let record = more(i);
        self.change(beyond(i), record.id, &record.fields)
    }

    /// Makes the `round`-th edit of such a record.
    pub fn edit_more(&mut self, i: usize, round: usize) -> Result<Edit> {
        self.change(beyond(i), more(i).id, &edit(i, round))
    }

    /// The document of the `i`-th record.
    pub fn document(&self, i: usize) -> Result<&Document> {
        self.documents
            .get(&i)
            .context("a record that was made has a document")
    }

    /// What sends these edits, which follow all that were sent before.
    pub fn push(&mut self, edits: Vec<Edit>) -> PushRequest {
        let chain = self.chain;
        self.chain = edits.iter().fold(chain, |link, edit| edit.chain(link));
        PushRequest {
            device: self.actor.device(),
            chain,
            edits,
        }
    }

    fn change(&mut self, i: usize, record: RecordId, patch: &Fields) -> Result<Edit> {
        let document = self.documents.entry(i).or_default();
        let seen = patch
            .keys()
            .map(|key| (key.clone(), document.get(key).cloned()))
            .collect();
        let declared = self.workload.declared()?;
        let (change, hash) = make(declared, document, self.actor, patch)?;
        self.number += 1;
        Ok(Edit {
            id: EditId {
                device: self.actor.device(),
                seq: self.number,
            },
            group: None,
            record,
            record_type: self.workload.key.clone(),
            schema: "1.0.0".to_owned(),
            at: EditTime {
                device_ms: NOW_MS + self.number as i64,
                offset_ms: Some(0),
            },
            body: Body::Change {
                facet: RecordType::BASE.to_owned(),
                seen,
                change,
                hash,
            },
        })
    }
}

/// A place that no record of a workload has.
fn beyond(i: usize) -> usize {
    usize::MAX - i
}

fn make(
    declared: &RecordType,
    document: &mut Document,
    actor: ActorId,
    patch: &Fields,
) -> Result<(Change, ChangeHash)> {
    let ops = fields::plan(declared, RecordType::BASE, document, patch)?;
    document
        .author(actor, NOW_MS / 1000, &ops)?
        .context("the edit says something new")
}
