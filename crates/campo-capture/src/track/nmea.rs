//! NMEA 0183: RMC sentences give place, date and speed, GGA sentences of the same second accuracy and altitude.

use nmea::ParseResult;
use nmea::sentences::{GgaData, RmcData, rmc::RmcStatusOfFix};

use super::Position;
use super::replay::{Replay, ReplayError};

/// Meters of inaccuracy for one of dilution, as phones show it.
const METERS_PER_DILUTION: f32 = 5.0;

const METERS_PER_SECOND_IN_KNOT: f32 = 0.514_444;

const DAY: i64 = 86_400_000;

/// Reads all positions; sentences of other kinds are passed over, damaged ones counted.
pub fn parse(bytes: &[u8]) -> Result<Replay, ReplayError> {
    let mut replay = Replay::new();
    let mut pending: Option<Position> = None;
    let mut details: Option<GgaData> = None;
    for line in bytes.split(|byte| *byte == b'\n') {
        let sentence = line.trim_ascii();
        if sentence.is_empty() {
            continue;
        }
        match ::nmea::parse_bytes(sentence) {
            Ok(ParseResult::RMC(fix)) => {
                if let Some(done) = pending.take() {
                    replay.take(Some(done))?;
                }
                pending = position(&fix);
                if pending.is_none() {
                    replay.take(None)?;
                }
            }
            Ok(ParseResult::GGA(more)) => details = Some(more),
            Ok(_) => {}
            Err(::nmea::Error::Unsupported(_) | ::nmea::Error::DisabledSentence) => {}
            Err(_) => replay.take(None)?,
        }
        if let (Some(position), Some(more)) = (pending.as_mut(), details.as_ref()) {
            add_details(position, more);
        }
    }
    if let Some(done) = pending {
        replay.take(Some(done))?;
    }
    Ok(replay)
}

fn position(fix: &RmcData) -> Option<Position> {
    let time = fix.fix_date?.and_time(fix.fix_time?).and_utc();
    let valid = !matches!(fix.status_of_fix, RmcStatusOfFix::Invalid);
    let place = Position::at(time.timestamp_millis(), fix.lat?, fix.lon?);
    valid.then_some(Position {
        speed: fix
            .speed_over_ground
            .map(|knots| knots * METERS_PER_SECOND_IN_KNOT),
        ..place
    })
}

/// Adds what a sentence of the same moment says.
fn add_details(position: &mut Position, more: &GgaData) {
    let Some(at) = more.fix_time else { return };
    let at = at
        .signed_duration_since(Default::default())
        .num_milliseconds();
    if position.time.rem_euclid(DAY) == at {
        position.accuracy = more.hdop.map(|dilution| dilution * METERS_PER_DILUTION);
        position.altitude = more.altitude;
    }
}
