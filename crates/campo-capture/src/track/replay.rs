//! Tracks from files of other devices: GPX and NMEA, told apart by how they begin.

use thiserror::Error;

use super::{Position, gpx, nmea};

/// A recorded track.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The positions in the order of the file.
    pub positions: Vec<Position>,
    /// How many points or sentences were left out: no time, not on earth, or damaged.
    pub skipped: usize,
}

/// Why a file cannot be replayed.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// Neither GPX nor NMEA.
    #[error("this is neither a GPX file nor NMEA sentences")]
    Unknown,
    /// XML that is none.
    #[error("the GPX file is damaged")]
    Gpx(#[from] quick_xml::Error),
    /// More than anybody records.
    #[error("the file holds more than {MOST_POSITIONS} positions: split it")]
    TooLong,
    /// Nothing in it.
    #[error("the file holds no position with a time")]
    NoPositions,
}

/// Eleven days at one a second.
pub const MOST_POSITIONS: usize = 1_000_000;

/// The positions of a GPX or NMEA file.
pub fn replay(bytes: &[u8]) -> Result<Replay, ReplayError> {
    let begin = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let replay = match begin.first() {
        Some(b'<') => gpx::parse(begin)?,
        Some(b'$' | b'!') => nmea::parse(begin)?,
        _ => return Err(ReplayError::Unknown),
    };
    if replay.positions.is_empty() {
        return Err(ReplayError::NoPositions);
    }
    Ok(replay)
}

impl Replay {
    /// A replay of nothing yet.
    pub(super) fn new() -> Self {
        Self {
            positions: Vec::new(),
            skipped: 0,
        }
    }

    /// Takes a position, or counts one that was none.
    pub(super) fn take(&mut self, position: Option<Position>) -> Result<(), ReplayError> {
        match position.filter(Position::is_on_earth) {
            Some(_) if self.positions.len() >= MOST_POSITIONS => return Err(ReplayError::TooLong),
            Some(position) => self.positions.push(position),
            None => self.skipped += 1,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
