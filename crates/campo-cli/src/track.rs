//! `campo track`: where a person has been, recorded on this device or by another.

mod record;
mod replay;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use campo_app::App;
use campo_capture::track::to_gpx;
use campo_wire::command::{AllowTracks, Empty, PauseTrack, RecordRef, TrackState};
use campo_wire::record::{ListRecords, Record};
use serde_json::{Value, json};

use crate::args::{Answer, TrackCommand};
use crate::output::{Output, plain, refused};
use crate::record::shape;
use crate::session::open;

/// The type of tracks.
const TRACK: &str = "core.track";

/// Does one of the track commands.
pub async fn run(home: &Path, command: TrackCommand, output: Output) -> anyhow::Result<ExitCode> {
    if let TrackCommand::Replay {
        file,
        fences,
        dwell,
        all,
    } = command
    {
        return replay::run(&file, &fences, dwell, all, output);
    }
    let app = open(home)?;
    let state = match command {
        TrackCommand::Replay { .. } | TrackCommand::Status => app.track_state(Empty {}),
        TrackCommand::Consent { answer } => app.allow_tracks(AllowTracks {
            allowed: answer == Answer::On,
        }),
        TrackCommand::Pause => app.pause_track(PauseTrack { paused: true }),
        TrackCommand::Resume => app.pause_track(PauseTrack { paused: false }),
        TrackCommand::Discard => app.discard_track(Empty {}),
        TrackCommand::Record(record) => return record::run(&app, record, output).await,
        TrackCommand::Finish => return show(app.finish_track(Empty {}), output),
        TrackCommand::Show { id } => return show(app.get_record(RecordRef { id }), output),
        TrackCommand::List => return list(&app, output),
        TrackCommand::Export { id, out } => return export(&app, id, &out, output).await,
    };
    output.answer(&state.map_err(refused)?, describe)
}

fn show(record: Result<Record, campo_app::AppError>, output: Output) -> anyhow::Result<ExitCode> {
    let record = record.map_err(refused)?;
    output.answer(&shape(&record), |_| line(&record))
}

/// A track in a line.
fn line(record: &Record) -> String {
    let field = |key| record.fields.get(key).map(plain).unwrap_or_default();
    let name = &record.title;
    let (started, meters, points) = (field("started"), field("meters"), field("points"));
    let id = &record.id;
    format!("{id}  {started}  {meters} m, {points} positions  {name}")
}

fn list(app: &App, output: Output) -> anyhow::Result<ExitCode> {
    let columns = ["started", "ended", "meters", "points", "mock"].map(str::to_owned);
    let request = ListRecords {
        record_type: TRACK.to_owned(),
        sort: vec!["-started".to_owned()],
        columns: columns.to_vec(),
        ..ListRecords::default()
    };
    let page = app.list_records(request).map_err(refused)?;
    let tracks: Vec<Value> = page
        .rows
        .iter()
        .map(|row| {
            let values = page.columns.iter().zip(&row.values);
            let mut track: serde_json::Map<String, Value> = values
                .map(|(column, value)| (column.clone(), value.clone()))
                .collect();
            track.insert("id".to_owned(), row.id.clone().into());
            track.insert("title".to_owned(), row.title.clone().into());
            Value::Object(track)
        })
        .collect();
    output.answer(&json!({ "total": page.total, "tracks": tracks }), |_| {
        tracks.iter().map(row).collect::<Vec<_>>().join("\n")
    })
}

fn row(track: &Value) -> String {
    let field = |key: &str| track.get(key).map(plain).unwrap_or_default();
    format!(
        "{}  {}  {} m, {} positions  {}",
        field("id"),
        field("started"),
        field("meters"),
        field("points"),
        field("title")
    )
}

async fn export(app: &App, id: String, out: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let (title, track) = app
        .track_positions(RecordRef { id: id.clone() })
        .await
        .map_err(refused)?;
    std::fs::write(out, to_gpx(&title, &track))
        .with_context(|| format!("writing {}", out.display()))?;
    let done = json!({ "id": id, "positions": track.len(), "out": out });
    output.answer(&done, |_| {
        format!("{} positions written to {}", track.len(), out.display())
    })
}

fn describe(state: &TrackState) -> String {
    let allowed = match state.allowed {
        true => "you allow that your way is recorded",
        false => "your way is not recorded: you have not allowed it",
    };
    let Some(now) = &state.recording else {
        return allowed.to_owned();
    };
    let doing = if now.paused { "paused" } else { "recording" };
    format!(
        "{allowed}\n{doing} since {}: {} m, {} positions, {} events",
        now.started,
        now.meters,
        now.points,
        now.crossings.len()
    )
}
