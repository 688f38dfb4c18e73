//! Every edit made on a device is in exactly one state, the numbers add up, and the server says the same.

use std::collections::{BTreeMap, BTreeSet};

use campo_wire::sync::Verdict;
use rusqlite::{Connection, OptionalExtension, params};

use crate::check::exactly_once::{Name, name};
use crate::machine::Machine;
use crate::oracle::Oracle;
use crate::violation::{Result, expect};
use crate::world::World;

const ACCOUNTED: &str = "every edit is in exactly one state and the numbers add up";
const AGREED: &str = "the server agrees with the device on every edit";

/// An edit as the device's table has it.
struct Row {
    local: i64,
    device: [u8; 8],
    number: Option<i64>,
    state: i64,
    seq: Option<i64>,
}

pub(super) fn check(
    world: &mut World,
    oracle: &Oracle,
    machine: usize,
    file: &Connection,
) -> Result<()> {
    let rows = rows(file)?;
    check_numbers(world, machine, &rows)?;
    let in_log: BTreeSet<Name> = oracle.edits.iter().map(|(_, edit)| name(edit)).collect();
    let made = &world.machines[machine].made;
    let whose = &world.machines[machine].name;
    let (mut taken, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for row in &rows {
        let Some(made) = made.get(&row.local) else {
            continue;
        };
        let logged = in_log.contains(&(made.at_ms, made.facet.clone()));
        let fits = match row.state {
            // One that had nothing more to say has no entry, and no number of the log.
            2 | 3 => logged || row.seq.is_none(),
            4..=6 => !logged || has_other_fate(world, made.at_ms),
            _ => false,
        };
        expect(ACCOUNTED, fits, || {
            format!(
                "{whose}: edit {} is {} and in the log: {logged}",
                row.local, row.state
            )
        })?;
        taken.extend(logged.then_some(made.at_ms));
        refused.extend((row.state == 4 && row.number.is_some()).then_some(made.at_ms));
        check_verdict(oracle, whose, row)?;
    }
    let mut both = taken.intersection(&refused);
    let half = both.find(|at_ms| !has_other_fate(world, **at_ms));
    expect(
        "a group is accepted or refused whole",
        half.is_none(),
        || {
            format!(
                "{whose}: of what was done at {half:?} a part is in the log and a part was refused"
            )
        },
    )
}

/// Whether an edit that was refused here may be in the log all the same: somebody retried it, or a copy of the device
/// sent it at a better moment.
fn has_other_fate(world: &World, at_ms: i64) -> bool {
    let knows = |machine: &&Machine| machine.made.values().any(|made| made.at_ms == at_ms);
    world.decided.contains(&at_ms) || world.machines.iter().filter(knows).count() > 1
}

fn rows(file: &Connection) -> Result<Vec<Row>> {
    let mut read =
        file.prepare("SELECT local, device, number, state, seq FROM edit ORDER BY local")?;
    let rows = read.query_map([], |row| {
        Ok(Row {
            local: row.get(0)?,
            device: row.get(1)?,
            number: row.get(2)?,
            state: row.get(3)?,
            seq: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn check_numbers(world: &mut World, machine: usize, rows: &[Row]) -> Result<()> {
    let whose = world.machines[machine].name.clone();
    let locals: BTreeSet<i64> = rows.iter().map(|row| row.local).collect();
    let made: BTreeSet<i64> = world.machines[machine].made.keys().copied().collect();
    expect(ACCOUNTED, locals == made, || {
        format!("{whose} has the edits {locals:?} of the {made:?} made there")
    })?;
    let counts = world.machines[machine].store()?.read(|tx| tx.counts())?;
    let mut by_state: BTreeMap<i64, u64> = BTreeMap::new();
    rows.iter()
        .for_each(|row| *by_state.entry(row.state).or_default() += 1);
    let number = |states: &[i64]| {
        states
            .iter()
            .filter_map(|state| by_state.get(state))
            .sum::<u64>()
    };
    let told = [
        counts.local,
        counts.sent,
        counts.accepted,
        counts.refused,
        counts.quarantined,
    ];
    let found = [
        number(&[0]),
        number(&[1]),
        number(&[2, 3]),
        number(&[4]),
        number(&[5]),
    ];
    expect(ACCOUNTED, told == found, || {
        format!("{whose} counts {told:?} and has {found:?}")
    })?;
    let discarded = number(&[6]);
    expect(
        ACCOUNTED,
        told.iter().sum::<u64>() + discarded == made.len() as u64,
        || {
            format!(
                "{whose} counts {told:?} and {discarded} given up of {} edits",
                made.len()
            )
        },
    )
}

fn check_verdict(oracle: &Oracle, whose: &str, row: &Row) -> Result<()> {
    let Some(number) = row.number else {
        return Ok(());
    };
    let sql = "SELECT outcome FROM verdict WHERE device = ?1 AND number = ?2";
    let outcome: Option<Vec<u8>> = oracle
        .file
        .query_row(sql, params![row.device, number], |row| row.get(0))
        .optional()?;
    let verdict: Option<Verdict> = outcome
        .map(|bytes| postcard::from_bytes(&bytes))
        .transpose()?;
    let agreed = match (row.state, &verdict) {
        (2, Some(Verdict::Accepted { seq, conflict })) => {
            row.seq.is_none_or(|known| known as u64 == *seq) && !conflict
        }
        (3, Some(Verdict::Accepted { seq, conflict })) => {
            row.seq.is_none_or(|known| known as u64 == *seq) && *conflict
        }
        (2, Some(Verdict::Known { seq })) => row.seq.is_none_or(|known| known as u64 == *seq),
        (4 | 6, Some(Verdict::Refused(_) | Verdict::Quarantined { .. })) => true,
        (5, Some(Verdict::Quarantined { .. })) => true,
        _ => false,
    };
    expect(AGREED, agreed, || {
        format!(
            "{whose}: edit {} (number {number}) is {} and the server says {verdict:?}",
            row.local, row.state
        )
    })
}
