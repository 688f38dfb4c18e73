//! Whether a position is good enough to be taken as it is.

use super::Position;

/// How inaccurate a position may be, in meters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Up to this it is taken without asking.
    pub accept: f32,
    /// Beyond this a person is warned.
    pub warn: f32,
}

/// What to do with a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    /// Take it.
    Accept,
    /// Show how accurate it is, go on measuring, and let the person take it.
    Wait,
    /// Take it only after a warning: it is inaccurate, made up, or of unknown accuracy.
    Warn,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            accept: 5.0,
            warn: 100.0,
        }
    }
}

impl Thresholds {
    /// Judges a position.
    pub fn judge(&self, position: &Position) -> Acceptance {
        match position.accuracy {
            _ if position.mock || !position.is_on_earth() => Acceptance::Warn,
            Some(accuracy) if accuracy <= self.accept => Acceptance::Accept,
            Some(accuracy) if accuracy <= self.warn => Acceptance::Wait,
            _ => Acceptance::Warn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accurate_positions_are_taken_and_poor_ones_warned_of() {
        let thresholds = Thresholds::default();
        let judged = |accuracy, mock| {
            thresholds.judge(&Position {
                accuracy,
                mock,
                ..Position::at(0, -23.5, -46.6)
            })
        };
        assert_eq!(judged(Some(5.0), false), Acceptance::Accept);
        assert_eq!(judged(Some(5.1), false), Acceptance::Wait);
        assert_eq!(judged(Some(100.0), false), Acceptance::Wait);
        assert_eq!(judged(Some(101.0), false), Acceptance::Warn);
        assert_eq!(judged(Some(f32::NAN), false), Acceptance::Warn);
        assert_eq!(judged(None, false), Acceptance::Warn);
        assert_eq!(judged(Some(1.0), true), Acceptance::Warn);
    }
}
