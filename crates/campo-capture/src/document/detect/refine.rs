//! Fitting a roughly known outline to the full-size picture.
//!
//! Along every side the place of the sharpest change of color is measured across the side, to a part of a pixel. A line is
//! drawn through these places, and one more through those near each corner: paper bends, and a corner is where the ends of
//! its sides meet, not where the lines through their middles do.

use image::RgbImage;

use crate::document::geometry::{Line, Point, Quad};

/// Places measured along each side.
const PLACES: usize = 160;

/// How far from the rough side the edge is looked for, as a part of the picture's diagonal.
const REACH: f64 = 0.02;

/// Measurements across a side, to each side of the middle.
const STEPS: i32 = 20;

/// Measurements to each side that a dark mark may reach: a frame printed on the page is not the page's edge.
const MARK: usize = 3;

/// The parts of a side that decide where its corner is, one after the other.
const NEAR_CORNER: [f64; 2] = [0.25, 0.1];

/// How far a corner may move from where the whole sides meet, as a part of the picture's diagonal.
const BEND: f64 = 0.018;

/// The outline fitted to the edges of the picture near it.
pub fn refine(image: &RgbImage, rough: &Quad) -> Quad {
    let first = fit(image, rough, REACH);
    // What was far off the first time is seen better from nearer.
    fit(image, &first, REACH * 0.6)
}

fn fit(image: &RgbImage, rough: &Quad, reach: f64) -> Quad {
    let diagonal = f64::from(image.width()).hypot(f64::from(image.height()));
    let sides = rough
        .sides()
        .map(|(a, b)| Measured::new(image, a, b, reach * diagonal));
    let mut quad = *rough;
    for (i, corner) in quad.0.iter_mut().enumerate() {
        let (before, after) = (&sides[(i + 3) % 4], &sides[i]);
        let Some(meet) = before.line.meet(&after.line) else {
            continue;
        };
        let bent = before
            .end(true)
            .meet(&after.end(false))
            .filter(|bent| (*bent - meet).length() < BEND * diagonal);
        *corner = bent.unwrap_or(meet);
    }
    if quad.is_finite() && quad.is_convex() && quad.distance(rough) < 3.0 * reach * diagonal {
        quad
    } else {
        *rough
    }
}

/// A side with where its edge was found.
struct Measured {
    /// The line through the whole side.
    line: Line,
    /// The rough side's length.
    length: f64,
    /// Places on the edge: how far along the rough side (0 to 1), and the point.
    places: Vec<(f64, Point)>,
}

impl Measured {
    fn new(image: &RgbImage, a: Point, b: Point, reach: f64) -> Self {
        let outward = (b - a).unit().turned() * -1.0;
        let rough = Line::through(a, outward);
        let step = (reach / f64::from(STEPS)).max(0.5);
        let mut places = Vec::new();
        for place in 0..PLACES {
            let t = 0.01 + 0.98 * (place as f64 + 0.5) / PLACES as f64;
            let on = a + (b - a) * t;
            if let Some((offset, strength)) = crossing(image, on, outward, step) {
                places.push((t, on + outward * offset, strength));
            }
        }
        let places = consistent(places);
        let line = robust(&places, &rough, step * 2.0).unwrap_or(rough);
        Self {
            line,
            length: (b - a).length(),
            places: places
                .into_iter()
                .filter(|(_, p)| line.distance(*p).abs() < reach)
                .collect(),
        }
    }

    /// The line through the end (or the start) of the side; the whole side's line where too little of it was seen.
    fn end(&self, end: bool) -> Line {
        NEAR_CORNER.iter().fold(self.line, |line, &part| {
            self.part(end, part, &line).unwrap_or(line)
        })
    }

    /// The line through a part of the side at its end or start, if it differs little from the line of a larger part.
    fn part(&self, end: bool, part: f64, larger: &Line) -> Option<Line> {
        let near: Vec<(f64, Point)> = self
            .places
            .iter()
            .filter(|(t, _)| if end { *t > 1.0 - part } else { *t < part })
            .copied()
            .collect();
        let tolerance = (self.length * 0.008 * part).max(0.75);
        let line = robust(&near, larger, tolerance)?;
        let own = near
            .iter()
            .filter(|(_, p)| line.distance(*p).abs() < 2.0 * tolerance)
            .count() as f64;
        let seen = own > 0.6 * part * PLACES as f64;
        (seen && line.normal.dot(larger.normal) > 0.985).then_some(line)
    }
}

/// Where the color changes most across a side, in pixels outward of a point, and how much it changes.
fn crossing(image: &RgbImage, on: Point, outward: Point, step: f64) -> Option<(f64, f64)> {
    let colors: Vec<Option<[f64; 3]>> = (-STEPS - 2..=STEPS + 2)
        .map(|i| color(image, on + outward * (f64::from(i) * step), step))
        .collect();
    let colors = extremes(&extremes(&colors, f64::max), f64::min);
    let change = |i: usize| -> Option<f64> {
        let (before, after) = (colors.get(i)?.as_ref()?, colors.get(i + 2)?.as_ref()?);
        let squares = before.iter().zip(after).map(|(a, b)| (a - b).powi(2));
        // Paper is brighter than what it lies on far more often than not.
        let falls = before.iter().sum::<f64>() >= after.iter().sum::<f64>();
        let length = squares.sum::<f64>().sqrt();
        let away = (i as f64 - f64::from(STEPS + 1)) / f64::from(STEPS);
        Some(if falls { 1.0 } else { 0.7 } * length * (1.0 - 0.4 * away * away))
    };
    let changes: Vec<f64> = (0..colors.len() - 2)
        .map(|i| change(i).unwrap_or(0.0))
        .collect();
    let (peak, &most) = changes
        .iter()
        .enumerate()
        .skip(1)
        .take(changes.len() - 2)
        .max_by(|a, b| a.1.total_cmp(b.1))?;
    let (left, right) = (changes[peak - 1], changes[peak + 1]);
    let curve = left - 2.0 * most + right;
    let part = if curve < 0.0 {
        (0.5 * (left - right) / curve).clamp(-0.5, 0.5)
    } else {
        0.0
    };
    let index = peak as f64 + 1.0 + part;
    (most > 6.0).then(|| ((index - f64::from(STEPS + 2)) * step, most))
}

