//! Points, lines and quadrilaterals of a picture, in pixels: x to the right, y down.
//!
//! The middle of the picture's first pixel is (0.5, 0.5), so a quad of a whole picture reaches from 0 to its size.

use std::ops::{Add, Mul, Sub};

/// A place in a picture, or a way from one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// A point.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The scalar product.
    pub fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// The area of the parallelogram of two ways; positive when `other` is clockwise of this one.
    pub fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    /// The distance from the origin.
    pub fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// The same way with length 1; zero stays zero.
    pub fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 {
            self * (1.0 / length)
        } else {
            self
        }
    }

    /// A quarter turn clockwise.
    pub fn turned(self) -> Self {
        Self::new(-self.y, self.x)
    }
}

impl Add for Point {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

/// A line: all points `p` with `normal · p = offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The unit way across the line.
    pub normal: Point,
    /// The line's distance from the origin along the normal.
    pub offset: f64,
}

impl Line {
    /// The line through a point, across a unit normal.
    pub fn through(point: Point, normal: Point) -> Self {
        Self {
            normal,
            offset: normal.dot(point),
        }
    }

    /// How far a point is on the normal's side.
    pub fn distance(&self, point: Point) -> f64 {
        self.normal.dot(point) - self.offset
    }

    /// The unit way along the line, a quarter turn clockwise of the normal.
    pub fn direction(&self) -> Point {
        self.normal.turned()
    }

    /// The point of the line that is nearest the origin, moved by `t` along the line.
    pub fn at(&self, t: f64) -> Point {
        self.normal * self.offset + self.direction() * t
    }

    /// Where along the line (as for [`Line::at`]) a point is.
    pub fn position(&self, point: Point) -> f64 {
        self.direction().dot(point)
    }

    /// Where two lines meet; nothing when they are nearly parallel.
    pub fn meet(&self, other: &Self) -> Option<Point> {
        let determinant = self.normal.cross(other.normal);
        (determinant.abs() > 1e-6).then(|| {
            Point::new(
                self.offset * other.normal.y - other.offset * self.normal.y,
                other.offset * self.normal.x - self.offset * other.normal.x,
            ) * (1.0 / determinant)
        })
    }

    /// The line with the least squared distance to weighted points; nothing for fewer than two different ones.
    pub fn fit(points: impl Iterator<Item = (Point, f64)> + Clone) -> Option<Self> {
        let weight: f64 = points.clone().map(|(_, w)| w).sum();
        if weight <= 0.0 {
            return None;
        }
        let mean = points
            .clone()
            .fold(Point::default(), |sum, (p, w)| sum + p * w)
            * (1.0 / weight);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (point, w) in points {
            let from_mean = point - mean;
            xx += w * from_mean.x * from_mean.x;
            xy += w * from_mean.x * from_mean.y;
            yy += w * from_mean.y * from_mean.y;
        }
        if xx + yy <= 1e-9 {
            return None;
        }
        let along = 0.5 * (2.0 * xy).atan2(xx - yy);
        Some(Self::through(mean, Point::new(-along.sin(), along.cos())))
    }
}

/// Four corners of a page, clockwise from the one that is top-left in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The whole of a picture.
    pub fn whole(width: u32, height: u32) -> Self {
        let (w, h) = (f64::from(width), f64::from(height));
        Self([
            Point::new(0.0, 0.0),
            Point::new(w, 0.0),
            Point::new(w, h),
            Point::new(0.0, h),
        ])
    }

    /// The quad of four points in any order: clockwise, from the one nearest the picture's top left.
    pub fn ordered(points: [Point; 4]) -> Self {
        let middle = points.iter().fold(Point::default(), |sum, &p| sum + p) * 0.25;
        let angle = |p: &Point| (p.y - middle.y).atan2(p.x - middle.x);
        let mut sorted = points;
        sorted.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
        let first = (0..4)
            .min_by(|&a, &b| {
                let sum = |i: usize| sorted[i].x + sorted[i].y;
                sum(a).total_cmp(&sum(b))
            })
            .unwrap_or(0);
        sorted.rotate_left(first);
        Self(sorted)
    }

    /// The four sides: top, right, bottom, left.
    pub fn sides(&self) -> [(Point, Point); 4] {
        let [a, b, c, d] = self.0;
        [(a, b), (b, c), (c, d), (d, a)]
    }

    /// The area; positive for corners in clockwise order.
    pub fn area(&self) -> f64 {
        self.sides().iter().map(|(a, b)| a.cross(*b)).sum::<f64>() / 2.0
    }

    /// Whether every corner turns clockwise.
    pub fn is_convex(&self) -> bool {
        let [a, b, c, d] = self.0;
        [(a, b, c), (b, c, d), (c, d, a), (d, a, b)]
            .iter()
            .all(|&(p, q, r)| (q - p).cross(r - q) > 0.0)
    }

    /// Every corner multiplied by a factor, as when the picture is made larger.
    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.map(|p| p * factor))
    }

    /// The largest distance between corresponding corners.
    pub fn distance(&self, other: &Self) -> f64 {
        self.0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| (*a - *b).length())
            .fold(0.0, f64::max)
    }

    /// Corners that are numbers.
    pub fn is_finite(&self) -> bool {
        self.0.iter().all(|p| p.x.is_finite() && p.y.is_finite())
    }
}
