//! Looking for what should not be: rows that were changed, rows that belong to nothing, copies that say something else
//! than the log.

use std::collections::BTreeMap;

use campo_document::{Body, Part, link};
use campo_model::id::{DeviceTag, TypeKey};
use campo_wire::sync::{Chain, Verdict};
use rusqlite::Connection;

use crate::error::{LogError, Result};
use crate::projection;
use crate::table::verdict::{self, Decided};
use crate::table::{document, entry, erasure, record};
use crate::tenant::Tenant;

/// How many records are read in one go.
const CHUNK: usize = 1000;

/// Rows that must belong to another one: what they are, how many do not, and what to do.
const ORPHANS: &[(&str, &str)] = &[
    (
        "documents without a record",
        "SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.n = d.record)",
    ),
    (
        "holdings without a record",
        "SELECT count(*) FROM held h WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.n = h.record)",
    ),
    (
        "sessions without a device",
        "SELECT count(*) FROM session s WHERE NOT EXISTS (SELECT 1 FROM device d WHERE d.tag = s.device)",
    ),
    (
        "edits in the log without a verdict",
        "SELECT count(*) FROM entry e WHERE e.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.device = e.device AND v.number = e.number)",
    ),
    (
        "gaps between the numbers of the log",
        "SELECT coalesce(max(seq), 0) - count(*) FROM entry",
    ),
];

impl Tenant {
    /// What is wrong in this tenant's file; empty when it is sound. Takes a while, and the write lock for some of it.
    pub fn examine(&self) -> Result<Vec<String>> {
        let mut problems = self.read(|connection| {
            let mut problems = orphans(connection)?;
            for device in verdict::devices(connection)? {
                problems.extend(broken_chain(connection, device)?);
            }
            problems.extend(self.differing_documents(connection)?);
            Ok(problems)
        })?;
        problems.extend(self.differing_projections()?);
        Ok(problems)
    }

    /// Makes the projections anew from the documents.
    pub fn rebuild_projections(&self) -> Result<()> {
        self.write(|transaction| {
            let catalog = self.catalog(transaction)?;
            let types = catalog.registry().types().map(|(key, _)| key.clone());
            projection::fill(transaction, &catalog, &types.collect())
        })
    }

    /// Documents that are not what the log makes of them.
    fn differing_documents(&self, connection: &Connection) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        let mut after = None;
        loop {
            let rows = record::after(connection, after, CHUNK)?;
            let Some(last) = rows.last() else {
                return Ok(problems);
            };
            after = Some(last.id);
            for row in rows.iter().filter(|row| !row.erased) {
                let made = from_the_log(connection, row)?;
                let stored = document::stored(connection, row.n)?;
                let same = made.is_some_and(|made| same_documents(&made, &stored));
                if !same {
                    problems.push(format!(
                        "record {} is not what the log says: restore the tenant from a backup",
                        row.id
                    ));
                }
            }
        }
    }

    /// Projections that are not what the documents say. They are filled again and compared, and all of it is undone.
    fn differing_projections(&self) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        let undone = self.write(|transaction| -> Result<()> {
            let catalog = self.catalog(transaction)?;
            let types: Vec<TypeKey> = catalog.registry().types().map(|(key, _)| key.clone()).collect();
            for (at, key) in types.iter().enumerate() {
                transaction.execute_batch(&format!(
                    "CREATE TEMP TABLE before_{at} AS SELECT * FROM \"p_{key}\""
                ))?;
            }
            projection::fill(transaction, &catalog, &types.iter().cloned().collect())?;
            for (at, key) in types.iter().enumerate() {
                let sql = format!(
                    "SELECT count(*) FROM (SELECT * FROM before_{at} EXCEPT SELECT * FROM \"p_{key}\"
                     UNION ALL SELECT * FROM (SELECT * FROM \"p_{key}\" EXCEPT SELECT * FROM before_{at}))"
                );
                let differing: i64 = transaction.query_row(&sql, [], |row| row.get(0))?;
                if differing > 0 {
                    problems.push(format!(
                        "the list of {key} is out of date: run `campo-server doctor --repair`"
                    ));
                }
            }
            Err(LogError::Undone)
        });
        match undone {
            Err(LogError::Undone) | Ok(()) => Ok(problems),
            Err(other) => Err(other),
        }
    }
}

fn orphans(connection: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (what, sql) in ORPHANS {
        let found: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if found != 0 {
            problems.push(format!("{found} {what}: restore the tenant from a backup"));
        }
    }
    Ok(problems)
}

/// The first number of a device at which its chain, its digests or its entries do not fit.
fn broken_chain(connection: &Connection, device: DeviceTag) -> Result<Option<String>> {
    let (mut before, mut expected, mut broken) = (Chain::default(), 1, None);
    verdict::of_device(connection, device, |number, decided| {
        let fits = number == expected
            && link(before, decided.digest) == decided.chain
            && is_as_it_came(connection, (device, number), &decided)?;
        if !fits && broken.is_none() {
            broken = Some(number);
        }
        (before, expected) = (decided.chain, number + 1);
        Ok(())
    })?;
    Ok(broken.map(|number| {
        format!(
            "edit {number} of device {device} is not the one that came, or its verdict was changed: restore the tenant from a backup"
        )
    }))
}

/// Whether what is stored of an edit has the digest it came with, and is where its verdict says.
fn is_as_it_came(
    connection: &Connection,
    (device, number): (DeviceTag, u64),
    decided: &Decided,
) -> Result<bool> {
    let logged = entry::by_number(connection, device, number)?;
    let told = match decided.verdict {
        Verdict::Accepted { seq, .. } => Some(seq),
        _ => None,
    };
    let matches = match &logged {
        Some(logged) => {
            logged.edit.digest() == decided.digest
                || erasure::is_any(connection, logged.edit.record)?
        }
        None => true,
    };
    Ok(matches && logged.map(|logged| logged.seq) == told)
}

/// The documents that the log's edits of a record make; `None` when they do not fit together.
fn from_the_log(
    connection: &Connection,
    row: &record::RecordRow,
) -> Result<Option<BTreeMap<String, Part>>> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    for past in entry::of_record(connection, row.id)? {
        let (Body::Change { facet, .. } | Body::Text { facet, .. }) = &past.edit.body else {
            continue;
        };
        if past.edit.body.is_given_up() {
            continue;
        }
        let part = parts
            .entry(facet.clone())
            .or_insert_with(|| Part::empty(facet));
        if part.apply(&past.edit.body).is_err() {
            return Ok(None);
        }
    }
    Ok(Some(parts))
}

fn same_documents(made: &BTreeMap<String, Part>, stored: &[(String, Vec<u8>)]) -> bool {
    made.len() == stored.len()
        && stored.iter().all(|(name, state)| {
            let kept = Part::from_bytes(name, state);
            match (made.get(name), kept) {
                (Some(Part::Fields(one)), Ok(Part::Fields(other))) => *one == other,
                (Some(one @ Part::Text(_)), Ok(other @ Part::Text(_))) => {
                    one.heads() == other.heads() && one.text() == other.text()
                }
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests;
