use proptest::prelude::*;

use super::*;
use crate::track::EventKind;

const FENCE: Fence = Fence {
    lat: 0.0,
    lon: 0.0,
    radius: 100.0,
    dwell: Some(60_000),
};

/// A walk along the equator through the fence, a meter a second.
fn walk(second: i64) -> Position {
    Position {
        accuracy: Some(4.0),
        ..Position::at(second * 1_000, 0.0, (second as f64 - 300.5) / 111_195.08)
    }
}

/// Offers positions and writes what is due; whatever is in the recorder in the end was not written.
fn record(recorder: &mut Recorder, seconds: std::ops::Range<i64>) -> Vec<Stretch> {
    let mut written = Vec::new();
    for second in seconds {
        if recorder.offer(&walk(second)) {
            written.push(recorder.take());
        }
    }
    written
}

fn events(written: &[Stretch]) -> Vec<(EventKind, i64)> {
    let all = written.iter().flat_map(|stretch| &stretch.crossings);
    all.map(|crossing| (crossing.event.kind, crossing.event.time / 1_000))
        .collect()
}

const CROSSINGS: [(EventKind, i64); 3] = [
    (EventKind::Enter, 205),
    (EventKind::Dwell, 265),
    (EventKind::Leave, 405),
];

#[test]
fn a_minute_is_due_and_a_crossing_at_once() {
    let mut recorder = Recorder::new(Policy::default(), &[FENCE]);
    let written = record(&mut recorder, 0..600);
    assert_eq!(events(&written), CROSSINGS);
    let waits = recorder.take().positions;
    assert!(waits.len() <= 7, "{}", waits.len());
    let totals = recorder.totals();
    assert!((590.0..=600.0).contains(&totals.meters), "{totals:?}");
    assert_eq!((totals.mock, recorder.rest()), (false, 1_000));
}

#[test]
fn positions_of_the_past_and_off_earth_are_passed_over() {
    let mut recorder = Recorder::new(Policy::default(), &[]);
    recorder.offer(&walk(100));
    recorder.offer(&walk(100));
    recorder.offer(&walk(3));
    recorder.offer(&Position::at(i64::MAX, 91.0, 0.0));
    recorder.offer(&Position {
        mock: true,
        ..walk(180)
    });
    assert_eq!(
        (recorder.totals().points, recorder.totals().mock),
        (2, true)
    );
}

proptest! {
    #[test]
    fn a_recorder_that_dies_anywhere_goes_on_without_telling_anything_twice(dies in 1i64..600) {
        let mut first = Recorder::new(Policy::default(), &[FENCE]);
        let mut written = record(&mut first, 0..dies);
        // The totals are written with each stretch: what the dead one knew beyond them is lost.
        let positions: Vec<Position> = written.iter().flat_map(|stretch| stretch.positions.clone()).collect();
        let totals = Totals {
            points: positions.len() as u64,
            last: positions.last().map(|position| position.time),
            ..Totals::default()
        };
        let past: Vec<Crossing> = written.iter().flat_map(|stretch| stretch.crossings.clone()).collect();
        let mut second = Recorder::resume(Policy::default(), &[FENCE], totals, &past);
        written.extend(record(&mut second, dies..600));
        prop_assert_eq!(events(&written), CROSSINGS);
        let times: Vec<i64> = written.iter().flat_map(|stretch| &stretch.positions).map(|position| position.time).collect();
        prop_assert!(times.is_sorted());
    }
}
