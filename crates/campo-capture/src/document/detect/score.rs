//! The judgment of a quad: what its lines tell and what the colors along it and in it tell, in one number.

use image::RgbImage;

use crate::document::detect::edges::{Colors, Edges};
use crate::document::detect::quads::Outline;
use crate::document::geometry::{Point, Quad};
use crate::document::plane::Plane;

/// Places looked at along each side.
const PLACES: usize = 24;

/// Pixels from the outline to where the colors are taken.
const AWAY: [f64; 2] = [4.0, 8.0];

/// Places looked at across the page, each way.
const GRID: usize = 24;

/// A difference of brightness that is more than noise.
const NOTICEABLE: f32 = 3.0;

/// How many things are told about a quad.
pub const FEATURES: usize = 14;

/// What each of [`Judge::features`] is worth, near what a logistic ranking fitted to 700 made photographs gives.
const WEIGHTS: [f64; FEATURES] = [
    9.0, 2.5, -26.0, 0.7, -10.0, -1.9, -12.0, 1.5, 1.5, 1.5, 5.5, -6.0, -20.0, 3.0,
];

/// What quads of one picture are judged by.
#[derive(Debug)]
pub struct Judge<'a> {
    colors: &'a Colors,
    /// How much darker each pixel is than the paper around it.
    ink: Plane,
    /// Mean number of edges around each pixel.
    busy: Plane,
    /// The brightness that only a twentieth of the picture exceeds.
    bright: f32,
}

impl<'a> Judge<'a> {
    /// A judge for the quads of a small picture.
    pub fn new(image: &RgbImage, colors: &'a Colors, edges: &Edges) -> Self {
        let light = &colors.0[0];
        let mut ink = Plane::filled(light.width, light.height, 0.0);
        for ((ink, pixel), light) in ink.data.iter_mut().zip(image.pixels()).zip(&light.data) {
            let [r, g, b] = pixel.0.map(f32::from);
            *ink = (light - (0.299 * r + 0.587 * g + 0.114 * b)).max(0.0);
        }
        let mut busy = Plane::filled(light.width, light.height, 0.0);
        for edge in &edges.list {
            busy.data[edge.at.y as usize * light.width + edge.at.x as usize] = 1.0;
        }
        let mut sorted = light.data.clone();
        let rank = sorted.len() * 19 / 20;
        let (_, bright, _) = sorted.select_nth_unstable_by(rank, f32::total_cmp);
        Self {
            colors,
            ink,
            busy: busy.box_mean(4),
            bright: bright.max(1.0),
        }
    }

    /// The score: larger is likelier to be a page.
    pub fn score(&self, outline: &Outline) -> f64 {
        self.features(outline)
            .iter()
            .zip(WEIGHTS)
            .map(|(feature, weight)| feature * weight)
            .sum()
    }

    /// What is told about a quad, most between 0 and 1.
    pub fn features(&self, outline: &Outline) -> [f64; FEATURES] {
        let quad = &outline.quad;
        let (width, height) = (self.ink.width as f64, self.ink.height as f64);
        let least = outline.support.iter().copied().fold(1.0, f64::min);
        let logs = outline.support.iter().map(|s| (s + 0.05).ln());
        let ring = Ring::new(self.colors, quad);
        let inner = Inner::new(self, quad);
        let outside = quad.0.iter().map(|p| {
            let beyond = |v: f64, size: f64| (-v).max(v - size).max(0.0) / size;
            beyond(p.x, width).max(beyond(p.y, height))
        });
        let middle = quad.0.iter().fold(Point::default(), |sum, &p| sum + p) * 0.25;
        let off = Point::new(middle.x / width - 0.5, middle.y / height - 0.5).length();
        [
            logs.sum::<f64>() / 4.0,
            (least + 0.05).ln(),
            outline.overshoot,
            outline.share.min(1.0).ln(),
            outline.skew * outline.skew,
            outline.borders as f64,
            outside.sum::<f64>(),
            ring.brighter_inside(None),
            (0..4)
                .map(|side| ring.brighter_inside(Some(side)))
                .fold(1.0, f64::min),
            (ring.contrast() + 1.0).ln(),
            inner.ink,
            inner.busy,
            off * off,
            inner.bright,
        ]
    }
}

/// Colors just inside and just outside one of the sides.
struct Pair {
    side: usize,
    within: [f32; 3],
    beyond: [f32; 3],
}

struct Ring(Vec<Pair>);

impl Ring {
    fn new(colors: &Colors, quad: &Quad) -> Self {
        let (width, height) = (colors.0[0].width as f64, colors.0[0].height as f64);
        let seen = |p: Point| p.x >= 0.0 && p.y >= 0.0 && p.x < width && p.y < height;
        let mut pairs = Vec::new();
        for (side, (a, b)) in quad.sides().into_iter().enumerate() {
            let inward = (b - a).unit().turned();
            for place in 0..PLACES {
                let t = 0.05 + 0.9 * (place as f64 + 0.5) / PLACES as f64;
                let on = a + (b - a) * t;
                for away in AWAY {
                    let (within, beyond) = (on + inward * away, on - inward * away);
                    if seen(within) && seen(beyond) {
                        pairs.push(Pair {
                            side,
                            within: colors.sample(within),
                            beyond: colors.sample(beyond),
                        });
                    }
                }
            }
        }
        Self(pairs)
    }

    /// 1 when the page is brighter than what surrounds it everywhere (on one side), 0 when it is darker everywhere.
    fn brighter_inside(&self, side: Option<usize>) -> f64 {
        let (mut brighter, mut darker) = (1.0, 1.0);
        for pair in &self.0 {
            let step = pair.within[0] - pair.beyond[0];
            if side.is_some_and(|side| side != pair.side) {
                continue;
            } else if step > NOTICEABLE {
                brighter += 1.0;
            } else if step < -NOTICEABLE {
                darker += 1.0;
            }
        }
        brighter / (brighter + darker)
    }

    /// The mean difference of colors across the outline.
    fn contrast(&self) -> f64 {
        let differences = self.0.iter().map(|pair| {
            let squares = pair
                .within
                .iter()
                .zip(pair.beyond)
                .map(|(a, b)| (a - b).powi(2));
            f64::from(squares.sum::<f32>().sqrt())
        });
        differences.sum::<f64>() / self.0.len().max(1) as f64
    }
}

/// What is inside a quad, a little away from its outline.
struct Inner {
    ink: f64,
    busy: f64,
    bright: f64,
}

impl Inner {
    fn new(judge: &Judge<'_>, quad: &Quad) -> Self {
        let [a, b, c, d] = quad.0;
        let (mut ink, mut busy, mut light) = (0.0, 0.0, 0.0);
        for row in 0..GRID {
            let v = 0.06 + 0.88 * (row as f64 + 0.5) / GRID as f64;
            for column in 0..GRID {
                let u = 0.06 + 0.88 * (column as f64 + 0.5) / GRID as f64;
                let upper = a * (1.0 - u) + b * u;
                let p = upper * (1.0 - v) + (d * (1.0 - u) + c * u) * v;
                ink += judge.ink.sample(p.x, p.y).min(40.0);
                busy += judge.busy.sample(p.x, p.y);
                light += judge.colors.0[0].sample(p.x, p.y);
            }
        }
        let count = (GRID * GRID) as f32;
        Self {
            ink: f64::from(ink / count / 8.0).min(1.0),
            busy: f64::from(busy / count) * 10.0,
            bright: f64::from(light / count / judge.bright).min(1.2),
        }
    }
}
