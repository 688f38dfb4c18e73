//! Photographs of pages that never were: a page with writing, seen at an angle, on something, in some light.

use campo_capture::document::geometry::{Point, Quad};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage, imageops};

use crate::background::{Background, Color};
use crate::random::Random;

/// A made photograph and where its page is.
pub struct Warp {
    pub jpeg: Vec<u8>,
    pub quad: Quad,
    pub kind: &'static str,
}

/// Light and dark over the picture.
struct Light {
    way: Point,
    edge: f64,
    softness: f64,
    shade: f64,
    fall: f64,
}

/// What hides a part of the page: a finger, round at its end.
struct Finger {
    tip: Point,
    way: Point,
    width: f64,
    color: Color,
}

/// The page: where it is and what is on it.
struct Page {
    to_page: [f64; 9],
    paper: Color,
    aspect: f64,
    words: Vec<[f64; 4]>,
    ink: Color,
}

/// The photograph number `seed`, `width` pixels wide.
pub fn make(seed: u64, width: u32) -> Warp {
    let mut random = Random(seed.wrapping_mul(7919).wrapping_add(17));
    let height = if random.chance(0.5) {
        width * 4 / 3
    } else {
        width * 3 / 4
    };
    let (w, h) = (f64::from(width), f64::from(height));
    let aspect = [1.414, 1.294, 0.707, 2.2][random.below(4)];
    let quad = outline(&mut random, w, h, aspect);
    let background = Background::any(&mut random, w, h);
    let page = Page::any(&mut random, &quad, aspect);
    let light = Light::any(&mut random, w, h);
    let fingers: Vec<Finger> = (0..[0, 0, 1, 2][random.below(4)])
        .map(|_| Finger::any(&mut random, &quad, w))
        .collect();
    let mut image = RgbImage::new(width, height);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let mut sum = [0.0; 3];
        for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let at = Point::new(f64::from(x) + dx, f64::from(y) + dy);
            let color = fingers
                .iter()
                .find_map(|finger| finger.at(at))
                .or_else(|| page.at(at))
                .unwrap_or_else(|| background.at(at.x, at.y).map(|v| v * page.shade(at)));
            let lit = light.at(at, w);
            for (total, value) in sum.iter_mut().zip(color) {
                *total += value * lit / 4.0;
            }
        }
        *pixel = Rgb(sum.map(|v| v.clamp(0.0, 255.0) as u8));
    }
    Warp {
        jpeg: taken(&mut random, image, w),
        quad: Quad::ordered(quad.0),
        kind: background.kind(),
    }
}

/// A rectangle turned, seen in perspective, and fully in the picture.
fn outline(random: &mut Random, width: f64, height: f64, aspect: f64) -> Quad {
    loop {
        let size = random.between(0.45, 0.95) * width.min(height);
        let (half_w, half_h) = (
            size * 0.5 / aspect.max(1.0),
            size * 0.5 * aspect.clamp(0.5, 1.0),
        );
        let half_h = if aspect >= 1.0 { size * 0.5 } else { half_h };
        let turn = if random.chance(0.7) {
            random.between(-0.35, 0.35)
        } else {
            random.between(-3.1, 3.1)
        };
        let (lean, tilt) = (random.between(-0.5, 0.5), random.between(-0.7, 0.7));
        let middle = Point::new(
            width * random.between(0.4, 0.6),
            height * random.between(0.4, 0.6),
        );
        let (sin, cos) = turn.sin_cos();
        let corner = |sx: f64, sy: f64| {
            let (x, y) = (sx * half_w, sy * half_h);
            let (x, y) = (x * cos - y * sin, x * sin + y * cos);
            let near = 1.0 + 0.6 * (lean * x + tilt * y) / size;
            middle + Point::new(x * lean.cos(), y * tilt.cos()) * (1.0 / near)
        };
        let quad = Quad([
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ]);
        let fits =
            |p: &Point| (4.0..width - 4.0).contains(&p.x) && (4.0..height - 4.0).contains(&p.y);
        if quad.0.iter().all(fits) && quad.area() > 0.08 * width * height {
            return quad;
        }
    }
}

impl Page {
    fn any(random: &mut Random, quad: &Quad, aspect: f64) -> Self {
        let white = random.between(205.0, 250.0);
        let yellow = if random.chance(0.2) {
            35.0
        } else {
            random.between(0.0, 10.0)
        };
        let mut words = Vec::new();
        let line = random.between(0.018, 0.035) / aspect.max(1.0);
        let mut y = 0.06;
        while y < 0.94 {
            let mut x = 0.08;
            let end = if random.chance(0.2) { 0.5 } else { 0.92 };
            while x < end {
                let length = random.between(0.02, 0.12);
                words.push([x, y, (x + length).min(0.93), y + line * 0.45]);
                x += length + 0.015;
            }
            y += line * if random.chance(0.1) { 3.0 } else { 1.3 };
        }
        if random.chance(0.3) {
            let (x, y) = (random.between(0.1, 0.5), random.between(0.1, 0.5));
            words.push([
                x,
                y,
                x + random.between(0.1, 0.35),
                y + random.between(0.05, 0.3),
            ]);
        }
        Self {
            to_page: to_unit_square(quad),
            paper: [white, white - yellow * 0.3, white - yellow],
            aspect,
            words,
            ink: [
                random.between(10.0, 90.0),
                random.between(10.0, 70.0),
                random.between(10.0, 120.0),
            ],
        }
    }

