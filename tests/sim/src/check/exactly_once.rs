//! No acknowledged edit is lost, and none is in the log twice.

use std::collections::{BTreeMap, BTreeSet};

use campo_document::Edit;

use crate::oracle::Oracle;
use crate::violation::{Result, expect};
use crate::world::World;

/// What an edit is told apart by: the moment it was made at, and of a group its document.
pub(super) type Name = (i64, Option<String>);

pub(super) fn name(edit: &Edit) -> Name {
    let part = edit.body.document().map(str::to_owned);
    (edit.at.device_ms, part)
}

pub(super) fn check(world: &World, oracle: &Oracle) -> Result<()> {
    let mut found: BTreeMap<Name, i64> = BTreeMap::new();
    let made_by_people = oracle
        .edits
        .iter()
        .filter(|(_, edit)| !edit.schema.is_empty());
    for (seq, edit) in made_by_people {
        let earlier = found.insert(name(edit), *seq);
        expect("no edit is in the log twice", earlier.is_none(), || {
            format!(
                "entries {earlier:?} and {seq} are one edit of {}: {:?}",
                edit.record, edit.body
            )
        })?;
    }
    let moments: BTreeSet<i64> = found.keys().map(|(at_ms, _)| *at_ms).collect();
    let lost = world
        .acknowledged
        .iter()
        .find(|at_ms| !moments.contains(at_ms));
    expect("no acknowledged edit is lost", lost.is_none(), || {
        format!("the edit made at {lost:?} is not in the log")
    })
}
