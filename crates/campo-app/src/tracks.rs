//! Recording where a person has been, as far as they allow it.
//!
//! The sensor is the shell's; its positions come through `append_track`. What waits to be written, at most a minute, is in
//! memory: a kill costs that much and no more. Finishing makes a record of type `core.track`, so that rights,
//! synchronization and history hold for tracks as for everything else.

mod allow;
mod fences;
mod finish;
mod retain;

use std::sync::{Mutex, MutexGuard};

use campo_capture::track::{Crossing, Policy, Position, Recorder, Totals, encode};
use campo_model::id::TypeKey;
use campo_store::{StoreError, StoredRecording, StoredStretch};
use campo_wire::command::Empty;
use campo_wire::error::ErrorCode;
use campo_wire::track::{
    AppendTrack, PauseTrack, StartTrack, TrackCrossing, TrackPoint, TrackRecording, TrackState,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::access::Context;
use crate::app::{App, locked, now_ms};
use crate::capture::CaptureError;
use crate::error::AppError;
use crate::json::rfc3339;
use crate::records::type_key;
use fences::Watched;

/// The most positions given at once.
const MAX_POINTS: usize = 5_000;

/// The longest purpose, in characters.
const MAX_PURPOSE: usize = 200;

/// The recorder of this process, when it records.
#[derive(Default)]
pub(crate) struct Tracks(Mutex<Option<Running>>);

struct Running {
    /// Which recording it is of.
    started_ms: i64,
    recorder: Recorder,
}

/// What a recording is for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Plan {
    purpose: String,
    about: Option<String>,
    watched: Vec<Watched>,
}

impl App {
    /// Whether ways may be recorded, and what is recorded now.
    pub fn track_state(&self, _: Empty) -> Result<TrackState, AppError> {
        let running = self.running();
        self.shown_state(running.as_ref())
    }

    /// Begins a recording.
    pub fn start_track(&self, request: StartTrack) -> Result<TrackState, AppError> {
        let mut running = self.running();
        let plan = self.read(|context| {
            allow::require(context)?;
            Ok(Plan {
                purpose: request.purpose.chars().take(MAX_PURPOSE).collect(),
                watched: fences::around(context, &request)?,
                about: request.about.clone(),
            })
        })?;
        let begun = StoredRecording {
            started_ms: now_ms(),
            paused: false,
            plan: text(&plan),
            totals: text(&Totals::default()),
        };
        self.store(|store| {
            store.write(|tx| match tx.recording()? {
                Some(_) => Err(refused(
                    "a recording is not finished yet: finish or discard it first",
                )),
                None => Ok(tx.begin_recording(&begun)?),
            })
        })?;
        *running = None;
        self.shown_state(None)
    }

    /// Adds what the sensor gave. While the recording pauses it is passed over.
    pub fn append_track(&self, request: AppendTrack) -> Result<TrackState, AppError> {
        if request.points.len() > MAX_POINTS {
            let message = format!("at most {MAX_POINTS} positions at once: give them in parts");
            return Err(AppError::refused(ErrorCode::BadRequest, message));
        }
        self.stay_open();
        let mut running = self.running();
        self.read(allow::require)?;
        let recording = self.recording()?;
        if !recording.paused {
            let run = self.resumed(&mut running, &recording)?;
            for point in &request.points {
                if run.recorder.offer(&position(point)) {
                    self.write_stretch(run)?;
                }
            }
        }
        self.shown_state(running.as_ref())
    }

    /// Lets the recording pause, or go on.
    pub fn pause_track(&self, request: PauseTrack) -> Result<TrackState, AppError> {
        let mut running = self.running();
        self.recording()?;
        self.write_rest(&mut running)?;
        self.store(|store| Ok(store.write(|tx| tx.pause_recording(request.paused))?))?;
        *running = None;
        self.shown_state(None)
    }

    /// Gives the recording up; nothing of it stays.
    pub fn discard_track(&self, _: Empty) -> Result<TrackState, AppError> {
        let mut running = self.running();
        self.store(|store| Ok(store.write(|tx| tx.end_recording())?))?;
        *running = None;
        self.shown_state(None)
    }

    /// Writes what waits and forgets the rest: the app is being locked.
    pub(crate) fn leave_track(&self) {
        let mut running = self.running();
        if let Err(error) = self.write_rest(&mut running) {
            tracing::warn!(code = ?error.into_wire().code, "the last positions were not written");
        }
        *running = None;
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        // What a panic left behind is a recorder that has seen less than it was given.
        locked(&self.tracks().0)
    }

    /// The recording that is not finished.
    fn recording(&self) -> Result<StoredRecording, AppError> {
        let recording = self.store(|store| Ok(store.read(|tx| tx.recording())?))?;
        recording.ok_or_else(|| refused("nothing is being recorded: start a recording first"))
    }

