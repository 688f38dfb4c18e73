//! The place that a photograph's EXIF tells, and EXIF that tells nothing else.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Exif, Field, In, Rational, Tag, Value};

/// Where a photograph was taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
}

/// The place in a picture's EXIF; nothing when there is none or it makes no sense.
pub fn read(bytes: &[u8]) -> Option<Place> {
    let exif = exif::Reader::new()
        .read_from_container(&mut Cursor::new(bytes))
        .ok()?;
    let latitude = degrees(&exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = degrees(&exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    let sensible = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    sensible.then_some(Place {
        latitude,
        longitude,
    })
}

/// EXIF with the place and nothing else.
pub(super) fn write(place: &Place) -> Option<Vec<u8>> {
    let side = |value: f64, positive: u8, negative: u8| {
        Value::Ascii(vec![vec![if value < 0.0 { negative } else { positive }]])
    };
    let fields = [
        (Tag::GPSLatitudeRef, side(place.latitude, b'N', b'S')),
        (Tag::GPSLatitude, sexagesimal(place.latitude)),
        (Tag::GPSLongitudeRef, side(place.longitude, b'E', b'W')),
        (Tag::GPSLongitude, sexagesimal(place.longitude)),
    ]
    .map(|(tag, value)| Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    });
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).ok()?;
    Some(bytes.into_inner())
}

fn degrees(exif: &Exif, tag: Tag, side: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else {
        return None;
    };
    let mut total = 0.0;
    let mut unit = 1.0;
    for part in parts.iter().take(3) {
        if part.denom == 0 {
            return None;
        }
        total += part.to_f64() / unit;
        unit *= 60.0;
    }
    let Value::Ascii(letters) = &exif.get_field(side, In::PRIMARY)?.value else {
        return None;
    };
    let letter = letters.first()?.first()?;
    Some(if *letter == negative { -total } else { total })
}

/// Degrees, minutes and thousandths of a second, as EXIF wants them: 3 cm.
fn sexagesimal(value: f64) -> Value {
    let thousandths = (value.abs() * 3_600_000.0).round() as u32;
    let whole = |num| Rational { num, denom: 1 };
    Value::Rational(vec![
        whole(thousandths / 3_600_000),
        whole(thousandths / 60_000 % 60),
        Rational {
            num: thousandths % 60_000,
            denom: 1000,
        },
    ])
}