/// The largest or smallest values near each color: both, one after the other, close what is dark and thin.
fn extremes(colors: &[Option<[f64; 3]>], pick: fn(f64, f64) -> f64) -> Vec<Option<[f64; 3]>> {
    let near = |i: usize| {
        let near = &colors[i.saturating_sub(MARK)..(i + MARK + 1).min(colors.len())];
        near.iter()
            .flatten()
            .copied()
            .reduce(|a, b| [0, 1, 2].map(|channel| pick(a[channel], b[channel])))
    };
    (0..colors.len())
        .map(|i| colors[i].and_then(|_| near(i)))
        .collect()
}

/// The mean color around a point, of a square about `step` wide; nothing outside the picture.
fn color(image: &RgbImage, at: Point, step: f64) -> Option<[f64; 3]> {
    let (x, y) = ((at.x - 0.5).round(), (at.y - 0.5).round());
    if x < 0.0 || y < 0.0 || x >= f64::from(image.width()) || y >= f64::from(image.height()) {
        return None;
    }
    if step < 1.5 {
        return Some(between(image, at));
    }
    let radius = (step * 0.5).round().clamp(1.0, 3.0) as u32;
    let (x, y) = (x as u32, y as u32);
    let columns = x.saturating_sub(radius)..=(x + radius).min(image.width() - 1);
    let rows = y.saturating_sub(radius)..=(y + radius).min(image.height() - 1);
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for row in rows {
        for column in columns.clone() {
            for (total, value) in sum.iter_mut().zip(image.get_pixel(column, row).0) {
                *total += f64::from(value);
            }
            count += 1.0;
        }
    }
    Some(sum.map(|total| total / count))
}

/// The color between four pixels.
fn between(image: &RgbImage, at: Point) -> [f64; 3] {
    let (x, y) = ((at.x - 0.5).max(0.0), (at.y - 0.5).max(0.0));
    let (left, top) = (x as u32, y as u32);
    let right = (left + 1).min(image.width() - 1);
    let bottom = (top + 1).min(image.height() - 1);
    let (fx, fy) = (x.fract(), y.fract());
    let corner = |x: u32, y: u32| image.get_pixel(x, y).0.map(f64::from);
    let (a, b) = (corner(left, top), corner(right, top));
    let (c, d) = (corner(left, bottom), corner(right, bottom));
    [0, 1, 2].map(|i| {
        let upper = a[i] * (1.0 - fx) + b[i] * fx;
        let lower = c[i] * (1.0 - fx) + d[i] * fx;
        upper * (1.0 - fy) + lower * fy
    })
}

/// Without the places where the change is far from what it is elsewhere along the side: a finger, a thing beside the page.
fn consistent(places: Vec<(f64, Point, f64)>) -> Vec<(f64, Point)> {
    let mut strengths: Vec<f64> = places.iter().map(|(_, _, s)| *s).collect();
    strengths.sort_by(f64::total_cmp);
    let middle = strengths.get(strengths.len() / 2).copied().unwrap_or(0.0);
    places
        .into_iter()
        .filter(|(_, _, strength)| *strength > 0.3 * middle)
        .map(|(t, point, _)| (t, point))
        .collect()
}

/// A line through most of the points, whatever the rest is: the best of many lines through two points each, then fitted.
///
/// M. Fischler and R. Bolles, "Random sample consensus", 1981; the pairs are taken in a fixed order.
fn robust(places: &[(f64, Point)], rough: &Line, tolerance: f64) -> Option<Line> {
    let n = places.len();
    if n < 6 {
        return None;
    }
    let mut best: Option<(f64, Line)> = None;
    for i in (0..n).step_by(n / 48 + 1) {
        for j in (i + n / 4..n).step_by(n / 40 + 1) {
            let (a, b) = (places[i].1, places[j].1);
            let normal = (b - a).unit().turned() * -1.0;
            if normal.dot(rough.normal) < 0.97 {
                continue;
            }
            let line = Line::through(a, normal);
            let score: f64 = places
                .iter()
                .map(|(_, p)| (1.0 - (line.distance(*p) / tolerance).powi(2)).max(0.0))
                .sum();
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, line));
            }
        }
    }
    let (_, line) = best?;
    let own = places
        .iter()
        .filter(|(_, p)| line.distance(*p).abs() < tolerance)
        .map(|(_, p)| (*p, 1.0));
    let mut fitted = Line::fit(own)?;
    if fitted.normal.dot(line.normal) < 0.0 {
        fitted = Line {
            normal: fitted.normal * -1.0,
            offset: -fitted.offset,
        };
    }
    Some(fitted)
}
