//! What writing costs: the first synchronization, creating, other people's edits, one's own.

use anyhow::{Context, Result};

use crate::cost::{Cost, compare, cost_of};
use crate::measure::Measure;
use crate::ratios::home::Home;
use crate::ratios::plain::Plain;
use crate::ratios::reads::sizes;
use crate::ratios::remote::{PAGE, Remote};
use crate::workload::{Record, Workload, edit};

const TURNS: usize = 3;
const EDITS: usize = 200;
const BATCH: usize = 500;

/// The most edits of one turn: each also reads what the search knows of its record, which takes long among many.
const MOST_INGESTED: usize = 5000;

/// A home and the plain tables with the same records.
pub type Pair = (Home, Plain);

/// Everything of a first synchronization stored and searchable; gives the pairs it filled.
pub fn first_sync(workload: &Workload, remote: &Remote<'_>) -> Result<([Measure; 2], Vec<Pair>)> {
    let frames = remote.enter()?;
    let (mut plains, mut homes) = (Vec::new(), Vec::new());
    let limit = |_| {
        let mut plain = Plain::new(workload)?;
        let cost = insert_all(&mut plain, workload, PAGE)?;
        plains.push(plain);
        Ok(cost)
    };
    let campo = |_| {
        let mut home = Home::new(workload)?;
        let ((), cost) = cost_of(|| home.apply(&frames))?;
        homes.push(home);
        Ok(cost)
    };
    let costs = compare(TURNS, limit, campo)?;
    let records = workload.records.len();
    let measures = Measure::times(
        "first sync, pages to rows, a record",
        records,
        records,
        costs,
    );
    Ok((measures, homes.into_iter().zip(plains).collect()))
}

/// Records made here, in transactions of [`BATCH`].
pub fn create(workload: &Workload) -> Result<[Measure; 2]> {
    let limit = |_| insert_all(&mut Plain::new(workload)?, workload, BATCH);
    let campo = |_| {
        let mut home = Home::new(workload)?;
        let all = || {
            workload
                .records
                .chunks(BATCH)
                .try_for_each(|records| home.create(workload, records))
        };
        Ok(cost_of(all)?.1)
    };
    let costs = compare(TURNS, limit, campo)?;
    Ok(Measure::times(
        "bulk create in 500s, a record",
        workload.records.len(),
        workload.records.len(),
        costs,
    ))
}

/// Edits of many records by somebody else, page by page.
pub fn ingest(
    workload: &Workload,
    remote: &mut Remote<'_>,
    (home, plain): &mut Pair,
) -> Result<[Measure; 2]> {
    let step = workload.records.len().div_ceil(MOST_INGESTED).max(1);
    let places = || (0..workload.records.len()).step_by(step);
    let limit = |turn| {
        let patches: Vec<_> = places().map(|i| edit(i, turn)).collect();
        let edited = workload.records.iter().step_by(step);
        let edits: Vec<_> = edited.zip(&patches).collect();
        Ok(cost_of(|| plain.update_pages(&edits, PAGE))?.1)
    };
    let campo = |turn| {
        let frames = remote.edit(places(), turn)?;
        Ok(cost_of(|| home.apply(&frames))?.1)
    };
    let costs = compare(TURNS, limit, campo)?;
    Ok(Measure::times(
        "remote edits in pages of 1000, an edit",
        workload.records.len(),
        places().count(),
        costs,
    ))
}

/// The files after ten edits by somebody else of one record in five.
pub fn history(workload: &Workload, (mut home, mut plain): Pair) -> Result<[Measure; 2]> {
    let mut remote = Remote::new(workload)?;
    let places = || (0..workload.records.len()).step_by(5);
    for round in 1..=10 {
        home.apply(&remote.edit(places(), round)?)?;
        let patches: Vec<_> = places().map(|i| edit(i, round)).collect();
        let edits: Vec<_> = workload.records.iter().step_by(5).zip(&patches).collect();
        plain.update_pages(&edits, PAGE)?;
    }
    let (plain_path, home_path) = (plain.path(), home.path());
    let _folders = (plain.close(), home.close());
    let records = workload.records.len();
    Ok(Measure::bytes(
        "file after 10 edits of 20 %, a record",
        records,
        records,
        sizes(&plain_path, &home_path)?,
    ))
}

/// One edit, one commit.
pub fn local_edit(workload: &Workload, (home, plain): &mut Pair) -> Result<[Measure; 2]> {
    let limit = |turn| {
        let (record, patch) = (nth(workload, turn)?, edit(turn, EDITS));
        Ok(cost_of(|| plain.update([(record, &patch)].into_iter()))?.1)
    };
    let campo = |turn| {
        let (record, patch) = (nth(workload, turn)?, edit(turn, EDITS));
        Ok(cost_of(|| home.update(record, &patch))?.1)
    };
    let costs = compare(EDITS, limit, campo)?;
    Ok(Measure::times(
        "one local edit, durable",
        workload.records.len(),
        1,
        costs,
    ))
}

/// Every record into the plain tables, in transactions of so many.
pub fn insert_all(plain: &mut Plain, workload: &Workload, batch: usize) -> Result<Cost> {
    let mut batches = workload.records.chunks(batch).zip((1..).step_by(batch));
    Ok(
        cost_of(|| batches.try_for_each(|(records, from)| plain.insert(workload, records, from)))?
            .1,
    )
}

/// The record of a turn, far from that of the turn before.
fn nth(workload: &Workload, turn: usize) -> Result<&Record> {
    workload
        .records
        .get(turn * 7919 % workload.records.len().max(1))
        .context("there is a record")
}
