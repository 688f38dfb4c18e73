//! Fractional indexing: positions are texts, and between any two there is room for another.
//!
//! Two devices may make the same position; the lines' ids then decide, the same everywhere. Technique:
//! <https://www.figma.com/blog/realtime-editing-of-ordered-sequences/>.

use std::collections::BTreeMap;

/// In the order of their bytes, so that texts compare as positions.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The positions to write so that the lines come in `order`, given the positions they have. Lines that can stay do.
pub(super) fn arrange<'a>(
    order: &[&'a str],
    current: &BTreeMap<&str, &str>,
) -> Vec<(&'a str, String)> {
    let places: Vec<_> = order
        .iter()
        .map(|id| current.get(id).map(|position| (*position, *id)))
        .collect();
    let stays = longest_ascending(&places);
    let mut written = Vec::new();
    let mut last = (String::new(), "");
    for (index, (id, stays_here)) in order.iter().zip(&stays).enumerate() {
        match places.get(index) {
            Some(Some((position, _)))
                if *stays_here && (*position, *id) > (last.0.as_str(), last.1) =>
            {
                last = ((*position).to_owned(), id);
            }
            _ => {
                let later = places.iter().zip(&stays).skip(index + 1);
                let kept = later
                    .filter(|(_, stays)| **stays)
                    .filter_map(|(place, _)| *place);
                let next = kept
                    .map(|(position, _)| position)
                    .find(|position| *position > last.0.as_str());
                last = (between(&last.0, next), id);
                written.push((*id, last.0.clone()));
            }
        }
    }
    written
}

/// Marks one longest ascending subsequence of the places there are.
fn longest_ascending<T: Ord>(places: &[Option<T>]) -> Vec<bool> {
    // `ends[n]` is the index of the least place that ends an ascending run of n + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = vec![None; places.len()];
    for (index, place) in places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.is_some())
    {
        let run = ends.partition_point(|end| places[*end] < *place);
        previous[index] = run.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(run) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut marks = vec![false; places.len()];
    let mut next = ends.last().copied();
    while let Some(index) = next {
        marks[index] = true;
        next = previous[index];
    }
    marks
}

/// A position above `low` and, if there is one, below `high`. Positions never end in the least digit.
fn between(low: &str, high: Option<&str>) -> String {
    let mut high = high.map(str::as_bytes);
    let mut position = String::new();
    for index in 0.. {
        // Only positions that another software wrote can run out before they differ.
        high = high.filter(|high| index < high.len());
        let least = digit(low.as_bytes(), index);
        match high.map(|high| digit(high, index)) {
            None if least + 1 < DIGITS.len() => return push(position, least + 1),
            Some(most) if most > least + 1 => return push(position, usize::midpoint(least, most)),
            Some(most) if most != least => high = None,
            _ => {}
        }
        position = push(position, least);
    }
    position
}

fn digit(position: &[u8], index: usize) -> usize {
    let byte = position.get(index);
    byte.and_then(|byte| DIGITS.binary_search(byte).ok())
        .unwrap_or(0)
}

fn push(mut position: String, digit: usize) -> String {
    position.push(char::from(DIGITS[digit]));
    position
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Arranges `order` and returns the positions after, and how many were written.
    fn apply(order: &[&'static str], current: &mut BTreeMap<&'static str, String>) -> usize {
        let known: BTreeMap<_, _> = current
            .iter()
            .map(|(id, position)| (*id, position.as_str()))
            .collect();
        let written = arrange(order, &known);
        let count = written.len();
        current.extend(written);
        current.retain(|id, _| order.contains(id));
        let mut sorted: Vec<_> = current
            .iter()
            .map(|(id, position)| (position, *id))
            .collect();
        sorted.sort();
        assert_eq!(
            sorted.into_iter().map(|(_, id)| id).collect::<Vec<_>>(),
            order
        );
        count
    }

    #[test]
    fn one_move_writes_one_position() {
        let mut positions = BTreeMap::new();
        assert_eq!(apply(&["a", "b", "c", "d"], &mut positions), 4);
        assert_eq!(apply(&["a", "b", "c", "d"], &mut positions), 0);
        assert_eq!(apply(&["d", "a", "b", "c"], &mut positions), 1);
        assert_eq!(apply(&["a", "b", "c", "d"], &mut positions), 1);
        assert_eq!(apply(&["a", "x", "b", "d"], &mut positions), 1);
    }

    #[test]
    fn lines_at_one_position_can_be_parted() {
        let mut positions = BTreeMap::from([
            ("a", "1".to_owned()),
            ("b", "1".to_owned()),
            ("c", "1".to_owned()),
        ]);
        assert_eq!(apply(&["a", "b", "c"], &mut positions), 0);
        assert_eq!(apply(&["a", "x", "b", "c"], &mut positions), 3);
        assert_eq!(apply(&["b", "a", "x", "c"], &mut positions), 1);
    }

    #[test]
    fn positions_of_another_software_do_no_harm() {
        for (low, high) in [
            ("1", "10"),
            ("0", "00"),
            ("é", "ü"),
            ("z", "a"),
            ("", ""),
            ("\u{7f}", "0"),
        ] {
            assert!(!between(low, Some(high)).is_empty());
        }
    }

    #[test]
    fn a_thousand_lines_have_short_positions() {
        let mut last = String::new();
        for _ in 0..1000 {
            let next = between(&last, None);
            assert!(next > last);
            last = next;
        }
        assert!(last.len() <= 17, "{last}");
    }

    const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

    proptest! {
        #[test]
        fn any_order_is_reached_from_any_other(
            orders in prop::collection::vec(Just(IDS.to_vec()).prop_shuffle().prop_flat_map(|ids| prop::sample::subsequence(ids, 0..8)), 1..30),
        ) {
            let mut positions = BTreeMap::new();
            for order in orders {
                apply(&order, &mut positions);
            }
        }
    }
}