    /// The recorder of the recording; one that goes on after what was written, when this process has none.
    fn resumed<'r>(
        &self,
        running: &'r mut Option<Running>,
        recording: &StoredRecording,
    ) -> Result<&'r mut Running, AppError> {
        if let Some(run) = running.take_if(|run| run.started_ms == recording.started_ms) {
            return Ok(running.insert(run));
        }
        let plan: Plan = stored(&recording.plan)?;
        let past = crossings(&self.store(|store| Ok(store.read(|tx| tx.crossings())?))?)?;
        let fences: Vec<_> = plan.watched.iter().map(|watched| watched.fence).collect();
        let totals = stored(&recording.totals)?;
        Ok(running.insert(Running {
            started_ms: recording.started_ms,
            recorder: Recorder::resume(Policy::default(), &fences, totals, &past),
        }))
    }

    /// Writes what waits, if it is still what is recorded.
    fn write_stretch(&self, run: &mut Running) -> Result<(), AppError> {
        let waiting = run.recorder.waiting();
        let stretch = StoredStretch {
            segment: encode(&waiting.positions).map_err(CaptureError::from)?,
            crossings: text(&waiting.crossings),
        };
        let totals = text(&run.recorder.totals());
        self.store(|store| {
            store.write(|tx| match tx.recording()? {
                Some(now) if now.started_ms == run.started_ms => {
                    Ok(tx.add_stretch(&stretch, &totals)?)
                }
                _ => Err(refused("this recording was ended by another window")),
            })
        })?;
        run.recorder.take();
        Ok(())
    }

    fn write_rest(&self, running: &mut Option<Running>) -> Result<(), AppError> {
        match running {
            Some(run) if !run.recorder.waiting().positions.is_empty() => self.write_stretch(run),
            _ => Ok(()),
        }
    }

    fn shown_state(&self, running: Option<&Running>) -> Result<TrackState, AppError> {
        self.read(|context| {
            let recording = context.tx.recording()?;
            let shown = recording.map(|recording| shown(context, &recording, running));
            Ok(TrackState {
                allowed: allow::is_allowed(context)?,
                recording: shown.transpose()?,
            })
        })
    }
}

fn shown(
    context: &Context<'_>,
    recording: &StoredRecording,
    running: Option<&Running>,
) -> Result<TrackRecording, AppError> {
    let run = running.filter(|run| run.started_ms == recording.started_ms);
    let totals: Totals = match run {
        Some(run) => run.recorder.totals(),
        None => stored(&recording.totals)?,
    };
    let plan: Plan = stored(&recording.plan)?;
    let crossings = crossings(&context.tx.crossings()?)?;
    Ok(TrackRecording {
        started: rfc3339(recording.started_ms),
        paused: recording.paused,
        points: totals.points,
        meters: totals.meters.round() as u64,
        mock: totals.mock,
        last: totals.last.map(rfc3339),
        rest_ms: run.map_or(Policy::default().moving, |run| run.recorder.rest()),
        crossings: crossings
            .iter()
            .filter_map(|crossing| told(&plan, crossing))
            .collect(),
        purpose: plan.purpose,
        about: plan.about,
    })
}

/// A crossing by the record it happened at.
fn told(plan: &Plan, crossing: &Crossing) -> Option<TrackCrossing> {
    Some(TrackCrossing {
        record: plan.watched.get(crossing.fence)?.record.clone(),
        kind: crossing.event.kind.name().to_owned(),
        time: rfc3339(crossing.event.time),
        lat: crossing.lat,
        lon: crossing.lon,
        accuracy: crossing.accuracy,
    })
}

fn crossings(written: &[String]) -> Result<Vec<Crossing>, AppError> {
    let mut crossings = Vec::new();
    for some in written {
        crossings.extend(stored::<Vec<Crossing>>(some)?);
    }
    Ok(crossings)
}

fn position(point: &TrackPoint) -> Position {
    Position {
        accuracy: point.accuracy,
        altitude: point.altitude,
        speed: point.speed,
        mock: point.mock == Some(true),
        ..Position::at(point.time, point.lat, point.lon)
    }
}

/// The key of a type of the `core` module that tracks need.
fn core_type(context: &Context<'_>, text: &str) -> Result<TypeKey, AppError> {
    let key = type_key(text)?;
    match context.registry().record_type(&key) {
        Some(_) => Ok(key),
        None => Err(refused(
            "the office has not installed version 1.3 of the module `core`, which tracks need",
        )),
    }
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values with text keys are always JSON")
}

fn stored<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    let damaged = |source: serde_json::Error| StoreError::Damaged {
        what: "a recording",
        source: Some(Box::new(source)),
    };
    Ok(serde_json::from_str(text).map_err(damaged)?)
}

fn refused(message: &str) -> AppError {
    AppError::refused(ErrorCode::BadRequest, message)
}
