//! A device shows what its person may see of the log, all of it and nothing else.

use std::collections::BTreeSet;

use campo_document::Document;
use campo_model::id::RecordId;
use rusqlite::{Connection, OptionalExtension};

use crate::check::rows::{Rebuilt, Row};
use crate::oracle::{Oracle, Truth, rights};
use crate::violation::{Result, Violation, expect};
use crate::world::World;

const SAME: &str = "a device equals the projection of the log for its person";
const NOTHING_ELSE: &str = "nothing outside a person's scope is on the device";

pub(super) fn check(
    world: &mut World,
    (oracle, rebuilt): (&Oracle, &Rebuilt),
    machine: usize,
    file: &Connection,
) -> Result<()> {
    let person = world.people[world.machines[machine].user].clone();
    let name = world.machines[machine].name.clone();
    let mut expected = BTreeSet::new();
    for (id, truth) in &oracle.truths {
        if !rights::holds(oracle, &person, *id) {
            check_absent(&name, file, *id)?;
            continue;
        }
        expected.insert(*id);
        let readable: Vec<(&str, &Document)> = truth
            .facets
            .iter()
            .filter(|(facet, _)| rights::reads(&person, facet))
            .map(|(facet, document)| (facet.as_str(), document))
            .collect();
        check_documents(world, machine, (*id, truth), &readable)?;
        let row = Row::of(file, &truth.record_type, *id)?
            .ok_or_else(|| Violation::new(SAME, format!("{name} has no row of {id}")))?;
        let expected = rebuilt.row(*id, truth, &readable)?;
        expect(SAME, row == expected, || {
            format!("{name} shows {row:?} instead of {expected:?}")
        })?;
    }
    for id in &oracle.erased {
        check_absent(&name, file, *id)?;
    }
    check_confirmed(&name, file, &expected)?;
    check_search(&name, file, oracle, &expected)
}

fn check_documents(
    world: &mut World,
    machine: usize,
    (id, truth): (RecordId, &Truth),
    readable: &[(&str, &Document)],
) -> Result<()> {
    let name = world.machines[machine].name.clone();
    let record = world.machines[machine]
        .store()?
        .read(|tx| tx.find_record(id))?;
    let record = record.ok_or_else(|| Violation::new(SAME, format!("{name} lacks {id}")))?;
    let facets = record
        .facets
        .iter()
        .map(|(facet, document)| (facet.as_str(), document));
    expect(SAME, facets.eq(readable.iter().copied()), || {
        format!(
            "{name} has other documents of {id}: {:?} instead of {readable:?}",
            record.facets
        )
    })?;
    expect(SAME, record.texts == truth.texts(), || {
        format!(
            "{name} has other texts of {id}: {:?} instead of {:?}",
            record.texts,
            truth.texts()
        )
    })?;
    let tombstone = record.tombstone.as_ref();
    let deletion = tombstone.map(|stone| (stone.device, stone.conflict));
    let expected = truth
        .deleted_by
        .map(|device| (device, truth.deletion_conflict));
    expect(SAME, deletion == expected, || {
        format!("{name} says of {id} that it is deleted {deletion:?} instead of {expected:?}")
    })
}

/// A record the person may not see has left nothing but the person's own edits of it.
fn check_absent(name: &str, file: &Connection, id: RecordId) -> Result<()> {
    let sql = "SELECT r.n, (SELECT count(*) FROM document d WHERE d.n = r.n) + (SELECT count(*) FROM entry e WHERE e.n = r.n)
                      + (SELECT count(*) FROM edit e WHERE e.n = r.n AND e.state IN (2, 3) AND length(e.payload) > 0)
               FROM record r WHERE r.id = ?1";
    let left: Option<(i64, i64)> = file
        .query_row(sql, [id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    expect(
        NOTHING_ELSE,
        left.is_none_or(|(_, parts)| parts == 0),
        || format!("{name} still has {id}: {left:?}"),
    )?;
    let rows = "SELECT (SELECT count(*) FROM \"p_demo.house\" WHERE _id = ?1) + (SELECT count(*) FROM \"p_demo.visit\" WHERE _id = ?1)";
    let shown: i64 = file.query_row(rows, [id.to_string()], |row| row.get(0))?;
    expect(NOTHING_ELSE, shown == 0, || {
        format!("{name} still shows {id}")
    })
}

fn check_confirmed(name: &str, file: &Connection, expected: &BTreeSet<RecordId>) -> Result<()> {
    let mut read = file.prepare("SELECT id FROM record WHERE confirmed = 1")?;
    let ids = read.query_map([], |row| row.get::<_, String>(0))?;
    for id in ids {
        let id = id?;
        let known = id
            .parse::<RecordId>()
            .is_ok_and(|id| expected.contains(&id));
        expect(NOTHING_ELSE, known, || {
            format!("{name} counts {id} as confirmed")
        })?;
    }
    Ok(())
}

/// The words of a record are found exactly where the record is.
fn check_search(
    name: &str,
    file: &Connection,
    oracle: &Oracle,
    expected: &BTreeSet<RecordId>,
) -> Result<()> {
    let mut find = file.prepare("SELECT count(*) FROM search WHERE search MATCH ?1")?;
    for (id, truth) in &oracle.truths {
        let key = if truth.record_type.as_str() == "demo.house" {
            "name"
        } else {
            "notes"
        };
        let Some(word) = oracle
            .text(*id, key)
            .and_then(|text| text.split(' ').next())
        else {
            continue;
        };
        let found: i64 = find.query_row([format!("\"{word}\"")], |row| row.get(0))?;
        expect(NOTHING_ELSE, (found > 0) == expected.contains(id), || {
            format!("{name} finds {found} records for {word}, a word of {id}")
        })?;
    }
    Ok(())
}
