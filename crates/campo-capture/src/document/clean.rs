//! What a scanner would have made of the page: light evened out, paper white, ink dark.

mod binarize;

use image::{GrayImage, RgbImage};

use crate::document::plane::Plane;
use crate::document::shrink::shrink;

/// The longer side of the small picture that shows the paper's brightness.
const LONGEST: u32 = 400;

/// The radius in it of what is taken for ink and not for paper.
const INK: usize = 9;

/// The part of the paper's brightness from which on everything is white.
const WHITE: f32 = 0.9;

/// The brightest that the darkest ink may be, as a part of the paper's brightness, to be made black.
const BLACK: f32 = 0.45;

/// Paper is not taken to be darker than this part of the brightest paper: what is darker is a picture on it.
const DARKEST_PAPER: f32 = 0.3;

/// How a page shall look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In color.
    Color,
    /// In grays.
    Gray,
    /// Black on white.
    Bilevel,
}

/// A finished page.
#[derive(Debug, Clone)]
pub enum Page {
    /// In color.
    Color(RgbImage),
    /// In grays.
    Gray(GrayImage),
    /// Only 0 (black) and 255 (white).
    Bilevel(GrayImage),
}

impl Page {
    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        match self {
            Self::Color(image) => image.dimensions(),
            Self::Gray(image) | Self::Bilevel(image) => image.dimensions(),
        }
    }
}

/// Evens out the light on a straightened page.
pub fn clean(page: &RgbImage, mode: Mode) -> Page {
    match mode {
        Mode::Color => Page::Color(flat_color(page)),
        Mode::Gray => Page::Gray(flat_gray(page)),
        Mode::Bilevel => Page::Bilevel(binarize::binarize(&flat_gray(page))),
    }
}

fn flat_color(page: &RgbImage) -> RgbImage {
    let papers = papers(page);
    let black = black(page, &papers);
    let mut out = page.clone();
    let stride = (page.width() as usize).max(1) * 3;
    let mut lights = [0, 1, 2].map(|_| vec![0.0; page.width() as usize]);
    for (y, row) in out.chunks_exact_mut(stride).enumerate() {
        for (light, paper) in lights.iter_mut().zip(&papers) {
            light_of_row(paper, y, page.height(), light);
        }
        let [red, green, blue] = &lights;
        let light = red.iter().zip(green).zip(blue);
        for (pixel, ((red, green), blue)) in row.chunks_exact_mut(3).zip(light) {
            for (value, paper) in pixel.iter_mut().zip([red, green, blue]) {
                *value = flat(f32::from(*value), *paper, black);
            }
        }
    }
    out
}

/// A straightened page in grays, evenly lit: what recognition of characters reads best.
pub fn flat_gray(page: &RgbImage) -> GrayImage {
    let papers = papers(page);
    let black = black(page, &papers);
    let [mut paper, green, blue] = papers;
    let others = green.data.iter().zip(&blue.data);
    for (red, (green, blue)) in paper.data.iter_mut().zip(others) {
        *red = luma([*red, *green, *blue]);
    }
    let mut out = GrayImage::new(page.width(), page.height());
    let width = (page.width() as usize).max(1);
    let mut light = vec![0.0; page.width() as usize];
    let rows = out
        .chunks_exact_mut(width)
        .zip(page.chunks_exact(width * 3));
    for (y, (into, row)) in rows.enumerate() {
        light_of_row(&paper, y, page.height(), &mut light);
        for ((value, pixel), paper) in into.iter_mut().zip(row.chunks_exact(3)).zip(&light) {
            let &[r, g, b] = pixel else { continue };
            *value = flat(luma([r, g, b].map(f32::from)), *paper, black);
        }
    }
    out
}

fn luma([r, g, b]: [f32; 3]) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

/// A value relative to the paper around it, from black ink to white paper.
fn flat(value: f32, paper: f32, black: f32) -> u8 {
    let part = value / paper;
    ((part - black) * (255.0 / (WHITE - black))).clamp(0.0, 255.0) as u8
}

/// How bright the paper would be everywhere without ink, per channel, small.
fn papers(page: &RgbImage) -> [Plane; 3] {
    let small = shrink(page, LONGEST);
    [0, 1, 2].map(|channel| {
        let plane = Plane::of_channel(&small, channel);
        let mut plane = plane.close(INK).box_mean(INK / 2).box_mean(INK / 2);
        let brightest = plane.data.iter().copied().fold(1.0, f32::max);
        for value in &mut plane.data {
            *value = value.max(DARKEST_PAPER * brightest);
        }
        plane
    })
}

/// The darkest ink relative to its paper, without the very darkest hundredth.
fn black(page: &RgbImage, papers: &[Plane; 3]) -> f32 {
    let small = shrink(page, LONGEST * 3);
    let scale = f64::from(papers[0].width as u32) / f64::from(small.width().max(1));
    let mut parts: Vec<f32> = small
        .enumerate_pixels()
        .map(|(x, y, pixel)| {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let paper = [0, 1, 2].map(|i: usize| papers[i].sample(x * scale, y * scale));
            luma(pixel.0.map(f32::from)) / luma(paper)
        })
        .collect();
    if parts.is_empty() {
        return 0.0;
    }
    let rank = parts.len() / 100;
    let (_, part, _) = parts.select_nth_unstable_by(rank, f32::total_cmp);
    part.clamp(0.0, BLACK)
}

/// The paper's brightness along one row of the page.
fn light_of_row(paper: &Plane, y: usize, height: u32, light: &mut [f32]) {
    let v = (y as f64 + 0.5) * paper.height as f64 / f64::from(height.max(1)) - 0.5;
    let (top, part) = (v.floor() as isize, (v - v.floor()) as f32);
    let column = |x: isize| paper.at(x, top) * (1.0 - part) + paper.at(x, top + 1) * part;
    let step = paper.width as f32 / light.len().max(1) as f32;
    let mut left = (isize::MIN, 0.0, 0.0);
    for (x, value) in light.iter_mut().enumerate() {
        let u = (x as f32 + 0.5) * step - 0.5;
        let first = u.floor() as isize;
        if first != left.0 {
            left = (first, column(first), column(first + 1));
        }
        let part = u - first as f32;
        *value = left.1 * (1.0 - part) + left.2 * part;
    }
}
