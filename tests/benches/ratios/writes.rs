//! What writing costs: the first synchronization, creating, other people's edits, one's own.

use anyhow::{Context, Result};

use crate::cost::{Cost, compare, cost_of};
use crate::home::Home;
use crate::plain::Plain;
use crate::remote::{PAGE, Remote};
use crate::table::{Row, Target};
use crate::workload::{Record, Workload, edit};

const TURNS: usize = 3;
const EDITS: usize = 200;
const BATCH: usize = 500;

/// A home and the plain tables with the same records.
pub type Pair = (Home, Plain);

/// Everything of a first synchronization stored and searchable; gives the pairs it filled.
pub fn first_sync(workload: &Workload, remote: &Remote<'_>) -> Result<(Row, Vec<Pair>)> {
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
    let row = Row::time(
        "first sync, pages to rows, a record",
        workload.records.len(),
        costs,
        &[Target::Ratio(2.5)],
    );
    Ok((row, homes.into_iter().zip(plains).collect()))
}

/// Records made here, in transactions of [`BATCH`].
pub fn create(workload: &Workload) -> Result<Row> {
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
    Ok(Row::time(
        "bulk create in 500s, a record",
        workload.records.len(),
        costs,
        &[Target::Ratio(1.0 / 0.35)],
    ))
}

/// An edit of every record by somebody else, page by page.
pub fn ingest(
    workload: &Workload,
    remote: &mut Remote<'_>,
    (home, plain): &mut Pair,
) -> Result<Row> {
    let count = workload.records.len();
    let limit = |turn| {
        let patches: Vec<_> = (0..count).map(|i| edit(i, turn)).collect();
        let edits: Vec<_> = workload.records.iter().zip(&patches).collect();
        let all = || {
            edits
                .chunks(PAGE)
                .try_for_each(|page| plain.update(page.iter().copied()))
        };
        Ok(cost_of(all)?.1)
    };
    let campo = |turn| {
        let frames = remote.edit(0..count, turn)?;
        Ok(cost_of(|| home.apply(&frames))?.1)
    };
    let costs = compare(TURNS, limit, campo)?;
    let targets = [
        Target::Ratio(1.0 / 0.7),
        Target::Within(std::time::Duration::from_micros(20)),
    ];
    Ok(Row::time(
        "remote edits in pages of 1000, an edit",
        count,
        costs,
        &targets,
    ))
}

/// One edit, one commit.
pub fn local_edit(workload: &Workload, (home, plain): &mut Pair) -> Result<Row> {
    let limit = |turn| {
        let (record, patch) = (nth(workload, turn)?, edit(turn, EDITS));
        Ok(cost_of(|| plain.update([(record, &patch)].into_iter()))?.1)
    };
    let campo = |turn| {
        let (record, patch) = (nth(workload, turn)?, edit(turn, EDITS));
        Ok(cost_of(|| home.update(record, &patch))?.1)
    };
    let costs = compare(EDITS, limit, campo)?;
    Ok(Row::time(
        "one local edit, durable",
        1,
        costs,
        &[Target::Ratio(1.3), Target::Cpu(5.0)],
    ))
}

fn insert_all(plain: &mut Plain, workload: &Workload, batch: usize) -> Result<Cost> {
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
