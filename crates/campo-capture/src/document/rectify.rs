//! The page seen from straight above.

use image::{Rgb, RgbImage, imageops};

use crate::document::geometry::{Point, Quad};

/// The longer side of a rectified page in pixels at most: A4 at 300 dots per inch.
const LONGEST: f64 = 3508.0;

/// Heights divided by widths of sheets that pages nearly of that shape are taken for: A4 and Letter, upright and lying.
const SHEETS: [f64; 4] = [297.0 / 210.0, 11.0 / 8.5, 210.0 / 297.0, 8.5 / 11.0];

/// How near to a sheet's shape counts as nearly: what a hand-held photograph leaves unsure.
const NEARLY: f64 = 0.04;

/// The page in a quad of the picture, straightened.
///
/// The result is about as large as the page was in the picture, and at most 3508 pixels long.
pub fn rectify(image: &RgbImage, quad: &Quad) -> RgbImage {
    let (width, height) = size(image, quad);
    let to_picture = Homography::from_unit_square(quad);
    // Where the page is made smaller, several places of the picture make one pixel.
    let area = quad.area().abs() / (f64::from(width) * f64::from(height));
    let places = (area.sqrt().round() as u32).clamp(1, 4);
    let mut page = RgbImage::new(width, height);
    let (dx, dy) = (1.0 / f64::from(width), 1.0 / f64::from(height));
    let part = 1.0 / f64::from(places);
    for (y, row) in page.chunks_exact_mut(width as usize * 3).enumerate() {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let mut sum = [0.0; 3];
            for i in 0..places * places {
                let u = x as f64 + (f64::from(i % places) + 0.5) * part;
                let v = y as f64 + (f64::from(i / places) + 0.5) * part;
                let color = between(image, to_picture.map(u * dx, v * dy));
                for (total, value) in sum.iter_mut().zip(color) {
                    *total += value;
                }
            }
            let count = (places * places) as f32;
            for (value, total) in pixel.iter_mut().zip(sum) {
                *value = (total / count + 0.5) as u8;
            }
        }
    }
    page
}

/// A page turned clockwise by quarters of a turn.
pub fn turn(page: RgbImage, quarters: i8) -> RgbImage {
    match quarters.rem_euclid(4) {
        1 => imageops::rotate90(&page),
        2 => imageops::rotate180(&page),
        3 => imageops::rotate270(&page),
        _ => page,
    }
}

/// The pixels of the straightened page: its true shape, as large as it was.
fn size(image: &RgbImage, quad: &Quad) -> (u32, u32) {
    let [top, right, bottom, left] = quad.sides().map(|(a, b)| (b - a).length());
    let area = top.max(bottom) * left.max(right);
    let tall = shape(image, quad);
    let (width, height) = ((area / tall).sqrt(), (area * tall).sqrt());
    let scale = (LONGEST / width.max(height)).min(1.0);
    let pixels = |side: f64| ((side * scale).round() as u32).clamp(1, LONGEST as u32);
    (pixels(width), pixels(height))
}

/// The page's height divided by its width; that of a known sheet when it is nearly that.
fn shape(image: &RgbImage, quad: &Quad) -> f64 {
    let [top, right, bottom, left] = quad.sides().map(|(a, b)| (b - a).length());
    let seen = (left + right) / (top + bottom).max(1e-6);
    let tall = from_perspective(image, quad)
        .filter(|tall| (0.6..1.7).contains(&(tall / seen)))
        .unwrap_or(seen)
        .clamp(0.05, 20.0);
    SHEETS
        .into_iter()
        .find(|sheet| (tall / sheet - 1.0).abs() < NEARLY)
        .unwrap_or(tall)
}

/// The height divided by the width of the rectangle that looks like this quad through a camera of unknown focal length whose
/// axis goes through the middle of the picture; nothing when the view is too straight to tell.
///
/// Z. Zhang and L. He, "Whiteboard scanning and image enhancement", 2007.
fn from_perspective(image: &RgbImage, quad: &Quad) -> Option<f64> {
    let middle = Point::new(f64::from(image.width()), f64::from(image.height())) * 0.5;
    let [m1, m2, m4, m3] = quad.0.map(|p| p - middle);
    let cross = |a: Point, b: Point, c: Point| (a - c).cross(b - c);
    let k2 = cross(m1, m4, m3) / cross(m2, m4, m3);
    let k3 = cross(m1, m4, m2) / cross(m3, m4, m2);
    let (n2, n3) = (m2 * k2 - m1, m3 * k3 - m1);
    let (z2, z3) = (k2 - 1.0, k3 - 1.0);
    if !z2.is_finite() || !z3.is_finite() || (z2 * z3).abs() < 1e-3 {
        return None;
    }
    let focal_squared = -n2.dot(n3) / (z2 * z3);
    let long = middle.x.max(middle.y) * 2.0;
    // Lenses of phones and cameras, from very wide to long.
    if !(0.4 * long..4.0 * long).contains(&focal_squared.max(0.0).sqrt()) {
        return None;
    }
    let width = n2.dot(n2) / focal_squared + z2 * z2;
    let height = n3.dot(n3) / focal_squared + z3 * z3;
    Some((height / width).sqrt())
}

/// A projective map of the plane.
struct Homography {
    x: [f64; 3],
    y: [f64; 3],
    z: [f64; 3],
}

impl Homography {
    /// The map that takes the unit square to a quad.
    ///
    /// P. Heckbert, "Fundamentals of texture mapping and image warping", 1989.
    fn from_unit_square(quad: &Quad) -> Self {
        let [a, b, c, d] = quad.0;
        let (d1, d2, sum) = (b - c, d - c, a - b + c - d);
        let determinant = d1.cross(d2);
        let (g, h) = if determinant.abs() < 1e-9 {
            (0.0, 0.0)
        } else {
            (sum.cross(d2) / determinant, d1.cross(sum) / determinant)
        };
        Self {
            x: [b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x],
            y: [b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y],
            z: [g, h, 1.0],
        }
    }

    fn map(&self, u: f64, v: f64) -> Point {
        let apply = |row: &[f64; 3]| row[0] * u + row[1] * v + row[2];
        Point::new(apply(&self.x), apply(&self.y)) * (1.0 / apply(&self.z))
    }
}

/// The color between four pixels; outside the picture that of its border.
fn between(image: &RgbImage, at: Point) -> [f32; 3] {
    let right = f64::from(image.width() - 1);
    let bottom = f64::from(image.height() - 1);
    let (x, y) = (
        (at.x - 0.5).clamp(0.0, right),
        (at.y - 0.5).clamp(0.0, bottom),
    );
    let (left, top) = (x as u32, y as u32);
    let (fx, fy) = ((x - f64::from(left)) as f32, (y - f64::from(top)) as f32);
    let next = |v: u32, last: u32| (v + 1).min(last - 1);
    let (right, bottom) = (next(left, image.width()), next(top, image.height()));
    let corner = |x: u32, y: u32| {
        let Rgb(color) = *image.get_pixel(x, y);
        color.map(f32::from)
    };
    let (a, b) = (corner(left, top), corner(right, top));
    let (c, d) = (corner(left, bottom), corner(right, bottom));
    [0, 1, 2].map(|i| {
        let upper = a[i] + (b[i] - a[i]) * fx;
        let lower = c[i] + (d[i] - c[i]) * fx;
        upper + (lower - upper) * fy
    })
}
