//! Straight lines through edges, and how much of each is really edge.

use crate::document::detect::edges::{Edge, Edges};
use crate::document::geometry::{Line, Point};

/// Directions of the vote, over the full circle: a line whose bright side is left differs from one whose bright side is right.
const DIRECTIONS: usize = 180;

/// Pixels per step of the vote's offset.
const STEP: f64 = 2.0;

/// How many steps of direction an edge votes for to each side of its own.
const SPREAD: isize = 2;

/// How far an edge of a line may lie from it, in pixels.
const NEAR: f64 = 2.5;

/// How much an edge's direction may differ from the line's (cosine).
const ALIGNED: f64 = 0.95;

/// What an edge is worth whose bright side is not the line's.
const REVERSED: f32 = 0.4;

/// How many lines are taken at most.
const MOST: usize = 56;

/// A line with what supports it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The line; its normal points to the brighter side.
    pub line: Line,
    /// The first position along the line that is in the picture.
    pub from: f64,
    /// The last position along the line that is in the picture.
    pub to: f64,
    /// Sums of support from `from` on, one more entry than pixels.
    sums: Vec<f32>,
}

impl Candidate {
    /// The line cut to the picture with its support; nothing for a line outside.
    pub fn new(edges: &Edges, line: Line) -> Option<Self> {
        let (from, to) = inside(&line, edges.width as f64, edges.height as f64)?;
        let mut sums = vec![0.0];
        let mut total = 0.0;
        for step in 0..(to - from) as usize {
            total += support_at(edges, &line, from + step as f64 + 0.5);
            sums.push(total);
        }
        Some(Self {
            line,
            from,
            to,
            sums,
        })
    }

    /// The part of the stretch between two positions that is supported, 0 to 1; parts outside the picture do not count.
    ///
    /// Nothing when less than two pixels of the stretch are inside.
    pub fn support(&self, a: f64, b: f64) -> Option<f64> {
        let (a, b) = (a.min(b).max(self.from), a.max(b).min(self.to));
        if b - a < 2.0 {
            return None;
        }
        let sum = |position: f64| {
            let index = ((position - self.from).max(0.0) as usize).min(self.sums.len() - 1);
            self.sums[index]
        };
        Some((f64::from(sum(b) - sum(a)) / (b - a)).min(1.0))
    }
}

/// The stretch of a line that lies in a picture.
fn inside(line: &Line, width: f64, height: f64) -> Option<(f64, f64)> {
    let (mut from, mut to) = (f64::NEG_INFINITY, f64::INFINITY);
    let (base, direction) = (line.at(0.0), line.direction());
    for (start, way, size) in [(base.x, direction.x, width), (base.y, direction.y, height)] {
        if way.abs() < 1e-9 {
            if start < -1.0 || start > size + 1.0 {
                return None;
            }
            continue;
        }
        let (a, b) = (-start / way, (size - start) / way);
        from = from.max(a.min(b));
        to = to.min(a.max(b));
    }
    (to - from >= 2.0 && to.is_finite() && from.is_finite()).then_some((from, to))
}

/// 1 where an aligned edge lies on the line, less when it is weak or reversed, 0 where there is none.
fn support_at(edges: &Edges, line: &Line, position: f64) -> f32 {
    let at = line.at(position);
    let mut best = 0.0_f32;
    for step in -3..=3 {
        let near = at + line.normal * f64::from(step);
        let Some(edge) = edges.at(near.x.floor() as isize, near.y.floor() as isize) else {
            continue;
        };
        let aligned = edge.normal.dot(line.normal);
        if aligned.abs() > ALIGNED && line.distance(edge.at).abs() < NEAR {
            let worth = if aligned > 0.0 { 1.0 } else { REVERSED };
            best = best.max(worth * edge.strength.min(1.0));
        }
    }
    best
}

/// Votes for lines by direction and offset (R. Duda and P. Hart, 1972); an edge votes only near its own direction.
struct Votes {
    offsets: usize,
    reach: f64,
    cells: Vec<f32>,
}

impl Votes {
    fn new(edges: &Edges) -> Self {
        let reach = (edges.width as f64).hypot(edges.height as f64);
        let offsets = (2.0 * reach / STEP) as usize + 2;
        Self {
            offsets,
            reach,
            cells: vec![0.0; DIRECTIONS * offsets],
        }
    }

    fn cast(&mut self, edge: &Edge, sign: f32) {
        let turn = edge.normal.y.atan2(edge.normal.x) / std::f64::consts::TAU;
        let own = (turn * DIRECTIONS as f64).round() as isize;
        for direction in own - SPREAD..=own + SPREAD {
            let direction = direction.rem_euclid(DIRECTIONS as isize) as usize;
            let offset = (normal_of(direction).dot(edge.at) + self.reach) / STEP;
            let (first, part) = (offset.floor(), offset.fract() as f32);
            let cell = direction * self.offsets + first as usize;
            for (cell, share) in [(cell, 1.0 - part), (cell + 1, part)] {
                if let Some(votes) = self.cells.get_mut(cell) {
                    *votes += sign * share * edge.strength;
                }
            }
        }
    }

    fn winner(&self) -> (Line, f32) {
        let mut best = (0, 0.0_f32);
        for (cell, &votes) in self.cells.iter().enumerate() {
            if votes > best.1 {
                best = (cell, votes);
            }
        }
        let line = Line {
            normal: normal_of(best.0 / self.offsets),
            offset: (best.0 % self.offsets) as f64 * STEP - self.reach,
        };
        (line, best.1)
    }
}

fn normal_of(direction: usize) -> Point {
    let (y, x) = (direction as f64 * std::f64::consts::TAU / DIRECTIONS as f64).sin_cos();
    Point::new(x, y)
}

/// The best lines of a picture, each taken with its edges before the next is looked for.
pub fn find(edges: &Edges) -> Vec<Candidate> {
    let mut votes = Votes::new(edges);
    for edge in &edges.list {
        votes.cast(edge, 1.0);
    }
    let fewest = (edges.width.min(edges.height) as f32) * 0.04;
    let mut free: Vec<&Edge> = edges.list.iter().collect();
    let mut lines = Vec::new();
    while lines.len() < MOST {
        let (line, count) = votes.winner();
        if count < fewest {
            break;
        }
        let line = fitted(&free, &line);
        let (taken, rest): (Vec<&Edge>, Vec<&Edge>) =
            free.iter().partition(|edge| belongs(edge, &line, NEAR));
        if taken.is_empty() {
            break;
        }
        for edge in taken {
            votes.cast(edge, -1.0);
        }
        free = rest;
        lines.extend(Candidate::new(edges, line));
    }
    lines
}

fn belongs(edge: &Edge, line: &Line, near: f64) -> bool {
    edge.normal.dot(line.normal) > ALIGNED && line.distance(edge.at).abs() < near
}

/// The line drawn through its own edges, twice, the second time through the nearer ones.
fn fitted(free: &[&Edge], vote: &Line) -> Line {
    let mut line = *vote;
    for near in [2.0 * NEAR, NEAR] {
        let own: Vec<(Point, f64)> = free
            .iter()
            .filter(|edge| belongs(edge, &line, near))
            .map(|edge| (edge.at, f64::from(edge.strength)))
            .collect();
        if let Some(mut better) = Line::fit(own.iter().copied()) {
            if better.normal.dot(line.normal) < 0.0 {
                better.normal = better.normal * -1.0;
                better.offset = -better.offset;
            }
            if better.normal.dot(line.normal) > ALIGNED {
                line = better;
            }
        }
    }
    line
}
