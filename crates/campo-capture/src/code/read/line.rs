//! One scan line across a picture, as brightness and as bars.

use image::GrayImage;
use rxing::common::BitArray;

/// A straight line across a picture, sampled at equal steps.
#[derive(Debug, Clone, Copy)]
pub struct ScanLine {
    /// Where it starts, in pixels.
    pub start: [f32; 2],
    /// From one sample to the next, in pixels.
    pub step: [f32; 2],
    /// How many samples it has.
    pub samples: usize,
}

/// How bars are told from spaces along a line.
#[derive(Debug, Clone, Copy)]
pub struct Slicing {
    /// How far around to look for the darkest and the lightest, in samples.
    pub radius: usize,
    /// Where between the darkest (0) and the lightest (1) the edge of a bar lies. Overexposed bars look thin and need more
    /// than a half, smeared ones less.
    pub level: f32,
}

/// Differences of brightness below this are noise, not bars.
const FAINTEST: f32 = 12.0;

/// Lines shorter than the shortest code, in samples.
const SHORTEST: f32 = 40.0;

impl ScanLine {
    /// The part of a line through a point that lies within a picture of a size; none when it is too short for a code.
    pub fn across(through: [f32; 2], along: [f32; 2], size: [f32; 2], step: f32) -> Option<Self> {
        let (mut from, mut to) = (f32::MIN, f32::MAX);
        for ((through, along), size) in through.into_iter().zip(along).zip(size) {
            let last = size - 1.0;
            if along.abs() > 1e-4 {
                let (one, other) = (-through / along, (last - through) / along);
                from = from.max(one.min(other));
                to = to.min(one.max(other));
            } else if !(0.0..=last + 0.5).contains(&through) {
                return None;
            }
        }
        let samples = (to - from) / step + 1.0;
        (samples > SHORTEST).then(|| Self {
            start: [through[0] + along[0] * from, through[1] + along[1] * from],
            step: [along[0] * step, along[1] * step],
            samples: samples as usize,
        })
    }

    /// The point of a sample, which may lie between two.
    pub fn point(&self, sample: f32) -> [f32; 2] {
        [
            self.start[0] + self.step[0] * sample,
            self.start[1] + self.step[1] * sample,
        ]
    }

    /// The brightness along the line.
    pub fn profile(&self, pixels: &GrayImage) -> Vec<f32> {
        (0..self.samples)
            .map(|sample| brightness(pixels, self.point(sample as f32)))
            .collect()
    }
}

fn brightness(pixels: &GrayImage, [x, y]: [f32; 2]) -> f32 {
    let (width, height) = pixels.dimensions();
    let raw = pixels.as_raw();
    let (left, top) = (x.max(0.0) as usize, y.max(0.0) as usize);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let at = |x: usize, y: usize| {
        let x = x.min(width as usize - 1);
        let y = y.min(height as usize - 1);
        raw.get(y * width as usize + x)
            .copied()
            .map_or(0.0, f32::from)
    };
    let above = at(left, top) * (1.0 - fx) + at(left + 1, top) * fx;
    let below = at(left, top + 1) * (1.0 - fx) + at(left + 1, top + 1) * fx;
    above * (1.0 - fy) + below * fy
}

/// The dark samples of a profile.
pub fn bars(profile: &[f32], slicing: Slicing) -> BitArray {
    let block = (slicing.radius / 2).max(1);
    let ranges: Vec<_> = profile.chunks(block).map(range).collect();
    let around = slicing.radius.div_ceil(block);
    let mut dark = BitArray::with_size(profile.len());
    let mut threshold = 0.0;
    for (index, chunk) in profile.chunks(block).enumerate() {
        let near = index.saturating_sub(around)..(index + around + 1).min(ranges.len());
        let (low, high) = joined(ranges.get(near).unwrap_or_default());
        if high - low > FAINTEST {
            threshold = low + (high - low) * slicing.level;
        }
        for (place, value) in chunk.iter().enumerate() {
            if *value < threshold {
                dark.set(index * block + place);
            }
        }
    }
    dark
}

fn range(values: &[f32]) -> (f32, f32) {
    let (low, high) = (f32::MAX, f32::MIN);
    values.iter().fold((low, high), |(low, high), value| {
        (low.min(*value), high.max(*value))
    })
}

fn joined(ranges: &[(f32, f32)]) -> (f32, f32) {
    ranges
        .iter()
        .fold((f32::MAX, f32::MIN), |(low, high), (lowest, highest)| {
            (low.min(*lowest), high.max(*highest))
        })
}
