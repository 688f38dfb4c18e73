//! Where a device has been: positions, the tracks they make, and the fences they cross.
//!
//! The sensor's positions go through [`Sampler`], which keeps few of them while nothing happens. Every minute or so what was
//! kept is written with [`encode`] as one segment, so that a crash costs a minute; a day is a list of segments. [`Watch`] tells
//! when a fence is entered, left or dwelt in. Everything takes time from the positions, so a replay gives the same answers.

mod accept;
mod fence;
mod gpx;
mod nmea;
mod position;
mod replay;
mod sample;
mod segment;
mod simplify;

pub use accept::{Acceptance, Thresholds};
pub use fence::{Event, EventKind, Fence, Watch};
pub use position::{Position, distance};
pub use replay::{MOST_POSITIONS, Replay, ReplayError, replay};
pub use sample::{Policy, Sampler};
pub use segment::{MOST_IN_SEGMENT, SegmentError, decode, encode};
pub use simplify::simplify;
