//! Quads made of four lines, with a first judgment from what the lines alone tell.

use crate::document::detect::lines::Candidate;
use crate::document::geometry::{Line, Point, Quad};

/// How far outside the picture a corner may be, as a part of the picture's longer side.
const OUTSIDE: f64 = 0.15;

/// The smallest page, as a part of the picture.
const SMALLEST: f64 = 0.03;

/// Opposite sides of a page differ in direction by less (cosine).
const OPPOSITE: f64 = 0.64;

/// Neighboring sides of a page differ from a right angle by less (cosine of the angle between them).
const NEIGHBORS: f64 = 0.72;

/// What the border of the picture counts as the side of a page that reaches out of it.
const BORDER_SUPPORT: f64 = 0.3;

/// A possible side: a line of the picture, or its border.
#[derive(Debug, Clone)]
pub enum Side {
    /// A line through edges.
    Seen(Candidate),
    /// The picture ends here, and the page perhaps does not.
    Border(Line),
}

impl Side {
    /// The line.
    pub fn line(&self) -> &Line {
        match self {
            Self::Seen(candidate) => &candidate.line,
            Self::Border(line) => line,
        }
    }

    /// How much of the stretch between two points is edge.
    fn support(&self, a: Point, b: Point) -> f64 {
        match self {
            Self::Seen(candidate) => {
                let (a, b) = (candidate.line.position(a), candidate.line.position(b));
                candidate.support(a, b).unwrap_or(0.0)
            }
            Self::Border(_) => BORDER_SUPPORT,
        }
    }

    /// How much of a short way beyond both ends is still edge: a page's side ends at its corners, a table's does not.
    fn overshoot(&self, a: Point, b: Point) -> f64 {
        let Self::Seen(candidate) = self else {
            return 0.0;
        };
        let (a, b) = (candidate.line.position(a), candidate.line.position(b));
        let way = (b - a).signum();
        let length = (0.12 * (b - a).abs()).max(10.0);
        let beyond = |end: f64, way: f64| {
            candidate
                .support(end + way * 4.0, end + way * (4.0 + length))
                .unwrap_or(0.0)
        };
        0.5 * (beyond(a, -way) + beyond(b, way))
    }
}

/// What the four lines of a quad tell.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    /// The corners.
    pub quad: Quad,
    /// How much of each side is edge, 0 to 1; [`Quad::sides`] has their order.
    pub support: [f64; 4],
    /// How much of the ways beyond the corners is edge, 0 to 1.
    pub overshoot: f64,
    /// How many sides are the picture's border.
    pub borders: usize,
    /// The page's part of the picture.
    pub share: f64,
    /// The largest cosine of a corner's angle.
    pub skew: f64,
    /// The smaller ratio of opposite sides' lengths, 0 to 1.
    pub opposite: f64,
}

impl Outline {
    /// How likely this is a page; comparable within one picture.
    fn score(&self) -> f64 {
        let support: f64 = self.support.iter().map(|s| s + 0.05).product();
        support.powf(0.25)
            * (1.0 - 0.6 * self.overshoot)
            * (1.0 - 0.4 * self.skew * self.skew)
            * self.opposite.powf(0.25)
            * self.share.min(1.0).powf(0.15)
    }
}

/// The borders of a picture as sides.
pub fn borders(width: f64, height: f64) -> [Side; 4] {
    [
        Line::through(Point::default(), Point::new(0.0, 1.0)),
        Line::through(Point::new(width, 0.0), Point::new(-1.0, 0.0)),
        Line::through(Point::new(0.0, height), Point::new(0.0, -1.0)),
        Line::through(Point::default(), Point::new(1.0, 0.0)),
    ]
    .map(Side::Border)
}

