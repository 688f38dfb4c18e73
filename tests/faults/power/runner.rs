//! Power cuts: whatever somebody was told is still true after the power failed at any moment.
//!
//! A day of two devices and a server is lived once with the real programs under a tracer (`tracer.c`). Then the power of
//! one machine is cut at random moments: its disk is rebuilt from the trace with what was not synced lost, begun, kept in
//! part or torn, while the other machines go on. Each image is opened and checked; some are played on with the real
//! programs until all have met. Killing a process shows none of this: the system still writes what it was given.
//!
//! More images with `cargo xtask power --images N`.
#![expect(clippy::unwrap_used, reason = "a check that cannot go on has failed")]

mod check;
mod cut;
mod day;
mod disk;
mod trace;

use std::time::Instant;

use campo_faults::number;

use cut::{Plan, Tallies, cut_all};
use day::Day;
use disk::Drive;

/// Where a drive that forgets write-ahead logs must be found out.
const TEETH: [&str; 2] = ["local commit", "commit, server"];

#[test]
fn what_was_told_outlives_a_power_cut_at_any_moment() {
    let images = number("CAMPO_POWER_IMAGES", 14) as usize;
    let seed = number("CAMPO_POWER_SEED", 20_261_123);
    println!("SEED={seed}");
    let start = Instant::now();
    let (day, mut server) = Day::live();
    println!("the day took {:.1} s", start.elapsed().as_secs_f64());

    let plan = Plan {
        drive: Drive::Honest,
        images,
        meetings: images.div_ceil(20),
        seed,
    };
    let honest = cut_all(&day, &mut server, &plan, |_| true);
    tell("a drive that obeys", &honest);
    let plan = Plan {
        drive: Drive::ForgetsLogs,
        meetings: 0,
        ..plan
    };
    let forgets = cut_all(&day, &mut server, &plan, |name| TEETH.contains(&name));
    tell("a drive that ignores syncs of write-ahead logs", &forgets);
    println!("all took {:.1} s", start.elapsed().as_secs_f64());

    let broken: Vec<_> = honest.values().flat_map(|tally| &tally.broken).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    for name in TEETH {
        let tally = &forgets[name];
        let enough = tally.broken.len() * 5 >= tally.images;
        assert!(enough, "{name}: the check has no teeth");
    }
}

fn tell(title: &str, tallies: &Tallies) {
    eprintln!("{title}:");
    for (name, tally) in tallies {
        let (images, meetings, broken) = (tally.images, tally.meetings, tally.broken.len());
        eprintln!("  {name}: {images} images, {meetings} played on, {broken} broken");
    }
}
