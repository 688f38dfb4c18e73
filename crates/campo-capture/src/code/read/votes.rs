//! What many scan lines say, and which of it is believed.
//!
//! One line may misread a bar and still satisfy a checksum of one digit. Lines that cross other places of the same code do not
//! make the same mistake, so a text counts when enough lines read it and no other text has nearly as many at its place.

use std::collections::BTreeMap;

use super::picture::Picture;
use super::shape::distance;
use crate::code::{Code, Format};

/// One scan line's reading.
#[derive(Debug, Clone)]
pub struct Reading {
    pub format: Format,
    pub text: String,
    /// From where to where along the line, in samples.
    pub along: (f32, f32),
    /// Where the code begins, in pixels.
    pub start: [f32; 2],
    /// Where the code ends, in pixels.
    pub end: [f32; 2],
}

/// A text, and the lines that read it at one place.
#[derive(Debug)]
struct Candidate {
    first: Reading,
    last: Reading,
    turn: usize,
    /// By direction and number of the line: from where to where along it.
    lines: BTreeMap<(usize, u32), (f32, f32)>,
}

/// The readings so far.
#[derive(Debug, Default)]
pub struct Votes(Vec<Candidate>);

/// A text with this many times the lines of another at the same place is believed and the other is not.
const CLEARLY: usize = 2;

impl Votes {
    /// Counts a reading of one line: of which direction, and its number there.
    pub fn add(&mut self, turn: usize, line: u32, reading: Reading) {
        let same = |candidate: &&mut Candidate| candidate.is_of(&reading);
        match self.0.iter_mut().find(same) {
            Some(candidate) => {
                candidate.lines.insert((turn, line), reading.along);
                if candidate.turn == turn {
                    candidate.last = reading;
                }
            }
            None => self.0.push(Candidate {
                turn,
                lines: BTreeMap::from([((turn, line), reading.along)]),
                first: reading.clone(),
                last: reading,
            }),
        }
    }

    /// The codes that are believed.
    ///
    /// `strict` wants every text supported as if its format had no checksum: a picture that is one of many can be passed over.
    pub fn decided(&self, picture: &Picture<'_>, strict: bool) -> Vec<Code> {
        self.0
            .iter()
            .enumerate()
            .filter(|(_, candidate)| candidate.is_supported(strict))
            .filter(|(index, candidate)| !self.is_disputed(*index, candidate))
            .map(|(_, candidate)| candidate.code(picture))
            .collect()
    }

    fn is_disputed(&self, index: usize, candidate: &Candidate) -> bool {
        self.0.iter().enumerate().any(|(other_index, other)| {
            other_index != index
                && candidate.lines.len() < other.lines.len() * CLEARLY
                && candidate.crosses(other)
        })
    }
}

/// How many lines must agree where the format has a checksum, and where it has none or a weak one.
const ENOUGH: usize = 3;
const ENOUGH_FOR_WEAK: usize = 8;

impl Candidate {
    fn is_of(&self, reading: &Reading) -> bool {
        let length = distance(reading.start, reading.end);
        self.first.format == reading.format
            && self.first.text == reading.text
            && distance(middle(&self.last), middle(reading)) < length.max(30.0)
    }

    /// Whether enough lines agree; for a weak check also most of the lines between the first and the last.
    fn is_supported(&self, strict: bool) -> bool {
        let lines = self.lines.len();
        let strong = matches!(
            self.first.format,
            Format::Ean13 | Format::UpcA | Format::Code128
        );
        if strong && !strict {
            return lines >= ENOUGH;
        }
        let in_turn: Vec<u32> = self
            .lines
            .keys()
            .filter(|key| key.0 == self.turn)
            .map(|key| key.1)
            .collect();
        let span = in_turn
            .last()
            .zip(in_turn.first())
            .map_or(0, |(last, first)| last - first);
        let enough = if strict { ENOUGH } else { ENOUGH_FOR_WEAK };
        lines >= enough && in_turn.len() * 2 > span as usize
    }

    /// Whether some line reads both at one place.
    fn crosses(&self, other: &Self) -> bool {
        self.lines.iter().any(|((turn, line), (from, to))| {
            let near = (*turn, line.saturating_sub(1))..=(*turn, line + 1);
            other
                .lines
                .range(near)
                .any(|(_, (other_from, other_to))| other_from < to && from < other_to)
        })
    }

    fn code(&self, picture: &Picture<'_>) -> Code {
        let (top, bottom) = if self.is_upside_down() {
            (&self.last, &self.first)
        } else {
            (&self.first, &self.last)
        };
        let corners = [top.start, top.end, bottom.end, bottom.start];
        Code {
            format: self.first.format,
            text: self.first.text.clone(),
            corners: corners.map(|corner| picture.to_original(corner)),
        }
    }

    fn is_upside_down(&self) -> bool {
        let (first, last) = (&self.first, &self.last);
        let along = [first.end[0] - first.start[0], first.end[1] - first.start[1]];
        let (from, to) = (middle(first), middle(last));
        along[0] * (to[1] - from[1]) < along[1] * (to[0] - from[0])
    }
}

fn middle(reading: &Reading) -> [f32; 2] {
    let (start, end) = (reading.start, reading.end);
    [
        f32::midpoint(start[0], end[0]),
        f32::midpoint(start[1], end[1]),
    ]
}
