//! A picture prepared for reading: gray pixels at some scale, and the way back to the pixels of the original.

use std::borrow::Cow;

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

/// Gray pixels, and how many of them make one of the original along each side.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    pub pixels: Cow<'a, GrayImage>,
    scale: f32,
    /// By how much it was turned after it was scaled.
    turn: Option<Turn>,
}

/// A turn around the middle of a picture, into the middle of a larger one.
#[derive(Debug, Clone, Copy)]
struct Turn {
    sin: f32,
    cos: f32,
    from: [f32; 2],
    to: [f32; 2],
}

impl Turn {
    /// Where a point of the turned picture was.
    fn back(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (x, y) = (x - self.to[0], y - self.to[1]);
        [
            x * self.cos + y * self.sin + self.from[0],
            y * self.cos - x * self.sin + self.from[1],
        ]
    }
}

impl<'a> Picture<'a> {
    /// The original, made smaller when it has more than so many pixels.
    pub fn at_most(pixels: &'a GrayImage, area: u32) -> Self {
        let has = u64::from(pixels.width()) * u64::from(pixels.height());
        if has <= u64::from(area) {
            return Self {
                pixels: Cow::Borrowed(pixels),
                scale: 1.0,
                turn: None,
            };
        }
        Self::scaled(pixels, (f64::from(area) / has as f64).sqrt() as f32)
    }

    fn scaled(pixels: &GrayImage, scale: f32) -> Self {
        let side = |length: u32| ((length as f32 * scale).round() as u32).max(1);
        let (width, height) = (side(pixels.width()), side(pixels.height()));
        let pixels = if scale < 1.0 {
            imageops::thumbnail(pixels, width, height)
        } else {
            imageops::resize(pixels, width, height, FilterType::Triangle)
        };
        Self {
            pixels: Cow::Owned(pixels),
            scale,
            turn: None,
        }
    }

    /// The same picture larger or smaller.
    pub fn times(&self, factor: f32) -> Self {
        let scaled = Self::scaled(&self.pixels, factor);
        Self {
            scale: self.scale * factor,
            ..scaled
        }
    }

    /// The same picture with its grain smoothed away.
    pub fn smoothed(&self) -> Self {
        Self {
            pixels: Cow::Owned(imageops::fast_blur(&*self.pixels, 1.2)),
            ..self.clone()
        }
    }

    /// The same picture turned clockwise, white around.
    pub fn turned(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let [width, height] = self.size();
        let [wide, high] = [
            width * cos.abs() + height * sin.abs(),
            width * sin.abs() + height * cos.abs(),
        ];
        let turn = Turn {
            sin,
            cos,
            from: [width / 2.0, height / 2.0],
            to: [wide / 2.0, high / 2.0],
        };
        let pixels = GrayImage::from_fn(wide as u32 + 1, high as u32 + 1, |x, y| {
            let [x, y] = turn.back([x as f32, y as f32]);
            imageops::interpolate_bilinear(&*self.pixels, x, y).unwrap_or(Luma([255]))
        });
        Self {
            pixels: Cow::Owned(pixels),
            scale: self.scale,
            turn: Some(turn),
        }
    }

    /// Width and height.
    pub fn size(&self) -> [f32; 2] {
        [self.pixels.width() as f32, self.pixels.height() as f32]
    }

    /// The number of pixels.
    pub fn area(&self) -> u64 {
        u64::from(self.pixels.width()) * u64::from(self.pixels.height())
    }

    /// A point of this picture in pixels of the original.
    pub fn to_original(&self, point: [f32; 2]) -> [f32; 2] {
        let [x, y] = self.turn.map_or(point, |turn| turn.back(point));
        [x / self.scale, y / self.scale]
    }
}
