//! Where color changes along a line, once writing is gone.
//!
//! Three measures make the edge of a page stand out: a closing removes dark marks thinner than a few millimeters of the page
//! (writing, rules of a table); the gradient is taken in brightness and two colors at once, so that white paper on a light
//! wooden table has an edge too; and strength is relative to the neighborhood, so that a faint edge on a smooth table counts
//! as much as a strong one and the grain of wood counts little.

use image::RgbImage;

use crate::document::geometry::Point;
use crate::document::plane::Plane;

/// The radius in pixels of what is taken for writing.
pub const WRITING: usize = 5;

/// The radius of the neighborhood that strength is relative to.
const NEIGHBORHOOD: usize = 16;

/// How much a neighborhood full of edges weakens each of them.
const INHIBITION: f32 = 3.0;

/// The change of color per pixel that noise makes.
const NOISE: f32 = 1.2;

/// Relative strength below which there is no edge.
const WEAKEST: f32 = 0.8;

/// Relative strength that nothing exceeds: the strongest edge is not worth many good ones.
const STRONGEST: f32 = 2.0;

/// A pixel on the crest of an edge.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Its middle.
    pub at: Point,
    /// The unit way to the brighter side, or to the more colorful one when both are equally bright.
    pub normal: Point,
    /// The relative strength.
    pub strength: f32,
}

/// All edges of a picture.
#[derive(Debug)]
pub struct Edges {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The edges, row by row.
    pub list: Vec<Edge>,
    /// For each pixel the index of its edge plus one, or zero.
    index: Vec<u32>,
}

impl Edges {
    /// The edge at a pixel.
    pub fn at(&self, x: isize, y: isize) -> Option<&Edge> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.width {
            return None;
        }
        let index = *self.index.get(y * self.width + x)?;
        self.list.get((index as usize).checked_sub(1)?)
    }
}

/// Brightness and two color differences of a picture, smoothed.
#[derive(Debug)]
pub struct Colors(pub [Plane; 3]);

impl Colors {
    /// The colors of a small picture, without dark marks up to a radius.
    pub fn new(image: &RgbImage, marks: usize) -> Self {
        let [r, g, b] = [0, 1, 2].map(|channel| Plane::of_channel(image, channel).close(marks));
        let mix = |weights: [f32; 3]| {
            let mut plane = Plane::filled(r.width, r.height, 0.0);
            let values = r.data.iter().zip(&g.data).zip(&b.data);
            for (out, ((r, g), b)) in plane.data.iter_mut().zip(values) {
                *out = weights[0] * r + weights[1] * g + weights[2] * b;
            }
            plane.smooth()
        };
        Self([
            mix([0.299, 0.587, 0.114]),
            mix([0.7, -0.7, 0.0]),
            mix([0.4, 0.4, -0.8]),
        ])
    }

    /// The color at a place.
    pub fn sample(&self, at: Point) -> [f32; 3] {
        [0, 1, 2].map(|i| self.0[i].sample(at.x, at.y))
    }
}

/// How strongly and which way color changes at each pixel.
struct Gradient {
    size: Plane,
    x: Vec<f32>,
    y: Vec<f32>,
}

/// The edges of a picture.
pub fn find(colors: &Colors) -> Edges {
    let gradient = gradient(colors);
    let around = gradient.size.box_mean(NEIGHBORHOOD);
    let (width, height) = (gradient.size.width, gradient.size.height);
    let mut edges = Edges {
        width,
        height,
        list: Vec::new(),
        index: vec![0; width * height],
    };
    for y in 0..height {
        for x in 0..width {
            let i = y * width + x;
            let size = gradient.size.data[i];
            let strength = size / (INHIBITION * around.data[i] + NOISE);
            if strength < WEAKEST || !is_crest(&gradient, x, y) {
                continue;
            }
            edges.list.push(Edge {
                at: Point::new(x as f64 + 0.5, y as f64 + 0.5),
                normal: Point::new(f64::from(gradient.x[i]), f64::from(gradient.y[i])),
                strength: strength.min(STRONGEST),
            });
            edges.index[i] = edges.list.len() as u32;
        }
    }
    edges
}

/// The direction in which all three channels together change most.
///
/// S. Di Zenzo, "A note on the gradient of a multi-image", 1986.
fn gradient(colors: &Colors) -> Gradient {
    let (width, height) = (colors.0[0].width, colors.0[0].height);
    let mut out = Gradient {
        size: Plane::filled(width, height, 0.0),
        x: vec![0.0; width * height],
        y: vec![0.0; width * height],
    };
    for y in 0..height {
        for x in 0..width {
            let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
            let mut bright = (0.0, 0.0);
            for (channel, plane) in colors.0.iter().enumerate() {
                let (dx, dy) = slope(plane, x as isize, y as isize);
                xx += dx * dx;
                xy += dx * dy;
                yy += dy * dy;
                // Brightness decides the sense; color only where brightness does not change.
                let weight = if channel == 0 { 1.0 } else { -0.1 };
                bright = (bright.0 + weight * dx, bright.1 + weight * dy);
            }
            let half = 0.5 * (2.0 * xy).atan2(xx - yy);
            let (mut nx, mut ny) = (half.cos(), half.sin());
            if nx * bright.0 + ny * bright.1 < 0.0 {
                (nx, ny) = (-nx, -ny);
            }
            let i = y * width + x;
            let spread = ((xx - yy) * (xx - yy) + 4.0 * xy * xy).sqrt();
            out.size.data[i] = (0.5 * (xx + yy + spread)).sqrt();
            (out.x[i], out.y[i]) = (nx, ny);
        }
    }
    out
}

/// The change of a plane per pixel, by the kernels of Scharr.
fn slope(plane: &Plane, x: isize, y: isize) -> (f32, f32) {
    let at = |dx: isize, dy: isize| plane.at(x + dx, y + dy);
    let across = |dy: isize| at(1, dy) - at(-1, dy);
    let down = |dx: isize| at(dx, 1) - at(dx, -1);
    (
        (3.0 * (across(-1) + across(1)) + 10.0 * across(0)) / 32.0,
        (3.0 * (down(-1) + down(1)) + 10.0 * down(0)) / 32.0,
    )
}

/// Whether the gradient is not larger one pixel further along itself, to either side.
fn is_crest(gradient: &Gradient, x: usize, y: usize) -> bool {
    let i = y * gradient.size.width + x;
    let (nx, ny) = (f64::from(gradient.x[i]), f64::from(gradient.y[i]));
    let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
    let here = gradient.size.data[i];
    here > gradient.size.sample(x + nx, y + ny) && here >= gradient.size.sample(x - nx, y - ny)
}
