//! `campo track record`: a file in the place of the device's sensor.

use std::process::ExitCode;
use std::time::Duration;

use campo_app::App;
use campo_capture::track::Position;
use campo_wire::command::{AppendTrack, Empty, StartTrack};
use campo_wire::track::TrackPoint;

use super::replay::read;
use crate::args::RecordTrack;
use crate::output::{Output, refused};
use crate::record::shape;

/// How much is handed over at once, in milliseconds of the track.
const BATCH: i64 = 10_000;

/// Records a file and finishes the track.
pub async fn run(app: &App, record: RecordTrack, output: Output) -> anyhow::Result<ExitCode> {
    let track = read(&record.file)?.positions;
    if !record.resume {
        let watch = record.about.iter().chain(&record.watch).cloned().collect();
        app.start_track(StartTrack {
            purpose: record.purpose,
            about: record.about,
            watch,
            radius: record.radius,
        })
        .map_err(refused)?;
    }
    let mut rest = track.as_slice();
    while let Some(first) = rest.first() {
        let end = first.time.saturating_add(BATCH);
        let length = rest.iter().take_while(|position| position.time < end);
        // A position from before the first is handed over too, and passed over.
        let (batch, later) = rest.split_at(length.count().max(1));
        let points = batch.iter().map(point).collect();
        app.append_track(AppendTrack { points }).map_err(refused)?;
        if let Some(next) = later.first().filter(|_| !record.fast) {
            let wait = u64::try_from(next.time.saturating_sub(first.time)).unwrap_or_default();
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        rest = later;
    }
    let finished = app.finish_track(Empty {}).map_err(refused)?;
    output.answer(&shape(&finished), |_| super::line(&finished))
}

fn point(position: &Position) -> TrackPoint {
    TrackPoint {
        time: position.time,
        lat: position.lat,
        lon: position.lon,
        accuracy: position.accuracy,
        altitude: position.altitude,
        speed: position.speed,
        mock: Some(position.mock),
    }
}
