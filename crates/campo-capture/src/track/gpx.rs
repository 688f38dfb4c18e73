//! GPX 1.0 and 1.1 (Topografix): the points of tracks.

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Position;
use super::replay::{Replay, ReplayError};

/// Meters of inaccuracy for one of dilution, as phones show it.
const METERS_PER_DILUTION: f32 = 5.0;

/// A point while it is read.
#[derive(Default)]
struct Point {
    lat: Option<f64>,
    lon: Option<f64>,
    time: Option<i64>,
    altitude: Option<f32>,
    speed: Option<f32>,
    dilution: Option<f32>,
}

/// Reads all points of all tracks.
pub fn parse(bytes: &[u8]) -> Result<Replay, ReplayError> {
    let mut reader = Reader::from_reader(bytes);
    reader.config_mut().check_end_names = false;
    let mut replay = Replay::new();
    let mut point: Option<Point> = None;
    let mut text = String::new();
    loop {
        match reader.read_event()? {
            Event::Start(tag) if is_point(&tag) => point = Some(Point::begin(&tag)),
            Event::Empty(tag) if is_point(&tag) => replay.take(Point::begin(&tag).finish())?,
            Event::Start(_) => text.clear(),
            Event::Text(piece) => text.push_str(&piece),
            Event::End(tag) => match (tag.local_name().as_ref(), point.as_mut()) {
                ("trkpt", Some(_)) => replay.take(point.take().and_then(Point::finish))?,
                (name, Some(point)) => point.set(name, text.trim()),
                _ => {}
            },
            Event::Eof => return Ok(replay),
            _ => {}
        }
    }
}

fn is_point(tag: &BytesStart<'_>) -> bool {
    tag.local_name().as_ref() == "trkpt"
}

impl Point {
    fn begin(tag: &BytesStart<'_>) -> Self {
        let degrees = |name: &str| {
            let attribute = tag.try_get_attribute(name).ok().flatten()?;
            attribute.value.trim().parse().ok()
        };
        Self {
            lat: degrees("lat"),
            lon: degrees("lon"),
            ..Self::default()
        }
    }

    fn set(&mut self, name: &str, text: &str) {
        match name {
            "time" => self.time = text.parse().ok().map(Timestamp::as_millisecond),
            "ele" => self.altitude = text.parse().ok(),
            "speed" => self.speed = text.parse().ok(),
            "hdop" => self.dilution = text.parse().ok(),
            _ => {}
        }
    }

    fn finish(self) -> Option<Position> {
        Some(Position {
            accuracy: self.dilution.map(|dilution| dilution * METERS_PER_DILUTION),
            altitude: self.altitude,
            speed: self.speed,
            ..Position::at(self.time?, self.lat?, self.lon?)
        })
    }
}
