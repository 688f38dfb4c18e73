//! Reading codes of one dimension: many scan lines, each read on its own, and the texts they agree on.

use std::collections::HashSet;

use rxing::common::BitArray;
use rxing::oned::{MultiFormatOneDReader, OneDReader};
use rxing::{BarcodeFormat, DecodeHints, RXingResult};

use super::line::{ScanLine, Slicing, bars};
use super::picture::Picture;
use super::votes::{Reading, Votes};
use crate::code::{Code, Format};

/// Which lines to read, and how.
#[derive(Debug, Clone, Copy)]
pub struct Sweep {
    /// The directions of the lines, in degrees.
    pub angles: &'static [f32],
    /// How many lines the shorter side of the picture gets, at most one a pixel.
    pub density: f32,
    /// From one sample of a line to the next, in pixels.
    pub step: f32,
    /// How bars are told from spaces.
    pub slicings: &'static [Slicing],
    /// Whether the bars are the light ones.
    pub inverted: bool,
    /// Whether to rather miss a code than to take a poor one; see [`Votes::decided`].
    pub strict: bool,
}

/// Codes side by side on one line; more than fit a label.
const MOST_ON_A_LINE: usize = 6;

/// Every linear code of a picture that enough lines agree on.
pub fn read(picture: &Picture<'_>, sweep: Sweep) -> Vec<Code> {
    let mut reader = LineReader::new();
    let mut votes = Votes::default();
    let [width, height] = picture.size();
    let spacing = (width.min(height) / sweep.density).max(1.0);
    for (turn, angle) in sweep.angles.iter().enumerate() {
        for place in 0..count(picture, *angle, spacing) {
            let Some(line) = line(picture, *angle, place as f32 * spacing, sweep.step) else {
                continue;
            };
            for reading in reader.read(picture, &line, sweep) {
                votes.add(turn, place, reading);
            }
        }
    }
    votes.decided(picture, sweep.strict)
}

/// How many lines at an angle cover a picture.
fn count(picture: &Picture<'_>, angle: f32, spacing: f32) -> u32 {
    (2.0 * reach(picture, angle) / spacing) as u32
}

/// From a picture's center to its edge, across the lines at an angle.
fn reach(picture: &Picture<'_>, angle: f32) -> f32 {
    let [width, height] = picture.size();
    let (sin, cos) = angle.to_radians().sin_cos();
    (width * sin.abs() + height * cos.abs()) / 2.0
}

fn line(picture: &Picture<'_>, angle: f32, aside: f32, step: f32) -> Option<ScanLine> {
    let [width, height] = picture.size();
    let (sin, cos) = angle.to_radians().sin_cos();
    let aside = aside + 0.5 - reach(picture, angle);
    let through = [width / 2.0 - sin * aside, height / 2.0 + cos * aside];
    ScanLine::across(through, [cos, sin], [width, height], step)
}

/// Reads single lines.
struct LineReader {
    decoder: MultiFormatOneDReader,
    hints: DecodeHints,
}

impl LineReader {
    fn new() -> Self {
        let formats = [
            BarcodeFormat::EAN_13,
            BarcodeFormat::EAN_8,
            BarcodeFormat::UPC_A,
            BarcodeFormat::UPC_E,
            BarcodeFormat::CODE_128,
            BarcodeFormat::CODE_39,
            BarcodeFormat::ITF,
        ];
        let hints = DecodeHints {
            PossibleFormats: Some(HashSet::from(formats)),
            ..DecodeHints::default()
        };
        Self {
            decoder: MultiFormatOneDReader::new(&hints),
            hints,
        }
    }

    fn read(&mut self, picture: &Picture<'_>, line: &ScanLine, sweep: Sweep) -> Vec<Reading> {
        let mut profile = line.profile(&picture.pixels);
        if sweep.inverted {
            profile.iter_mut().for_each(|value| *value = 255.0 - *value);
        }
        let mut readings = Vec::new();
        for slicing in sweep.slicings {
            for (from, mut row) in islands(&bars(&profile, *slicing)) {
                self.read_row(&mut row, line, from, false, &mut readings);
                row.reverse();
                self.read_row(&mut row, line, from, true, &mut readings);
            }
        }
        readings
    }

    /// Reads a row again and again, each time without what was found.
    fn read_row(
        &mut self,
        row: &mut BitArray,
        line: &ScanLine,
        offset: usize,
        reversed: bool,
        readings: &mut Vec<Reading>,
    ) {
        for _ in 0..MOST_ON_A_LINE {
            let Ok(result) = self.decoder.decode_row(0, row, &self.hints) else {
                return;
            };
            let Some((from, to)) = extent(&result) else {
                return;
            };
            if let Some(format) = format_of(&result) {
                let last = row.get_size() as f32 - 1.0;
                let [start, end] = [from, to]
                    .map(|at| if reversed { last - at } else { at })
                    .map(|at| at + offset as f32);
                readings.push(Reading {
                    format,
                    text: result.getText().to_owned(),
                    along: (start.min(end), start.max(end)),
                    start: line.point(start),
                    end: line.point(end),
                });
            }
            clear(row, from, to);
        }
    }
}

/// Spaces wider than this part of a line lie between codes, not within one: the widest bar of a code that fills the line is not.
const GAP: usize = 16;

/// Fewer bars make no code.
const FEWEST_BARS: usize = 12;

/// The parts of a row between wide spaces, each with its place in the row: the library gives up a row at its first clutter.
fn islands(row: &BitArray) -> Vec<(usize, BitArray)> {
    let size = row.get_size();
    let gap = (size / GAP).max(1);
    let mut islands = Vec::new();
    let mut from = row.getNextSet(0);
    while from < size {
        let (mut bars, mut end) = (0, from);
        let mut next = from;
        while next < size && next - end < gap {
            end = row.getNextUnset(next);
            next = row.getNextSet(end);
            bars += 1;
        }
        if bars >= FEWEST_BARS {
            islands.push(island(row, from.saturating_sub(gap), (end + gap).min(size)));
        }
        from = next;
    }
    islands
}

fn island(row: &BitArray, from: usize, to: usize) -> (usize, BitArray) {
    let mut island = BitArray::with_size(to - from);
    for place in (from..to).filter(|place| row.get(*place)) {
        island.set(place - from);
    }
    (from, island)
}

/// From where to where on its row a code was read.
fn extent(result: &RXingResult) -> Option<(f32, f32)> {
    let points = result.getPoints();
    Some((points.first()?.x, points.last()?.x))
}

fn clear(row: &mut BitArray, from: f32, to: f32) {
    let margin = (to - from) * 0.05;
    let until = (to + margin).max(0.0) as usize;
    for place in (from - margin).max(0.0) as usize..until.min(row.get_size()) {
        row.unset(place);
    }
}

fn format_of(result: &RXingResult) -> Option<Format> {
    Some(match result.getBarcodeFormat() {
        BarcodeFormat::EAN_13 => Format::Ean13,
        BarcodeFormat::EAN_8 => Format::Ean8,
        BarcodeFormat::UPC_A => Format::UpcA,
        BarcodeFormat::UPC_E => Format::UpcE,
        BarcodeFormat::CODE_128 => Format::Code128,
        BarcodeFormat::CODE_39 => Format::Code39,
        BarcodeFormat::ITF => Format::Itf,
        _ => return None,
    })
}
