//! Every edit made on a device is in exactly one state, the numbers add up, and the server says the same.

use std::collections::{BTreeMap, BTreeSet};

use campo_store::EditStatus;
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
#[derive(Debug)]
pub(crate) struct Row {
    local: i64,
    device: [u8; 8],
    number: Option<i64>,
    state: i64,
    seq: Option<i64>,
    /// Whether its record left the person's scope and took its content along.
    erased: bool,
}

impl Row {
    /// All of a device's table.
    pub(crate) fn all(file: &Connection) -> Result<Vec<Self>> {
        let sql = "SELECT local, device, number, state, seq, length(payload) = 0 FROM edit ORDER BY local";
        let mut read = file.prepare(sql)?;
        let rows = read.query_map([], |row| {
            Ok(Self {
                local: row.get(0)?,
                device: row.get(1)?,
                number: row.get(2)?,
                state: row.get(3)?,
                seq: row.get(4)?,
                erased: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

pub(super) fn check(
    world: &mut World,
    oracle: &Oracle,
    machine: usize,
    file: &Connection,
) -> Result<()> {
    let rows = Row::all(file)?;
    check_numbers(world, machine, &rows)?;
    check_fates(world, oracle, machine, &rows)
}

/// Of every edit of a device that was destroyed the server knows what became of it.
pub(super) fn check_destroyed(world: &World, oracle: &Oracle, machine: usize) -> Result<()> {
    let destroyed = &world.machines[machine];
    // A server that went back to a backup from before lost what it was given last.
    let rows = destroyed.handed_in.iter().flatten();
    for row in rows.filter(|_| world.restores == 0) {
        let known = match row.number {
            Some(number) if row.state == EditStatus::Quarantined as i64 => {
                is_kept(oracle, row.device, number, "true")?
            }
            Some(number) => verdict(oracle, row.device, number)?.is_some(),
            // Made anew on another base it had nothing more to say.
            None => row.state >= EditStatus::Accepted as i64,
        };
        expect(
            "a device hands its work in before it is destroyed",
            known,
            || format!("{}: {row:?}", destroyed.name),
        )?;
    }
    Ok(())
}

fn check_fates(world: &World, oracle: &Oracle, machine: usize, rows: &[Row]) -> Result<()> {
    let in_log: BTreeSet<Name> = oracle.edits.iter().map(|(_, edit)| name(edit)).collect();
    let made = &world.machines[machine].made;
    let whose = &world.machines[machine].name;
    let (mut taken, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        let Some(made) = made.get(&row.local) else {
            continue;
        };
        let logged = in_log.contains(&(made.at_ms, made.part.clone()));
        // What left the device with its record is not offered again when a restored server lost it.
        let is_lost = world.restores > 0 && !logged && row.erased;
        let fits = is_lost
            || match row.state {
                // One that had nothing more to say has no entry, and no number of the log.
                2 | 3 => logged || row.seq.is_none(),
                // Another backup may have it accepted.
                4..=6 => !logged || has_other_fate(world, made.at_ms) || world.restores > 1,
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
        if !is_lost {
            check_verdict(oracle, world.restores > 0, whose, row)?;
        }
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

/// What the server decided on an edit.
fn verdict(oracle: &Oracle, device: [u8; 8], number: i64) -> Result<Option<Verdict>> {
    let sql = "SELECT outcome FROM verdict WHERE device = ?1 AND number = ?2";
    let outcome: Option<Vec<u8>> = oracle
        .file
        .query_row(sql, params![device, number], |row| row.get(0))
        .optional()?;
    Ok(outcome
        .map(|bytes| postcard::from_bytes(&bytes))
        .transpose()?)
}

/// Whether the server keeps an edit that was set aside, of which `still` holds.
fn is_kept(oracle: &Oracle, device: [u8; 8], number: i64, still: &str) -> Result<bool> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM quarantine WHERE device = ?1 AND number = ?2 AND {still})"
    );
    let read = |row: &rusqlite::Row<'_>| row.get(0);
    Ok(oracle.file.query_row(&sql, params![device, number], read)?)
}

fn check_verdict(oracle: &Oracle, restored: bool, whose: &str, row: &Row) -> Result<()> {
    let Some(number) = row.number else {
        return Ok(());
    };
    let verdict = verdict(oracle, row.device, number)?;
    let agreed = match (row.state, &verdict) {
        (2, Some(Verdict::Accepted { seq, conflict })) => {
            row.seq.is_none_or(|known| known as u64 == *seq) && !conflict
        }
        (3, Some(Verdict::Accepted { seq, conflict })) => {
            row.seq.is_none_or(|known| known as u64 == *seq) && *conflict
        }
        (2, Some(Verdict::Known { seq })) => row.seq.is_none_or(|known| known as u64 == *seq),
        (4 | 6, Some(Verdict::Refused(_) | Verdict::Quarantined { .. })) => true,
        (5, Some(Verdict::Quarantined { .. })) => {
            is_kept(oracle, row.device, number, "outcome IS NULL")?
        }
        // The refusal was lost with the rest of what came after the backup.
        (4 | 6, None) => restored,
        _ => false,
    };
    expect(AGREED, agreed, || {
        format!(
            "{whose}: edit {} (number {number}) is {} and the server says {verdict:?}",
            row.local, row.state
        )
    })
}
