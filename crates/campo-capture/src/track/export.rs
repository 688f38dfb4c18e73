//! A track as other programs read it: GPX 1.1 (Topografix).

use jiff::Timestamp;
use quick_xml::escape::escape;

use super::Position;

/// The positions as a GPX file with one track of this name; [`super::replay`] reads it back.
pub fn to_gpx(name: &str, track: &[Position]) -> String {
    let head = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<gpx version=\"1.1\" creator=\"Campo\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n"
    );
    let points: String = track.iter().map(point).collect();
    let name = escape(name);
    format!("{head}<trk><name>{name}</name><trkseg>\n{points}</trkseg></trk>\n</gpx>\n")
}

fn point(position: &Position) -> String {
    let Position { lat, lon, .. } = position;
    let height = position
        .altitude
        .map(|meters| format!("<ele>{meters}</ele>"))
        .unwrap_or_default();
    let time = Timestamp::from_millisecond(position.time)
        .map(|time| format!("<time>{time}</time>"))
        .unwrap_or_default();
    format!("<trkpt lat=\"{lat}\" lon=\"{lon}\">{height}{time}</trkpt>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::replay;

    #[test]
    fn what_is_written_is_read_back() {
        let track = [
            Position {
                altitude: Some(12.5),
                ..Position::at(1_795_428_000_000, -23.5505, -46.6333)
            },
            Position::at(1_795_428_001_500, -23.5506, -46.6334),
        ];
        let gpx = to_gpx("Visita <1> & volta", &track);
        assert_eq!(replay(gpx.as_bytes()).unwrap().positions, track);
    }
}
