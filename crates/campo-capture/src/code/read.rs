//! Reading codes from a picture: cheap passes first, dearer ones while nothing is found.

mod line;
mod linear;
mod matrix;
mod passes;
mod picture;
mod shape;
mod votes;

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{GrayImage, RgbImage, imageops};

use self::passes::{FIRST, FRAME, Pass, RESCUES};
use self::picture::Picture;
use super::Code;

/// How much work a picture is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// One frame of a running camera: another comes soon. Under 40 ms for a megapixel.
    Frame,
    /// The only picture there is.
    File,
}

/// A frame with more pixels is read smaller.
const FRAME_AREA: u32 = 1_100_000;

/// A picture with more pixels is read smaller first.
const FIRST_AREA: u32 = 4_000_000;

/// A picture is never read with more pixels than this.
const LARGEST_AREA: u32 = 16_000_000;

/// The codes in an upright gray picture, each once. None is a fine answer.
pub fn read(pixels: &GrayImage, effort: Effort) -> Vec<Code> {
    match effort {
        Effort::Frame => run(FRAME, &Picture::at_most(pixels, FRAME_AREA)),
        Effort::File => read_file(pixels),
    }
}

/// The codes in an upright color picture.
pub fn read_color(pixels: &RgbImage, effort: Effort) -> Vec<Code> {
    read(&imageops::grayscale(pixels), effort)
}

fn read_file(pixels: &GrayImage) -> Vec<Code> {
    let picture = Picture::at_most(pixels, FIRST_AREA);
    let found = run(FIRST, &picture);
    if !found.is_empty() {
        return found;
    }
    let whole = Picture::at_most(pixels, LARGEST_AREA);
    RESCUES
        .iter()
        .map(|rescue| run(rescue.passes, &rescue.prepare(&picture, &whole)))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn run(passes: &[Pass], picture: &Picture<'_>) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    for pass in passes {
        for code in guarded(|| pass.read(picture)) {
            if !found.iter().any(|known| hides(known, &code)) {
                found.push(code);
            }
        }
    }
    found
}

/// Whether a finding is one already made, or stripes read across a part of it.
fn hides(known: &Code, code: &Code) -> bool {
    shape::is_same(known, code) || (!code.format.is_matrix() && shape::overlap(known, code))
}

/// Runs the `rxing` crate on pictures from outside, which can make it panic. What it had found by then is given up.
fn guarded(work: impl FnOnce() -> Vec<Code>) -> Vec<Code> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_default()
}
