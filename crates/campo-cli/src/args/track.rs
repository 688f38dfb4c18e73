//! The grammar of tracks.

use std::path::PathBuf;

use clap::Subcommand;

/// What to do with tracks.
#[derive(Debug, Subcommand)]
pub enum TrackCommand {
    /// Replay a GPX or NMEA file: what would be kept of it, and which fences it crosses. Needs no home.
    Replay {
        /// The file.
        file: PathBuf,
        /// A fence to watch. May be given several times.
        #[arg(
            long = "fence",
            value_name = "LAT,LON,METERS",
            allow_hyphen_values = true
        )]
        fences: Vec<String>,
        /// Tell when the device has been inside a fence for so many seconds.
        #[arg(long)]
        dwell: Option<u32>,
        /// Keep every position instead of sampling them as a phone does.
        #[arg(long)]
        all: bool,
    },
    /// Record a GPX or NMEA file as if it were the device's sensor, and finish the track.
    Record(RecordTrack),
    /// Say whether your way may be recorded, and what is recorded now.
    Status,
    /// Allow that your way is recorded, or forbid it again.
    Consent {
        /// Your answer.
        answer: Answer,
    },
    /// Let the recording pause.
    Pause,
    /// Let a paused recording go on.
    Resume,
    /// Finish what is being recorded, also after a crash: it becomes a record.
    Finish,
    /// Give up what is being recorded.
    Discard,
    /// List the tracks on this device, the newest first.
    List,
    /// Show a track.
    Show {
        /// Its id.
        id: String,
    },
    /// Write all positions of a track as GPX.
    Export {
        /// Its id.
        id: String,
        /// The file to write.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Which file to record, and how.
#[derive(Debug, clap::Args)]
pub struct RecordTrack {
    /// The file.
    pub file: PathBuf,
    /// What the track is called.
    #[arg(long, default_value = "")]
    pub purpose: String,
    /// The record the track is about; its surroundings are watched too.
    #[arg(long, value_name = "ID")]
    pub about: Option<String>,
    /// A record whose surroundings are watched. May be given several times.
    #[arg(long, value_name = "ID")]
    pub watch: Vec<String>,
    /// How far surroundings reach, in meters.
    #[arg(long, value_name = "METERS")]
    pub radius: Option<f64>,
    /// Do not wait as long as there was between the positions.
    #[arg(long)]
    pub fast: bool,
    /// Go on with the recording that a crash left unfinished.
    #[arg(long)]
    pub resume: bool,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Answer {
    /// Yes.
    On,
    /// No.
    Off,
}
