//! Where a device has been: positions, the tracks they make, and the fences they cross.
//!
//! A [`Recorder`] takes the sensor's positions: its [`Sampler`] keeps few of them while nothing happens, and a [`Watch`] for
//! each fence tells when it is entered, left or dwelt in. Every minute what was kept is written with [`encode`] as one segment,
//! so that a crash costs a minute; a day is a list of segments, [`join`]ed to a file in the end. Everything takes time from
//! the positions, so a replay gives the same answers.

mod accept;
mod export;
mod fence;
mod file;
mod gpx;
mod nmea;
mod position;
mod recorder;
mod replay;
mod sample;
mod segment;
mod simplify;

pub use accept::{Acceptance, Thresholds};
pub use export::to_gpx;
pub use fence::{Event, EventKind, Fence, Watch};
pub use file::{join, split};
pub use position::{Position, distance};
pub use recorder::{Crossing, Recorder, Stretch, Totals};
pub use replay::{MOST_POSITIONS, Replay, ReplayError, replay};
pub use sample::{Policy, Sampler};
pub use segment::{MOST_IN_SEGMENT, SegmentError, decode, encode};
pub use simplify::simplify;
