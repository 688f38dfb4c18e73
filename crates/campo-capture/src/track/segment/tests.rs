use proptest::prelude::*;

use super::*;

fn position() -> impl Strategy<Value = Position> {
    let optional = |most: f32| prop::option::of(-most..most);
    (
        any::<i64>(),
        -90.0..=90.0,
        -180.0..=180.0,
        optional(1e4),
        optional(1e4),
        optional(300.0),
        any::<bool>(),
    )
        .prop_map(
            |(time, lat, lon, accuracy, altitude, speed, mock)| Position {
                time,
                lat,
                lon,
                accuracy,
                altitude,
                speed,
                mock,
            },
        )
}

fn near(one: Option<f32>, other: Option<f32>, most: f32) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= most,
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_segment_that_is_written_is_read_back(track in prop::collection::vec(position(), 0..80)) {
        let read = decode(&encode(&track).unwrap()).unwrap();
        prop_assert_eq!(read.len(), track.len());
        for (one, other) in track.iter().zip(&read) {
            prop_assert_eq!((one.time, one.mock), (other.time, other.mock));
            prop_assert!((one.lat - other.lat).abs() < 6e-7 && (one.lon - other.lon).abs() < 6e-7);
            prop_assert!(near(one.accuracy, other.accuracy, 0.06));
            prop_assert!(near(one.altitude, other.altitude, 0.06));
            prop_assert!(near(one.speed, other.speed, 0.006));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(columns in prop::collection::vec(any::<u8>(), 0..300), raw: bool) {
        let mut bytes = vec![VERSION];
        bytes.extend(if raw { columns } else { zstd::bulk::compress(&columns, 1).unwrap() });
        let _ = decode(&bytes);
    }
}

/// A made-up working day: stops, walks and drives with a sensor's noise, one position a second.
fn working_day() -> Vec<Position> {
    let mut seed = 7u64;
    let mut noise = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((seed >> 33) as f64 / f64::from(u32::MAX / 2) - 1.0) * 0.6
    };
    let (mut lat, mut lon, mut drift) = (-23.55, -46.63, (0.0, 0.0));
    (0..36_000i64)
        .map(|second| {
            let speed = [0.0, 1.4, 11.0][(second / 900 % 3) as usize];
            let heading = (second as f64 / 700.0).sin() * 3.0;
            lat += speed * heading.cos() / 111_195.0;
            lon += speed * heading.sin() / 101_900.0;
            drift = (drift.0 * 0.95 + noise(), drift.1 * 0.95 + noise());
            Position {
                accuracy: Some((4.0 + noise().abs() * 3.0) as f32),
                altitude: Some((760.0 + drift.0 * 2.0) as f32),
                speed: Some((speed + noise().abs() * 0.3) as f32),
                ..Position::at(
                    1_790_000_000_000 + second * 1_000,
                    lat + drift.0 / 111_195.0,
                    lon + drift.1 / 101_900.0,
                )
            }
        })
        .collect()
}

#[test]
fn ten_hours_at_one_a_second_take_less_than_300_kb() {
    let day = working_day();
    let bytes: usize = day
        .chunks(60)
        .map(|minute| encode(minute).unwrap().len())
        .sum();
    println!(
        "{} positions in segments of a minute: {bytes} bytes",
        day.len()
    );
    assert!(bytes < 300_000, "{bytes}");
}

#[test]
fn damaged_segments_are_refused() {
    assert!(matches!(decode(&[]), Err(SegmentError::Empty)));
    assert!(matches!(decode(&[9, 1]), Err(SegmentError::Version(9))));
    let bytes = encode(&working_day()[..60]).unwrap();
    assert!(decode(&bytes[..bytes.len() - 3]).is_err());
    let bomb = zstd::bulk::compress(&vec![0; LARGEST + 1], 3).unwrap();
    assert!(matches!(
        decode(&[&[VERSION], &bomb[..]].concat()),
        Err(SegmentError::Damaged(_))
    ));
    let off_earth = Position::at(0, 91.0, 0.0);
    assert!(matches!(encode(&[off_earth]), Err(SegmentError::Malformed)));
}
