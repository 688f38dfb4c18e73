//! What reading costs: a list, a search while typing, and opening a home.

use std::path::Path;

use anyhow::{Result, ensure};
use campo_query::search::match_text;

use crate::cost::{compare, cost_of};
use crate::measure::Measure;
use crate::ratios::home::Home;
use crate::ratios::plain::Plain;
use crate::ratios::writes::Pair;
use crate::workload::Workload;

const TURNS: usize = 51;
const OPENINGS: usize = 11;

/// What a person has typed so far; the last word is unfinished.
const TYPED: [&str; 6] = [
    "jo",
    "joao",
    "vistoria te",
    "orcam",
    "OS-0000",
    "conceicao olin",
];

/// The first page of a filtered list, sorted by an indexed field, with its total.
pub fn list(workload: &Workload, (home, plain): &mut Pair) -> Result<[Measure; 2]> {
    ensure!(
        home.list(workload)? == plain.list()?,
        "both sides list the same rows"
    );
    let costs = compare(
        TURNS,
        |_| Ok(cost_of(|| plain.list())?.1),
        |_| Ok(cost_of(|| home.list(workload))?.1),
    )?;
    Ok(Measure::times(
        "list: filter, sort, first 50 of 16 columns, total",
        workload.records.len(),
        1,
        costs,
    ))
}

/// Searches of a person who types.
pub fn search(workload: &Workload, (home, plain): &mut Pair) -> Result<[Measure; 2]> {
    let expressions: Vec<String> = TYPED.into_iter().filter_map(match_text).collect();
    for (typed, expression) in TYPED.iter().zip(&expressions) {
        ensure!(
            home.search(workload, typed)? == plain.search(expression)?,
            "both sides find as much for `{typed}`"
        );
    }
    let limit = |_| {
        Ok(cost_of(|| {
            expressions
                .iter()
                .try_for_each(|typed| plain.search(typed).map(drop))
        })?
        .1)
    };
    let campo = |_| {
        Ok(cost_of(|| {
            TYPED
                .iter()
                .try_for_each(|typed| home.search(workload, typed).map(drop))
        })?
        .1)
    };
    let costs = compare(TURNS, limit, campo)?;
    Ok(Measure::times(
        "search as one types, best 50, a search",
        workload.records.len(),
        TYPED.len(),
        costs,
    ))
}

/// From nothing open to the first page, and the size of the files.
pub fn open(workload: &Workload, (home, plain): Pair) -> Result<[Measure; 4]> {
    let (home_path, plain_path) = (home.path(), plain.path());
    let _folders = (home.close(), plain.close());
    let bytes = sizes(&plain_path, &home_path)?;
    let limit = |_| Ok(cost_of(|| Plain::open_and_list(&plain_path))?.1);
    let campo = |_| Ok(cost_of(|| Home::open_and_list(&home_path, workload))?.1);
    let costs = compare(OPENINGS, limit, campo)?;
    let records = workload.records.len();
    let [opening_limit, opening] =
        Measure::times("open a home to its first list page", records, 1, costs);
    let [size_limit, size] = Measure::bytes(
        "file after the first sync, a record",
        records,
        records,
        bytes,
    );
    Ok([opening_limit, opening, size_limit, size])
}

/// The sizes of two closed databases.
pub fn sizes(limit: &Path, campo: &Path) -> Result<(u64, u64)> {
    Ok((
        std::fs::metadata(limit)?.len(),
        std::fs::metadata(campo)?.len(),
    ))
}
