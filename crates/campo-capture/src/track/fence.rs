//! Fences: circles on the map that are entered, dwelt in and left.

use serde::{Deserialize, Serialize};

use super::{Position, distance};

/// A circle on the map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fence {
    /// Its center, degrees north.
    pub lat: f64,
    /// Its center, degrees east.
    pub lon: f64,
    /// Its radius in meters.
    pub radius: f64,
    /// Tell when a device has been inside for so many milliseconds.
    pub dwell: Option<i64>,
}

/// What happened at a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The device went in.
    Enter,
    /// It has been in for the fence's time to dwell.
    Dwell,
    /// It went out.
    Leave,
}

impl EventKind {
    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Dwell => "dwell",
            Self::Leave => "leave",
        }
    }
}

/// Something that happened at a fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When, in milliseconds UTC: the time of the position that showed it.
    pub time: i64,
}

/// Watches one fence.
///
/// A position counts as inside or outside only when it is by its accuracy, at most half the radius: a device that stands at
/// the fence does not go in and out with its sensor's noise. A watch begins outside.
#[derive(Debug, Clone)]
pub struct Watch {
    fence: Fence,
    entered: Option<i64>,
    has_dwelt: bool,
}

impl Watch {
    /// A watch that has seen nothing.
    pub fn new(fence: Fence) -> Self {
        Self {
            fence,
            entered: None,
            has_dwelt: false,
        }
    }

    /// A watch that goes on after a break with what it told before.
    pub fn resume(fence: Fence, told: impl Iterator<Item = Event>) -> Self {
        let mut watch = Self::new(fence);
        for Event { kind, time } in told {
            match kind {
                EventKind::Enter => (watch.entered, watch.has_dwelt) = (Some(time), false),
                EventKind::Dwell => watch.has_dwelt = true,
                EventKind::Leave => watch.entered = None,
            }
        }
        watch
    }

    /// What a position shows; positions come in the order of their times.
    pub fn see(&mut self, position: &Position) -> Option<Event> {
        let away = distance(
            (self.fence.lat, self.fence.lon),
            (position.lat, position.lon),
        );
        let accuracy = f64::from(position.accuracy.unwrap_or(0.0)).max(0.0);
        let doubt = accuracy.min(self.fence.radius / 2.0);
        let kind = match self.entered {
            None if away <= self.fence.radius - doubt => {
                self.entered = Some(position.time);
                self.has_dwelt = false;
                EventKind::Enter
            }
            Some(_) if away > self.fence.radius + doubt => {
                self.entered = None;
                EventKind::Leave
            }
            Some(since) if self.is_dwelling(since, position.time) => {
                self.has_dwelt = true;
                EventKind::Dwell
            }
            _ => return None,
        };
        Some(Event {
            kind,
            time: position.time,
        })
    }

    fn is_dwelling(&self, since: i64, now: i64) -> bool {
        let dwell = self.fence.dwell;
        !self.has_dwelt && dwell.is_some_and(|dwell| now.saturating_sub(since) >= dwell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FENCE: Fence = Fence {
        lat: 0.0,
        lon: 0.0,
        radius: 100.0,
        dwell: Some(60_000),
    };

    fn at(second: i64, meters: f64, accuracy: f32) -> Position {
        Position {
            accuracy: Some(accuracy),
            ..Position::at(second * 1_000, 0.0, meters / 111_195.08)
        }
    }

    fn events(track: impl Iterator<Item = Position>) -> Vec<(EventKind, i64)> {
        let mut watch = Watch::new(FENCE);
        track
            .filter_map(|position| watch.see(&position))
            .map(|event| (event.kind, event.time / 1_000))
            .collect()
    }

    #[test]
    fn a_walk_through_enters_dwells_and_leaves_once_at_the_exact_second() {
        let walk = (0..500).map(|second| at(second, second as f64 - 250.5, 10.0));
        let expected = [
            (EventKind::Enter, 161),
            (EventKind::Dwell, 221),
            (EventKind::Leave, 361),
        ];
        assert_eq!(events(walk), expected);
    }

    #[test]
    fn noise_at_the_fence_is_no_coming_and_going() {
        let noisy = (0..600).map(|second| {
            at(
                second,
                100.0 + f64::from((second * 7 % 19) as i32 - 9),
                10.0,
            )
        });
        assert_eq!(events(noisy), []);
    }

    #[test]
    fn a_poor_position_decides_only_far_from_the_fence() {
        assert_eq!(
            events([at(1, 60.0, 500.0), at(2, 40.0, 500.0)].into_iter()),
            [(EventKind::Enter, 2)]
        );
        assert_eq!(events([at(1, f64::NAN, 1.0)].into_iter()), []);
    }
}
