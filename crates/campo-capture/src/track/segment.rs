//! A stretch of a track as few bytes: columns of differences, then zstd.
//!
//! Layout: a version byte, then a zstd frame of the number of positions (LEB128) and seven columns, each all positions' values:
//! time in ms, latitude and longitude in 1e-6 degrees (0.11 m), accuracy and altitude in decimeters, speed in cm/s, mock.
//! Values are written as the change of the change (time and place) or as the change, zigzag, LEB128. In the optional columns
//! 0 means absent and others are one larger or smaller, away from zero, so that -1 and 1 stand for zero and up.

use thiserror::Error;

use super::Position;

/// Why bytes are not a segment.
#[derive(Debug, Error)]
pub enum SegmentError {
    /// There are no bytes.
    #[error("the track segment is empty")]
    Empty,
    /// Written by a later version.
    #[error(
        "the track segment has version {0}, which this version of Campo does not know: update Campo"
    )]
    Version(u8),
    /// The compressed bytes are damaged or too large.
    #[error("the track segment is damaged")]
    Damaged(#[source] std::io::Error),
    /// The columns do not add up.
    #[error("the track segment is incomplete, or holds positions that are not on earth")]
    Malformed,
    /// More positions than a segment holds.
    #[error("a track segment holds at most {MOST_IN_SEGMENT} positions: write several")]
    TooLong,
}

/// More than a day at one a second.
pub const MOST_IN_SEGMENT: usize = 100_000;

const VERSION: u8 = 1;
const COLUMNS: usize = 7;

/// Ten bytes hold any 64-bit number.
const LARGEST: usize = (MOST_IN_SEGMENT * COLUMNS + 1) * 10;

const LEVEL: i32 = 12;

/// The bytes of a stretch of a track. Places are rounded to 0.11 m, accuracy and altitude to 0.1 m, speed to 1 cm/s.
pub fn encode(track: &[Position]) -> Result<Vec<u8>, SegmentError> {
    if track.len() > MOST_IN_SEGMENT {
        return Err(SegmentError::TooLong);
    }
    if !track.iter().all(Position::is_on_earth) {
        return Err(SegmentError::Malformed);
    }
    let mut columns = Vec::with_capacity(track.len() * 8);
    put(&mut columns, track.len() as u64);
    let column = |of: fn(&Position) -> i64| track.iter().map(of).collect::<Vec<_>>();
    put_column(&mut columns, column(|position| position.time), 2);
    put_column(&mut columns, column(|position| degrees(position.lat)), 2);
    put_column(&mut columns, column(|position| degrees(position.lon)), 2);
    put_column(
        &mut columns,
        column(|position| optional(position.accuracy, 10.0)),
        1,
    );
    put_column(
        &mut columns,
        column(|position| optional(position.altitude, 10.0)),
        1,
    );
    put_column(
        &mut columns,
        column(|position| optional(position.speed, 100.0)),
        1,
    );
    put_column(&mut columns, column(|position| i64::from(position.mock)), 1);
    let mut bytes = vec![VERSION];
    bytes.extend(zstd::bulk::compress(&columns, LEVEL).map_err(SegmentError::Damaged)?);
    Ok(bytes)
}

/// The positions of a segment; never more than [`MOST_IN_SEGMENT`], whatever the bytes say.
pub fn decode(bytes: &[u8]) -> Result<Vec<Position>, SegmentError> {
    let (version, frame) = bytes.split_first().ok_or(SegmentError::Empty)?;
    if *version != VERSION {
        return Err(SegmentError::Version(*version));
    }
    let columns = zstd::bulk::decompress(frame, LARGEST).map_err(SegmentError::Damaged)?;
    let mut rest = columns.as_slice();
    let length = take(&mut rest).ok_or(SegmentError::Malformed)?;
    let length = usize::try_from(length).map_err(|_| SegmentError::Malformed)?;
    if length > rest.len() / COLUMNS {
        return Err(SegmentError::Malformed);
    }
    let mut column = |depth| take_column(&mut rest, length, depth).ok_or(SegmentError::Malformed);
    let (times, lats, lons) = (column(2)?, column(2)?, column(2)?);
    let (accuracies, altitudes, speeds, mocks) = (column(1)?, column(1)?, column(1)?, column(1)?);
    let places = times.into_iter().zip(lats).zip(lons);
    let extras = accuracies.into_iter().zip(altitudes).zip(speeds).zip(mocks);
    let track: Vec<Position> = places
        .zip(extras)
        .map(
            |(((time, lat), lon), (((accuracy, altitude), speed), mock))| Position {
                time,
                lat: lat as f64 / 1e6,
                lon: lon as f64 / 1e6,
                accuracy: from_optional(accuracy, 10.0),
                altitude: from_optional(altitude, 10.0),
                speed: from_optional(speed, 100.0),
                mock: mock != 0,
            },
        )
        .collect();
    if !rest.is_empty() || !track.iter().all(Position::is_on_earth) {
        return Err(SegmentError::Malformed);
    }
    Ok(track)
}

fn degrees(value: f64) -> i64 {
    (value * 1e6).round() as i64
}

fn optional(value: Option<f32>, scale: f32) -> i64 {
    match value.filter(|value| value.is_finite()) {
        None => 0,
        Some(value) => {
            let scaled = (value * scale).round().clamp(-1e9, 1e9) as i64;
            if scaled < 0 { scaled - 1 } else { scaled + 1 }
        }
    }
}

fn from_optional(value: i64, scale: f32) -> Option<f32> {
    let scaled = value.checked_sub(value.signum())?;
    (value != 0).then(|| scaled as f32 / scale)
}

/// Differences wrap, so that every series of numbers can be written and read back.
fn put_column(bytes: &mut Vec<u8>, mut values: Vec<i64>, depth: usize) {
    for _ in 0..depth {
        let mut before = 0;
        for value in &mut values {
            let now = *value;
            *value = now.wrapping_sub(before);
            before = now;
        }
    }
    for value in values {
        put(bytes, ((value << 1) ^ (value >> 63)) as u64);
    }
}

fn take_column(bytes: &mut &[u8], length: usize, depth: usize) -> Option<Vec<i64>> {
    let mut values = Vec::with_capacity(length);
    for _ in 0..length {
        let value = take(bytes)?;
        values.push((value >> 1) as i64 ^ -((value & 1) as i64));
    }
    for _ in 0..depth {
        let mut sum = 0i64;
        for value in &mut values {
            sum = sum.wrapping_add(*value);
            *value = sum;
        }
    }
    Some(values)
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests;
