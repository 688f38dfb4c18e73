//! A track while it is made: which positions are kept, which fences are crossed, and when to write.

use serde::{Deserialize, Serialize};

use super::{Event, Fence, Policy, Position, Sampler, Watch, distance};

/// How much of a track waits to be written at most, in milliseconds: what a crash costs.
const STRETCH: i64 = 60_000;

/// An event, and at which of the recorder's fences, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// Which fence.
    pub fence: usize,
    /// What happened, and when.
    pub event: Event,
    /// Where the device was: degrees north.
    pub lat: f64,
    /// Where the device was: degrees east.
    pub lon: f64,
    /// How accurate that position is, in meters.
    pub accuracy: Option<f32>,
}

/// What is known of a whole track.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Positions kept.
    pub points: u64,
    /// Meters along them. Jumps within the accuracy, and what lies before a break, do not count.
    pub meters: f64,
    /// Whether another app made one of them up.
    pub mock: bool,
    /// When the last one was, in milliseconds UTC.
    pub last: Option<i64>,
}

/// A piece of a track to be written at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stretch {
    /// The positions kept.
    pub positions: Vec<Position>,
    /// The fences crossed, told from all positions, also those not kept.
    pub crossings: Vec<Crossing>,
}

/// Makes a track of a sensor's positions.
///
/// Whoever holds it writes what waits, and takes it, whenever [`Recorder::offer`] says so: after each minute, and at
/// once when a fence was crossed.
#[derive(Debug, Clone)]
pub struct Recorder {
    sampler: Sampler,
    watches: Vec<Watch>,
    seen: Option<i64>,
    kept: Option<Position>,
    totals: Totals,
    stretch: Stretch,
}

impl Recorder {
    /// A recorder that has seen nothing.
    pub fn new(policy: Policy, fences: &[Fence]) -> Self {
        Self::resume(policy, fences, Totals::default(), &[])
    }

    /// A recorder that goes on after a break with what was written before it.
    pub fn resume(policy: Policy, fences: &[Fence], totals: Totals, past: &[Crossing]) -> Self {
        let watch = |(n, fence): (usize, &Fence)| {
            let own = past.iter().filter(|crossing| crossing.fence == n);
            Watch::resume(*fence, own.map(|crossing| crossing.event))
        };
        Self {
            sampler: Sampler::new(policy),
            watches: fences.iter().enumerate().map(watch).collect(),
            seen: totals.last,
            kept: None,
            totals,
            stretch: Stretch::default(),
        }
    }

    /// Takes a position of the sensor; whether it is time to write. One that is not after the last is passed over.
    pub fn offer(&mut self, position: &Position) -> bool {
        let is_later = self.seen.is_none_or(|seen| position.time > seen);
        if !is_later || !position.is_on_earth() {
            return false;
        }
        self.seen = Some(position.time);
        self.look_at_fences(position);
        if self.sampler.offer(position) {
            self.keep(position);
        }
        let begun = self.stretch.positions.first().map(|first| first.time);
        let is_long = begun.is_some_and(|begun| position.time.saturating_sub(begun) >= STRETCH);
        is_long || !self.stretch.crossings.is_empty()
    }

    /// What was not written yet.
    pub fn waiting(&self) -> &Stretch {
        &self.stretch
    }

    /// Gives what was not written yet, which is written from here on.
    pub fn take(&mut self) -> Stretch {
        std::mem::take(&mut self.stretch)
    }

    /// What is known of the track so far.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// How long to let the sensor rest, in milliseconds.
    pub fn rest(&self) -> i64 {
        self.sampler.rest(self.seen.unwrap_or(i64::MIN))
    }

    fn look_at_fences(&mut self, position: &Position) {
        for (fence, watch) in self.watches.iter_mut().enumerate() {
            if let Some(event) = watch.see(position) {
                self.stretch.crossings.push(Crossing {
                    fence,
                    event,
                    lat: position.lat,
                    lon: position.lon,
                    accuracy: position.accuracy,
                });
            }
        }
    }

    fn keep(&mut self, position: &Position) {
        if let Some(kept) = self.kept.replace(*position) {
            let moved = distance((kept.lat, kept.lon), (position.lat, position.lon));
            if moved >= f64::from(position.accuracy.unwrap_or(0.0)) {
                self.totals.meters += moved;
            }
        }
        self.totals.points += 1;
        self.totals.mock |= position.mock;
        self.totals.last = Some(position.time);
        self.stretch.positions.push(*position);
    }
}

#[cfg(test)]
mod tests;
