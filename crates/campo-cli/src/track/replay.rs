//! `campo track replay`: a recorded track as a phone would have lived it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use campo_capture::track::{Crossing, Fence, Policy, Position, Recorder, encode, replay};
use jiff::Timestamp;
use serde::Serialize;

use crate::output::Output;

/// What a replay showed.
#[derive(Debug, Serialize)]
struct Replayed {
    /// Positions in the file.
    positions: usize,
    /// Points or sentences that were no positions.
    skipped: usize,
    /// Positions a phone would have kept.
    kept: u64,
    /// Bytes they take when stored.
    bytes: usize,
    /// Meters along what was kept.
    meters: u64,
    events: Vec<Crossed>,
}

/// An event, and at which of the given fences, counted from 0.
#[derive(Debug, Serialize)]
struct Crossed {
    fence: usize,
    kind: &'static str,
    time: String,
}

/// Replays a file before some fences.
pub fn run(
    file: &Path,
    fences: &[String],
    dwell: Option<u32>,
    all: bool,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let dwell = dwell.map(|seconds| i64::from(seconds) * 1_000);
    let fences = fences
        .iter()
        .map(|text| fence(text, dwell))
        .collect::<anyhow::Result<Vec<_>>>()?;
    output.answer(&replayed(file, &fences, all)?, describe)
}

/// The positions of a GPX or NMEA file.
pub fn read(file: &Path) -> anyhow::Result<campo_capture::track::Replay> {
    let reading = || format!("reading {}", file.display());
    let bytes = std::fs::read(file).with_context(reading)?;
    replay(&bytes).with_context(reading)
}

fn replayed(file: &Path, fences: &[Fence], all: bool) -> anyhow::Result<Replayed> {
    let track = read(file)?;
    let mut policy = Policy::default();
    if all {
        // The shortest time at rest: every later position is kept.
        policy.longest = 1;
    }
    let mut recorder = Recorder::new(policy, fences);
    let (mut bytes, mut events) = (0, Vec::new());
    for position in &track.positions {
        if recorder.offer(position) {
            bytes += write(&mut recorder, &mut events)?;
        }
    }
    bytes += write(&mut recorder, &mut events)?;
    let totals = recorder.totals();
    Ok(Replayed {
        positions: track.positions.len(),
        skipped: track.skipped,
        kept: totals.points,
        bytes,
        meters: totals.meters.round() as u64,
        events,
    })
}

/// Takes what waits, as a device writes it; says how many bytes that is.
fn write(recorder: &mut Recorder, events: &mut Vec<Crossed>) -> anyhow::Result<usize> {
    let stretch = recorder.take();
    for crossing in &stretch.crossings {
        events.push(crossed(crossing)?);
    }
    Ok(encode(&stretch.positions)?.len())
}

fn crossed(crossing: &Crossing) -> anyhow::Result<Crossed> {
    let time = Timestamp::from_millisecond(crossing.event.time)?;
    Ok(Crossed {
        fence: crossing.fence,
        kind: crossing.event.kind.name(),
        time: format!("{time:.3}"),
    })
}

fn fence(text: &str, dwell: Option<i64>) -> anyhow::Result<Fence> {
    let wrong = || format!("`{text}` is not a fence: write latitude,longitude,meters");
    let numbers = text
        .split(',')
        .map(|number| number.trim().parse::<f64>())
        .collect::<Result<Vec<_>, _>>()
        .with_context(wrong)?;
    match numbers[..] {
        [lat, lon, radius] if Position::at(0, lat, lon).is_on_earth() && radius > 0.0 => {
            Ok(Fence {
                lat,
                lon,
                radius,
                dwell,
            })
        }
        _ => anyhow::bail!(wrong()),
    }
}

fn describe(replayed: &Replayed) -> String {
    let mut lines: Vec<String> = replayed
        .events
        .iter()
        .map(|event| format!("{} {} fence {}", event.time, event.kind, event.fence))
        .collect();
    lines.push(format!(
        "{} positions ({} skipped), {} kept in {} bytes, {} m",
        replayed.positions, replayed.skipped, replayed.kept, replayed.bytes, replayed.meters
    ));
    lines.join("\n")
}
