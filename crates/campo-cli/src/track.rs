//! `campo track`: recorded tracks replayed as a phone would have lived them.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use campo_capture::track::{
    Event, Fence, Policy, Position, Sampler, Watch, distance, encode, replay,
};
use jiff::Timestamp;
use serde::Serialize;

use crate::args::TrackCommand;
use crate::output::Output;

/// How many positions one segment has: a minute at one a second.
const SEGMENT: usize = 60;

/// What a replay showed.
#[derive(Debug, Serialize)]
struct Replayed {
    /// Positions in the file.
    positions: usize,
    /// Points or sentences that were no positions.
    skipped: usize,
    /// Positions a phone would have kept.
    kept: usize,
    /// Bytes they take when stored.
    bytes: usize,
    /// Meters along what was kept.
    meters: u64,
    events: Vec<Crossing>,
}

/// An event, and at which of the given fences, counted from 0.
#[derive(Debug, Serialize)]
struct Crossing {
    fence: usize,
    kind: &'static str,
    time: String,
}

/// Does one of the track commands.
pub fn run(command: TrackCommand, output: Output) -> anyhow::Result<ExitCode> {
    let TrackCommand::Replay {
        file,
        fences,
        dwell,
        all,
    } = command;
    let dwell = dwell.map(|seconds| i64::from(seconds) * 1_000);
    let fences = fences
        .iter()
        .map(|text| fence(text, dwell))
        .collect::<anyhow::Result<Vec<_>>>()?;
    output.answer(&replayed(&file, &fences, all)?, describe)
}

fn replayed(file: &Path, fences: &[Fence], all: bool) -> anyhow::Result<Replayed> {
    let reading = || format!("reading {}", file.display());
    let bytes = std::fs::read(file).with_context(reading)?;
    let track = replay(&bytes).with_context(reading)?;
    let mut sampler = Sampler::new(Policy::default());
    let kept: Vec<Position> = track
        .positions
        .iter()
        .filter(|position| all || sampler.offer(position))
        .copied()
        .collect();
    let mut size = 0;
    for segment in kept.chunks(SEGMENT) {
        size += encode(segment)?.len();
    }
    let place = |position: &Position| (position.lat, position.lon);
    let meters: f64 = kept
        .windows(2)
        .filter_map(|pair| Some(distance(place(pair.first()?), place(pair.last()?))))
        .sum();
    Ok(Replayed {
        positions: track.positions.len(),
        skipped: track.skipped,
        kept: kept.len(),
        bytes: size,
        meters: meters.round() as u64,
        events: crossings(&track.positions, fences)?,
    })
}

fn crossings(track: &[Position], fences: &[Fence]) -> anyhow::Result<Vec<Crossing>> {
    let mut watches: Vec<Watch> = fences.iter().map(|fence| Watch::new(*fence)).collect();
    let mut crossings = Vec::new();
    for position in track {
        for (fence, watch) in watches.iter_mut().enumerate() {
            if let Some(Event { kind, time }) = watch.see(position) {
                crossings.push(Crossing {
                    fence,
                    kind: kind.name(),
                    time: format!("{:.3}", Timestamp::from_millisecond(time)?),
                });
            }
        }
    }
    Ok(crossings)
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
