//! Cutting the power at random moments, and having what is left checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use campo_faults::scratch;
use campo_tests::Server;
use fastrand::Rng;

use crate::check;
use crate::day::{Day, Fact, MACHINES, Operation};
use crate::disk::{Disk, Drive, Fate, Image};
use crate::trace;

/// How many images are checked at once; they are kept in memory until then.
const BATCH: usize = 16;

/// What to do.
pub struct Plan {
    /// The drive of the machine whose power is cut.
    pub drive: Drive,
    /// How many images of each operation.
    pub images: usize,
    /// How many of these are played on.
    pub meetings: usize,
    /// Where chance begins.
    pub seed: u64,
}

/// What came out for one operation.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many images were checked.
    pub images: usize,
    /// How many were played on.
    pub meetings: usize,
    /// What was not as it must be.
    pub broken: Vec<String>,
}

/// What came out, by operation.
pub type Tallies = BTreeMap<&'static str, Tally>;

/// The power of an operation's machine is cut after this many calls.
struct Cut<'a> {
    calls: usize,
    operation: &'a Operation,
    meets: bool,
}

/// A cut with what it leaves.
struct Left<'a> {
    cut: &'a Cut<'a>,
    fate: Fate,
    told: Vec<&'a Fact>,
    /// The machine's files.
    image: Image,
    /// The files of the machines that go on, where all are to meet.
    others: Vec<Image>,
}

/// Cuts the power during each operation that is wanted; the trace is played once.
pub fn cut_all(
    day: &Day,
    server: &mut Server,
    plan: &Plan,
    wanted: impl Fn(&str) -> bool,
) -> Tallies {
    let events = trace::read(&day.log);
    let mut random = Rng::with_seed(plan.seed);
    let wanted = day
        .operations
        .iter()
        .filter(|operation| wanted(operation.name));
    let cuts = moments(&events, wanted, plan, &mut random);
    let mut disk = Disk::new(plan.drive);
    let mut played = 0;
    let mut tallies = Tallies::new();
    for batch in cuts.chunks(BATCH) {
        let mut left = Vec::new();
        for cut in batch {
            for event in &events[played..cut.calls] {
                disk.apply(&event.call);
            }
            played = cut.calls;
            let moment = played.checked_sub(1).map_or(0, |last| events[last].end);
            left.push(leave(day, &disk, cut, day.told(moment), &mut random));
        }
        judge(day, server, &left, &mut tallies);
    }
    tallies
}

/// When the power is cut, in order.
fn moments<'a>(
    events: &[trace::Event],
    operations: impl Iterator<Item = &'a Operation>,
    plan: &Plan,
    random: &mut Rng,
) -> Vec<Cut<'a>> {
    let by = |moment: u64| events.partition_point(|event| event.end <= moment);
    let mut cuts = Vec::new();
    for operation in operations {
        let (from, to) = operation.span;
        cuts.extend((0..plan.images).map(|image| Cut {
            calls: random.usize(by(from)..=by(to)),
            operation,
            meets: image < plan.meetings,
        }));
    }
    cuts.sort_by_key(|cut| cut.calls);
    cuts
}

fn leave<'a>(
    day: &Day,
    disk: &Disk,
    cut: &'a Cut<'a>,
    told: Vec<&'a Fact>,
    random: &mut Rng,
) -> Left<'a> {
    let fate = Fate::ALL[random.usize(..Fate::ALL.len())];
    let machine = cut.operation.machine;
    let others = MACHINES
        .iter()
        .filter(|name| cut.meets && **name != machine);
    Left {
        cut,
        fate,
        told,
        image: disk.cut(&day.root.join(machine), fate, random),
        others: others
            .map(|name| disk.running(&day.root.join(name)))
            .collect(),
    }
}

/// Checks each image, two at a time, and then lets some meet, one after the other: there is one address.
fn judge(day: &Day, server: &mut Server, left: &[Left<'_>], tallies: &mut Tallies) {
    let (one, other) = left.split_at(left.len() / 2);
    let check = |half: &[Left<'_>]| -> Vec<Result<()>> {
        half.iter().map(|left| check_alone(day, left)).collect()
    };
    let found = std::thread::scope(|scope| {
        let first = scope.spawn(|| check(one));
        let second = check(other);
        first
            .join()
            .unwrap()
            .into_iter()
            .chain(second)
            .collect::<Vec<_>>()
    });
    for (left, mut found) in left.iter().zip(found) {
        let tally = tallies.entry(left.cut.operation.name).or_default();
        tally.images += 1;
        // Before that there is nobody to meet.
        let people = left
            .told
            .iter()
            .any(|fact| matches!(fact, Fact::Logged { .. }));
        if left.cut.meets && people && found.is_ok() {
            tally.meetings += 1;
            found = meet(day, server, left);
        }
        if let Err(error) = found {
            let (name, calls, fate) = (left.cut.operation.name, left.cut.calls, left.fate);
            tally
                .broken
                .push(format!("{name}, after call {calls}, {fate:?}: {error:#}"));
        }
    }
}

fn check_alone(day: &Day, left: &Left<'_>) -> Result<()> {
    let folder = scratch();
    write(&left.image, &day.root, folder.path());
    let machine = left.cut.operation.machine;
    if machine == "server" {
        return check::server(&folder.path().join(machine), &left.told);
    }
    let of_it = |fact: &&&Fact| fact.home() == Some(machine);
    let told: Vec<&Fact> = left.told.iter().filter(of_it).copied().collect();
    check::device(&Day::home(folder.path(), machine), &told)
}

fn meet(day: &Day, server: &mut Server, left: &Left<'_>) -> Result<()> {
    let folder = scratch();
    for image in left.others.iter().chain([&left.image]) {
        write(image, &day.root, folder.path());
    }
    let met = check::meeting(day, server, folder.path(), &left.told);
    server.kill();
    met
}

fn write(image: &Image, from: &Path, to: &Path) {
    for (path, bytes) in image {
        let path: PathBuf = to.join(path.strip_prefix(from).unwrap());
        let folder = if bytes.is_some() {
            path.parent().unwrap()
        } else {
            &path
        };
        std::fs::create_dir_all(folder).unwrap();
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
    }
}