    /// A place of the picture on the page, whose corners are at 0 and 1.
    fn place(&self, p: Point) -> (f64, f64) {
        let m = &self.to_page;
        let z = m[6] * p.x + m[7] * p.y + m[8];
        (
            (m[0] * p.x + m[1] * p.y + m[2]) / z,
            (m[3] * p.x + m[4] * p.y + m[5]) / z,
        )
    }

    /// How much light the page leaves to what it lies on: a little less right beside it.
    fn shade(&self, p: Point) -> f64 {
        let (u, v) = self.place(p);
        let outside = |t: f64| (-t).max(t - 1.0).max(0.0);
        let away = outside(u).hypot(outside(v) * self.aspect);
        1.0 - 0.35 * (-away / 0.004).exp()
    }

    fn at(&self, p: Point) -> Option<Color> {
        let (u, v) = self.place(p);
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
            return None;
        }
        let stroke = (u * 180.0).fract() > 0.35 || (v * 180.0 * self.aspect).fract() > 0.7;
        let written = stroke
            && self
                .words
                .iter()
                .any(|w| u >= w[0] && u < w[2] && v >= w[1] && v < w[3]);
        Some(if written { self.ink } else { self.paper })
    }
}

/// The projective map from a quad to the unit square: the adjugate of Heckbert's map from the square, 1989.
pub fn to_unit_square(quad: &Quad) -> [f64; 9] {
    let [a, b, c, d] = quad.0;
    let (d1, d2, s) = (b - c, d - c, a - b + c - d);
    let det = d1.cross(d2);
    let (g, h) = (s.cross(d2) / det, d1.cross(s) / det);
    let m = [
        b.x - a.x + g * b.x,
        d.x - a.x + h * d.x,
        a.x,
        b.y - a.y + g * b.y,
        d.y - a.y + h * d.y,
        a.y,
        g,
        h,
        1.0,
    ];
    [
        m[4] * m[8] - m[5] * m[7],
        m[2] * m[7] - m[1] * m[8],
        m[1] * m[5] - m[2] * m[4],
        m[5] * m[6] - m[3] * m[8],
        m[0] * m[8] - m[2] * m[6],
        m[2] * m[3] - m[0] * m[5],
        m[3] * m[7] - m[4] * m[6],
        m[1] * m[6] - m[0] * m[7],
        m[0] * m[4] - m[1] * m[3],
    ]
}

impl Light {
    fn any(random: &mut Random, width: f64, height: f64) -> Self {
        let turn = random.between(0.0, 6.3);
        let way = Point::new(turn.cos(), turn.sin());
        let middle = Point::new(
            width * random.between(0.3, 0.7),
            height * random.between(0.3, 0.7),
        );
        Self {
            way,
            edge: way.dot(middle),
            softness: random.between(0.005, 0.1) * width,
            shade: if random.chance(0.5) {
                random.between(0.45, 0.85)
            } else {
                1.0
            },
            fall: random.between(0.0, 0.25),
        }
    }

    fn at(&self, p: Point, width: f64) -> f64 {
        let beyond = (self.way.dot(p) - self.edge) / self.softness;
        let part = 1.0 / (1.0 + (-beyond).exp());
        (self.shade + (1.0 - self.shade) * part) * (1.0 - self.fall * (p.x / width))
    }
}

impl Finger {
    /// A finger that comes from outside over a side, or now and then over a corner.
    fn any(random: &mut Random, quad: &Quad, width: f64) -> Self {
        let side = random.below(4);
        let (a, b) = quad.sides()[side];
        let along = if random.chance(0.2) {
            0.0
        } else {
            random.between(0.15, 0.85)
        };
        let inward = (b - a).unit().turned();
        let size = random.between(0.02, 0.045) * width;
        let way = (inward + (b - a).unit() * random.between(-0.5, 0.5)).unit();
        let tone = random.between(0.6, 1.0);
        Self {
            tip: a + (b - a) * along + inward * random.between(0.5, 2.0) * size,
            way,
            width: size,
            color: [220.0 * tone, 170.0 * tone, 140.0 * tone],
        }
    }

    fn at(&self, p: Point) -> Option<Color> {
        let from_tip = p - self.tip;
        let along = from_tip.dot(self.way);
        let inside = if along > 0.0 {
            from_tip.length() < self.width
        } else {
            from_tip.cross(self.way).abs() < self.width
        };
        inside.then_some(self.color)
    }
}

/// What lens, sensor and file make of it.
fn taken(random: &mut Random, image: RgbImage, width: f64) -> Vec<u8> {
    let blur = random.between(0.0, 0.0025) * width;
    let mut image = if blur > 0.4 {
        imageops::fast_blur(&image, blur as f32)
    } else {
        image
    };
    let noise = random.between(0.0, 8.0);
    for pixel in image.pixels_mut() {
        let gray = random.normal() * noise;
        for value in &mut pixel.0 {
            *value =
                (f64::from(*value) + gray + random.normal() * noise * 0.5).clamp(0.0, 255.0) as u8;
        }
    }
    let mut jpeg = Vec::new();
    let quality = random.between(40.0, 95.0) as u8;
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .encode_image(&image)
        .expect("a picture in memory can be encoded");
    jpeg
}
