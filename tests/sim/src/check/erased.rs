//! What was erased is nowhere: not in a document, an edit, a row or the search of any device, nor at the server.

use rusqlite::{Connection, params};

use crate::violation::{Result, expect};
use crate::world::World;

/// Where a device keeps what was typed. What was refused is its author's until they give it up.
const PLACES: [&str; 4] = [
    "SELECT count(*) FROM entry WHERE instr(payload, ?2) > 0",
    "SELECT count(*) FROM edit WHERE state <> 4 AND instr(payload, ?2) > 0",
    "SELECT count(*) FROM document WHERE instr(coalesce(confirmed, x''), ?2) > 0
       OR instr(coalesce(current, x''), ?2) > 0",
    "SELECT count(*) FROM \"p_demo.house\" WHERE name = ?1 AND ?2 IS NOT NULL",
];

pub(super) fn check(world: &World, machine: usize, file: &Connection) -> Result<()> {
    let name = &world.machines[machine].name;
    for canary in &world.canaries {
        // As texts are stored: their length before them.
        let stored = postcard::to_stdvec(canary)?;
        for place in PLACES {
            let mut find = file.prepare_cached(place)?;
            let found: i64 = find.query_row(params![canary, stored], |row| row.get(0))?;
            expect("what was erased is nowhere", found == 0, || {
                format!("{name} has {canary}: {place}")
            })?;
        }
    }
    Ok(())
}