/// The best quads of all that four of the sides make, best first.
pub fn find(sides: &[Side], width: f64, height: f64, most: usize) -> Vec<Outline> {
    let frame = Frame { width, height };
    let corners = Corners::new(sides, &frame);
    let opposites = opposites(sides);
    let mut found = Vec::new();
    for (n, &(i, j)) in opposites.iter().enumerate() {
        for &(k, l) in &opposites[n + 1..] {
            let around = [(i, k), (k, j), (j, l), (l, i)];
            let [Some(ik), Some(kj), Some(jl), Some(li)] = around.map(|(a, b)| corners.at(a, b))
            else {
                continue;
            };
            let mut four = [ik, kj, jl, li];
            let mut own = [k, j, l, i];
            if Quad(four).area() < 0.0 {
                four = [ik, li, jl, kj];
                own = [i, l, j, k];
            }
            found.extend(frame.outline(Quad(four), own.map(|side| &sides[side])));
        }
    }
    found.sort_by(|a, b| b.score().total_cmp(&a.score()));
    found.truncate(most);
    found
}

/// Pairs of sides that may face each other.
fn opposites(sides: &[Side]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (i, a) in sides.iter().enumerate() {
        for (j, b) in sides.iter().enumerate().skip(i + 1) {
            if a.line().normal.dot(b.line().normal).abs() > OPPOSITE {
                pairs.push((i, j));
            }
        }
    }
    pairs
}

/// Where each two sides meet, if that may be a corner.
struct Corners {
    count: usize,
    meets: Vec<Option<Point>>,
}

impl Corners {
    fn new(sides: &[Side], frame: &Frame) -> Self {
        let mut meets = Vec::with_capacity(sides.len() * sides.len());
        for a in sides {
            for b in sides {
                let steep = a.line().normal.dot(b.line().normal).abs() < NEIGHBORS;
                let meet = a.line().meet(b.line()).filter(|&p| steep && frame.holds(p));
                meets.push(meet);
            }
        }
        Self {
            count: sides.len(),
            meets,
        }
    }

    fn at(&self, a: usize, b: usize) -> Option<Point> {
        *self.meets.get(a * self.count + b)?
    }
}

struct Frame {
    width: f64,
    height: f64,
}

impl Frame {
    fn holds(&self, p: Point) -> bool {
        let margin = OUTSIDE * self.width.max(self.height);
        (-margin..self.width + margin).contains(&p.x)
            && (-margin..self.height + margin).contains(&p.y)
    }

    /// The quad whose side `own[i]` runs from corner `i` to the next; nothing when it cannot be a page.
    fn outline(&self, quad: Quad, own: [&Side; 4]) -> Option<Outline> {
        let share = quad.area() / (self.width * self.height);
        if share < SMALLEST || !quad.is_convex() {
            return None;
        }
        let opposite = opposite_ratio(&quad)?;
        let mut support = [0.0; 4];
        let mut overshoot = 0.0;
        for (((a, b), side), own_support) in quad.sides().into_iter().zip(own).zip(&mut support) {
            *own_support = side.support(a, b);
            overshoot += side.overshoot(a, b) / 4.0;
        }
        Some(Outline {
            quad,
            support,
            overshoot,
            borders: own
                .iter()
                .filter(|side| matches!(side, Side::Border(_)))
                .count(),
            share,
            skew: skew(&quad),
            opposite,
        })
    }
}

/// The smaller ratio of opposite sides; nothing for an outline that is no sheet seen from anywhere sensible.
fn opposite_ratio(quad: &Quad) -> Option<f64> {
    let [top, right, bottom, left] = quad.sides().map(|(a, b)| (b - a).length());
    let ratio = |a: f64, b: f64| a.min(b) / a.max(b);
    let opposite = ratio(top, bottom).min(ratio(left, right));
    let thin = ratio(top.min(bottom), left.max(right)).min(ratio(left.min(right), top.max(bottom)));
    (opposite > 0.35 && thin > 0.1).then_some(opposite)
}

fn skew(quad: &Quad) -> f64 {
    let ways = quad.sides().map(|(a, b)| (b - a).unit());
    (0..4)
        .map(|i| ways[i].dot(ways[(i + 1) % 4]).abs())
        .fold(0.0, f64::max)
}
