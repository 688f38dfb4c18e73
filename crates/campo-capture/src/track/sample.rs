//! Which of the sensor's positions are kept, and how soon the sensor is asked again.

use super::{Position, distance};

/// When to keep a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Keep one that is this many meters from the last kept, or more when it is less accurate than that.
    pub distance: f32,
    /// Keep one at least this often, in milliseconds, also when standing still.
    pub longest: i64,
    /// Ignore positions less accurate than this, in meters, unless nothing better came for `longest`.
    pub accuracy: f32,
    /// Ask the sensor this often while moving, in milliseconds.
    pub moving: i64,
    /// Ask it this often after standing still for `longest`, in milliseconds: the battery's rest.
    pub still: i64,
}

/// Keeps positions by a policy.
#[derive(Debug, Clone)]
pub struct Sampler {
    policy: Policy,
    kept: Option<Position>,
    moved: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            distance: 10.0,
            longest: 60_000,
            accuracy: 50.0,
            moving: 1_000,
            still: 15_000,
        }
    }
}

impl Sampler {
    /// A sampler that has seen nothing.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            kept: None,
            moved: i64::MIN,
        }
    }

    /// Whether to keep a position. One that is not on earth or not after the last kept is never kept.
    pub fn offer(&mut self, position: &Position) -> bool {
        let keep = position.is_on_earth() && self.is_worth_keeping(position);
        if keep {
            self.kept = Some(*position);
        }
        keep
    }

    fn is_worth_keeping(&mut self, position: &Position) -> bool {
        let Some(kept) = self.kept else {
            self.moved = position.time;
            return true;
        };
        if position.time <= kept.time {
            return false;
        }
        let accuracy = position.accuracy.unwrap_or(self.policy.accuracy);
        let moved = distance((kept.lat, kept.lon), (position.lat, position.lon));
        let is_accurate = accuracy <= self.policy.accuracy;
        if is_accurate && moved >= f64::from(self.policy.distance.max(accuracy)) {
            self.moved = position.time;
            return true;
        }
        position.time.saturating_sub(kept.time) >= self.policy.longest
    }

    /// How long to let the sensor rest after a moment, in milliseconds.
    pub fn rest(&self, now: i64) -> i64 {
        if now.saturating_sub(self.moved) < self.policy.longest {
            self.policy.moving
        } else {
            self.policy.still
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64, meters_east: f64, accuracy: f32) -> Position {
        Position {
            accuracy: Some(accuracy),
            ..Position::at(second * 1_000, 0.0, meters_east / 111_195.0)
        }
    }

    #[test]
    fn a_walk_is_kept_by_distance_and_a_rest_by_time() {
        let mut sampler = Sampler::new(Policy::default());
        let walk = (0..100)
            .filter(|s| sampler.offer(&at(*s, *s as f64 * 1.4, 4.0)))
            .count();
        assert_eq!(walk, 13);
        assert_eq!(sampler.rest(99_000), 1_000);
        let rest = (100..700)
            .filter(|s| sampler.offer(&at(*s, 140.0, 4.0)))
            .count();
        assert_eq!(rest, 10);
        assert_eq!(sampler.rest(700_000), 15_000);
    }

    #[test]
    fn jumps_within_the_accuracy_are_not_movement() {
        let mut sampler = Sampler::new(Policy::default());
        assert!(sampler.offer(&at(0, 0.0, 5.0)));
        assert!(!sampler.offer(&at(1, 30.0, 40.0)));
        assert!(!sampler.offer(&at(2, 500.0, 90.0)));
        assert!(sampler.offer(&at(60, 500.0, 90.0)));
    }

    #[test]
    fn time_never_runs_backwards() {
        let mut sampler = Sampler::new(Policy::default());
        assert!(sampler.offer(&at(10, 0.0, 5.0)));
        assert!(!sampler.offer(&at(10, 900.0, 5.0)));
        assert!(!sampler.offer(&at(3, 900.0, 5.0)));
        assert!(!sampler.offer(&Position::at(i64::MAX, f64::NAN, 0.0)));
    }
}
