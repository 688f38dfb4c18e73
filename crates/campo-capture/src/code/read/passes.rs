//! The passes over a picture, tuned on the pictures of the ZXing project's own tests and on rendered codes.

use super::line::Slicing;
use super::linear::{self, Sweep};
use super::matrix::{self, Search, Threshold};
use super::picture::Picture;
use crate::code::Code;

/// One way to look at a picture.
#[derive(Debug, Clone, Copy)]
pub enum Pass {
    /// For codes of two dimensions.
    Matrix(Search),
    /// For codes of one.
    Linear(Sweep),
}

/// What to try with a picture in which nothing was found.
#[derive(Debug, Clone, Copy)]
pub struct Rescue {
    preparation: Preparation,
    pub passes: &'static [Pass],
}

/// What is done to a picture before a rescue.
#[derive(Debug, Clone, Copy)]
enum Preparation {
    None,
    /// Grain and the gaps between printed dots are smoothed.
    Smooth,
    /// Small modules of a small picture grow, the blur of a large one shrinks.
    OtherSize,
    /// The library reads PDF417 along the sides of the picture only.
    Turn(f32),
    /// Small codes in a large picture need all its pixels.
    Whole,
}

impl Pass {
    /// The codes this pass finds.
    pub fn read(&self, picture: &Picture<'_>) -> Vec<Code> {
        match self {
            Self::Matrix(search) => matrix::read(picture, *search),
            Self::Linear(sweep) => linear::read(picture, *sweep),
        }
    }
}

/// Pictures with fewer pixels are enlarged, others reduced.
const SMALL: u64 = 700_000;

impl Rescue {
    /// The picture to run the passes on.
    pub fn prepare<'a>(&self, picture: &Picture<'a>, whole: &Picture<'a>) -> Picture<'a> {
        match self.preparation {
            Preparation::None => picture.clone(),
            Preparation::Smooth => picture.smoothed(),
            Preparation::OtherSize if picture.area() < SMALL => picture.times(2.0),
            Preparation::OtherSize => picture.times(0.5),
            Preparation::Turn(degrees) => picture.turned(degrees),
            Preparation::Whole => whole.clone(),
        }
    }
}

const fn matrix(threshold: Threshold, inverted: bool, thorough: bool) -> Pass {
    Pass::Matrix(Search {
        threshold,
        inverted,
        thorough,
    })
}

const EVEN: Slicing = Slicing {
    radius: 80,
    level: 0.5,
};
const THIN: Slicing = Slicing {
    radius: 80,
    level: 0.65,
};
const SMEARED: Slicing = Slicing {
    radius: 80,
    level: 0.4,
};
const NARROW: Slicing = Slicing {
    radius: 24,
    level: 0.5,
};
const NARROW_THIN: Slicing = Slicing {
    radius: 24,
    level: 0.65,
};
const WIDE: Slicing = Slicing {
    radius: 300,
    level: 0.5,
};

const ALONG_SIDES: Sweep = Sweep {
    angles: &[0.0, 90.0],
    density: 480.0,
    step: 0.5,
    slicings: &[EVEN, THIN],
    inverted: false,
    strict: false,
};

const OBLIQUE: Sweep = Sweep {
    angles: &[45.0, 135.0, 22.5, 67.5, 112.5, 157.5],
    density: 240.0,
    ..ALONG_SIDES
};

/// A line must cross the whole code: long low ones are only read along their own direction.
const FAN: Sweep = Sweep {
    angles: &[
        7.5, -7.5, 15.0, -15.0, 30.0, -30.0, 37.5, -37.5, 52.5, -52.5, 60.0, -60.0, 75.0, -75.0,
        82.5, -82.5,
    ],
    density: 200.0,
    ..ALONG_SIDES
};

/// For a camera's frame.
pub const FRAME: &[Pass] = &[
    matrix(Threshold::Local, false, false),
    Pass::Linear(Sweep {
        density: 44.0,
        strict: true,
        ..ALONG_SIDES
    }),
    Pass::Linear(Sweep {
        angles: &[45.0, 135.0],
        density: 24.0,
        strict: true,
        ..ALONG_SIDES
    }),
];

/// For every picture.
pub const FIRST: &[Pass] = &[
    matrix(Threshold::Local, false, true),
    matrix(Threshold::Global, false, true),
    matrix(Threshold::Local, true, true),
    Pass::Linear(ALONG_SIDES),
    Pass::Linear(OBLIQUE),
];

/// For pictures in which nothing was found.
pub const RESCUES: &[Rescue] = &[
    Rescue {
        preparation: Preparation::None,
        passes: &[
            Pass::Linear(Sweep {
                step: 0.33,
                slicings: &[SMEARED, NARROW, NARROW_THIN, WIDE],
                ..ALONG_SIDES
            }),
            Pass::Linear(FAN),
            Pass::Linear(Sweep {
                inverted: true,
                ..ALONG_SIDES
            }),
        ],
    },
    Rescue {
        preparation: Preparation::OtherSize,
        passes: BOTH_THRESHOLDS,
    },
    Rescue {
        preparation: Preparation::Smooth,
        passes: BOTH_THRESHOLDS,
    },
    Rescue {
        preparation: Preparation::Whole,
        passes: &[
            matrix(Threshold::Local, false, true),
            Pass::Linear(ALONG_SIDES),
        ],
    },
    turn(12.0),
    turn(-12.0),
    turn(24.0),
    turn(-24.0),
    turn(36.0),
    turn(-36.0),
    turn(45.0),
];

const fn turn(degrees: f32) -> Rescue {
    Rescue {
        preparation: Preparation::Turn(degrees),
        passes: ONE_THRESHOLD,
    }
}

const ONE_THRESHOLD: &[Pass] = &[matrix(Threshold::Local, false, true)];

const BOTH_THRESHOLDS: &[Pass] = &[
    matrix(Threshold::Local, false, true),
    matrix(Threshold::Global, false, true),
    Pass::Linear(ALONG_SIDES),
];
