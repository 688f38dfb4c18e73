//! Fewer positions that still tell where the device was at every moment.

use super::{Position, distance};

/// Pieces of a track are simplified apart, so that the time stays in proportion to the track.
const PIECE: usize = 1_024;

/// The positions without those that lie within `tolerance` meters of where a device would be that moved evenly between the
/// kept ones at that moment (Douglas-Peucker with the time-synchronous distance of Meratnia and de By, 2004).
pub fn simplify(track: &[Position], tolerance: f64) -> Vec<Position> {
    let mut kept: Vec<Position> = track.first().copied().into_iter().collect();
    let mut rest = track;
    while rest.len() > 1 {
        let piece = rest.get(..rest.len().min(PIECE)).unwrap_or(rest);
        kept.extend(inner(piece, tolerance));
        kept.extend(piece.last());
        rest = rest.get(piece.len() - 1..).unwrap_or_default();
    }
    kept
}

/// What is kept between the first and the last of a piece.
fn inner(piece: &[Position], tolerance: f64) -> Vec<Position> {
    let mut keep = vec![false; piece.len()];
    let mut spans = vec![(0, piece.len() - 1)];
    while let Some((from, to)) = spans.pop() {
        let Some((farthest, off)) = farthest(piece, from, to) else {
            continue;
        };
        if off > tolerance {
            if let Some(keep) = keep.get_mut(farthest) {
                *keep = true;
            }
            spans.push((from, farthest));
            spans.push((farthest, to));
        }
    }
    piece
        .iter()
        .zip(keep)
        .filter_map(|(position, keep)| keep.then_some(*position))
        .collect()
}

fn farthest(piece: &[Position], from: usize, to: usize) -> Option<(usize, f64)> {
    let (first, last) = (piece.get(from)?, piece.get(to)?);
    let between = piece.get(from + 1..to)?;
    (from + 1..)
        .zip(between)
        .map(|(index, position)| (index, off(first, last, position)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
}

/// Meters between a position and where an even movement would have been at its time.
fn off(first: &Position, last: &Position, position: &Position) -> f64 {
    let whole = last.time.saturating_sub(first.time).max(1) as f64;
    let part = (position.time.saturating_sub(first.time) as f64 / whole).clamp(0.0, 1.0);
    let lat = first.lat + (last.lat - first.lat) * part;
    let lon = first.lon + (last.lon - first.lon) * part;
    distance((lat, lon), (position.lat, position.lon))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_even_line_needs_its_ends_and_a_stop_its_times() {
        let walk = |n: i64| Position::at(n * 1_000, 0.0, n as f64 * 1e-5);
        let even: Vec<_> = (0..100).map(walk).collect();
        assert_eq!(simplify(&even, 1.0).len(), 2);
        let mut stopped = even.clone();
        stopped.extend((100..200).map(|n| Position {
            lon: 99e-5,
            ..walk(n)
        }));
        let kept = simplify(&stopped, 1.0);
        assert!(
            kept.iter()
                .any(|position| (95_000..105_000).contains(&position.time))
        );
    }

    proptest! {
        #[test]
        fn every_position_stays_within_the_tolerance(
            moves in prop::collection::vec((-9e-5..9e-5, -9e-5..9e-5), 0..3_000),
        ) {
            let mut at = (10.0, 20.0);
            let track: Vec<_> = moves.iter().zip(0i64..).map(|(by, n)| {
                at = (at.0 + by.0, at.1 + by.1);
                Position::at(n * 1_000, at.0, at.1)
            }).collect();
            let kept = simplify(&track, 25.0);
            for pair in kept.windows(2) {
                for position in track.iter().filter(|p| (pair[0].time..=pair[1].time).contains(&p.time)) {
                    prop_assert!(off(&pair[0], &pair[1], position) <= 25.0);
                }
            }
            prop_assert_eq!(kept.first(), track.first());
            prop_assert_eq!(kept.last(), track.last());
        }
    }
}
