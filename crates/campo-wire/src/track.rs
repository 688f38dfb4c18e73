//! Recording where a person has been: begun, written minute by minute, and finished as a record of `core.track`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Says whether this person lets their way be recorded. Each answer is a record of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AllowTracks {
    /// Whether they do.
    pub allowed: bool,
}

/// Begins a recording; there is one at a time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct StartTrack {
    /// What the person calls it.
    pub purpose: String,
    /// The record it is about.
    pub about: Option<String>,
    /// Records whose surroundings are watched, at most 50: coming, staying and leaving are told.
    pub watch: Vec<String>,
    /// How far a surrounding reaches, in meters; 100 when absent.
    pub radius: Option<f64>,
}

/// A position as the sensor gave it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct TrackPoint {
    /// When, ms since 1970 UTC.
    #[ts(type = "number")]
    pub time: i64,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// The radius in meters the device is in with about 68 % certainty.
    #[serde(default)]
    #[ts(optional)]
    pub accuracy: Option<f32>,
    /// Meters above sea level.
    #[serde(default)]
    #[ts(optional)]
    pub altitude: Option<f32>,
    /// Meters a second.
    #[serde(default)]
    #[ts(optional)]
    pub speed: Option<f32>,
    /// Whether another app made it up.
    #[serde(default)]
    #[ts(optional)]
    pub mock: Option<bool>,
}

/// Adds what the sensor gave, in order of time. What was given before is passed over, so a request may be repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AppendTrack {
    /// At most 5000 positions.
    pub points: Vec<TrackPoint>,
}

/// Lets the recording pause, or go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PauseTrack {
    /// Whether it pauses.
    pub paused: bool,
}

/// Whether ways may be recorded, and what is recorded now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TrackState {
    /// Whether this person lets their way be recorded.
    pub allowed: bool,
    /// The recording that is not finished.
    pub recording: Option<TrackRecording>,
}

/// A recording that is not finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TrackRecording {
    /// When it was begun, RFC 3339.
    pub started: String,
    /// Whether it pauses.
    pub paused: bool,
    /// What the person calls it.
    pub purpose: String,
    /// The record it is about.
    pub about: Option<String>,
    /// Positions kept.
    #[ts(type = "number")]
    pub points: u64,
    /// Meters along them.
    #[ts(type = "number")]
    pub meters: u64,
    /// Whether another app made a position up.
    pub mock: bool,
    /// When the last kept position was, RFC 3339.
    pub last: Option<String>,
    /// How long the sensor may rest before its next position, in milliseconds.
    #[ts(type = "number")]
    pub rest_ms: i64,
    /// The surroundings entered, dwelt in and left so far.
    pub crossings: Vec<TrackCrossing>,
}

/// What happened at a record's surroundings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TrackCrossing {
    /// The record.
    pub record: String,
    /// `enter`, `dwell` or `leave`.
    pub kind: String,
    /// When, RFC 3339.
    pub time: String,
    /// Where the device was: degrees north.
    pub lat: f64,
    /// Where the device was: degrees east.
    pub lon: f64,
    /// How accurate that is, in meters.
    pub accuracy: Option<f32>,
}
