//! What a page may lie on.

use crate::random::Random;

pub type Color = [f64; 3];

/// A table top as a function of the place.
pub enum Background {
    Plain(Color),
    Gradient(Color, Color, f64),
    Wood(Color, f64, u64),
    Tiles(Color, Color, f64, f64),
    Clutter(Color, Vec<Thing>),
    Cloth(Color, u64),
}

/// A rectangle lying about: its middle, half sizes, turn and color. Sheets of paper are such things too.
pub struct Thing {
    middle: (f64, f64),
    half: (f64, f64),
    turn: f64,
    color: Color,
}

impl Thing {
    fn new(random: &mut Random, width: f64, height: f64, color: Color) -> Self {
        let large = width.max(height);
        Self {
            middle: (random.between(0.0, width), random.between(0.0, height)),
            half: (
                random.between(0.03, 0.25) * large,
                random.between(0.03, 0.2) * large,
            ),
            turn: random.between(0.0, 3.2),
            color,
        }
    }

    fn covers(&self, x: f64, y: f64) -> bool {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        let (sin, cos) = self.turn.sin_cos();
        (dx * cos + dy * sin).abs() < self.half.0 && (dy * cos - dx * sin).abs() < self.half.1
    }
}

fn any_color(random: &mut Random, low: f64, high: f64) -> Color {
    let tone = random.between(low, high);
    let tint = |random: &mut Random| (tone + random.between(-30.0, 30.0)).clamp(5.0, 250.0);
    [tint(random), tint(random), tint(random)]
}

impl Background {
    pub fn any(random: &mut Random, width: f64, height: f64) -> Self {
        // A light table leaves at least a little between paper and itself.
        let bright = if random.chance(0.25) { 190.0 } else { 150.0 };
        let color = any_color(random, 20.0, bright);
        match random.below(7) {
            0 => Self::Plain(color),
            1 => Self::Gradient(
                color,
                any_color(random, 20.0, bright),
                random.between(0.0, 6.3),
            ),
            2 => Self::Wood(
                [color[0], color[0] * 0.78, color[0] * 0.55],
                random.between(0.0, 3.2),
                random.next(),
            ),
            3 => Self::Tiles(
                color,
                any_color(random, 20.0, bright),
                random.between(0.05, 0.2) * width,
                random.between(0.0, 1.6),
            ),
            4 => {
                let things = (0..8)
                    .map(|_| {
                        let color = any_color(random, 20.0, 180.0);
                        Thing::new(random, width, height, color)
                    })
                    .collect();
                Self::Clutter(color, things)
            }
            5 => {
                let papers = (0..3)
                    .map(|_| {
                        let white = random.between(190.0, 235.0);
                        Thing::new(random, width, height, [white, white, white - 8.0])
                    })
                    .collect();
                Self::Clutter(any_color(random, 20.0, 120.0), papers)
            }
            _ => Self::Cloth(color, random.next()),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Self::Plain(_) => "plain",
            Self::Gradient(..) => "gradient",
            Self::Wood(..) => "wood",
            Self::Tiles(..) => "tiles",
            Self::Clutter(..) => "clutter",
            Self::Cloth(..) => "cloth",
        }
    }

    pub fn at(&self, x: f64, y: f64) -> Color {
        match self {
            Self::Plain(color) => *color,
            Self::Gradient(a, b, turn) => {
                let t = 0.5 + 0.5 * ((x * turn.cos() + y * turn.sin()) / 1200.0).clamp(-1.0, 1.0);
                [0, 1, 2].map(|i| a[i] * (1.0 - t) + b[i] * t)
            }
            Self::Wood(color, turn, seed) => {
                let (sin, cos) = turn.sin_cos();
                let (along, across) = (x * cos + y * sin, y * cos - x * sin);
                let grain = smooth_noise(along / 150.0, across / 6.0, *seed) * 0.6
                    + smooth_noise(along / 40.0, across / 2.5, seed.wrapping_add(1)) * 0.4;
                color.map(|c| c * (0.75 + 0.4 * grain))
            }
            Self::Tiles(a, b, size, turn) => {
                let (sin, cos) = turn.sin_cos();
                let (u, v) = ((x * cos + y * sin) / size, (y * cos - x * sin) / size);
                if u.rem_euclid(1.0) < 0.04 || v.rem_euclid(1.0) < 0.04 {
                    return [90.0, 88.0, 85.0];
                }
                if (u.floor() + v.floor()).rem_euclid(2.0) < 1.0 {
                    *a
                } else {
                    *b
                }
            }
            Self::Clutter(color, things) => things
                .iter()
                .rev()
                .find(|thing| thing.covers(x, y))
                .map_or(*color, |thing| thing.color),
            Self::Cloth(color, seed) => {
                let weave = ((x * 0.9).sin() * (y * 0.9).sin()) * 0.12
                    + (smooth_noise(x / 9.0, y / 9.0, *seed) - 0.5) * 0.4;
                color.map(|c| c * (1.0 + weave))
            }
        }
    }
}

/// Noise between 0 and 1 that changes over one unit.
fn smooth_noise(x: f64, y: f64, seed: u64) -> f64 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (fx, fy) = (ease(x - left), ease(y - top));
    let corner = |dx: f64, dy: f64| {
        let key = ((left + dx) as i64 as u64).wrapping_mul(0x9e37_79b9)
            ^ ((top + dy) as i64 as u64).wrapping_mul(0x85eb_ca6b_27d4)
            ^ seed;
        Random(key).between(0.0, 1.0)
    };
    let upper = corner(0.0, 0.0) * (1.0 - fx) + corner(1.0, 0.0) * fx;
    let lower = corner(0.0, 1.0) * (1.0 - fx) + corner(1.0, 1.0) * fx;
    upper * (1.0 - fy) + lower * fy
}
