//! Drawing codes: SVG for print, PNG with whole pixels per module for everything else.

use std::fmt::Write as _;
use std::io::Cursor;

use font8x8::{BASIC_FONTS, UnicodeFonts};
use image::{GrayImage, ImageFormat, Luma};

use super::write::{MakeError, Symbol};

/// How much space the caption gets under the bars, in modules: a gap, and letters 8 modules high.
const CAPTION: u32 = 10;
const LETTER: u32 = 8;

/// Larger modules make pictures nobody prints.
const LARGEST_MODULE: u32 = 64;

impl Symbol {
    /// The whole drawing with quiet zone and caption, in modules.
    fn drawing(&self) -> (u32, u32) {
        let around = 2 * self.quiet_zone;
        (
            self.width() + around,
            self.height() + around + self.caption_height(),
        )
    }

    fn caption_height(&self) -> u32 {
        self.caption.as_ref().map_or(0, |_| CAPTION)
    }

    /// The code as an SVG document, one unit a module.
    pub fn to_svg(&self) -> String {
        let (width, height) = self.drawing();
        let mut svg = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges"><rect width="{width}" height="{height}" fill="#fff"/><path d=""##
        );
        for [left, top, wide, high] in self.stripes() {
            let (x, y) = (left + self.quiet_zone, top + self.quiet_zone);
            let _ = write!(svg, "M{x} {y}h{wide}v{high}h-{wide}z");
        }
        svg.push_str("\"/>");
        if let Some(caption) = &self.caption {
            let (x, y) = (f64::from(width) / 2.0, height - self.quiet_zone);
            let longest = self.width();
            let text = quick_xml::escape::escape(caption.as_str());
            let _ = write!(
                svg,
                r#"<text x="{x}" y="{y}" font-family="monospace" font-size="{LETTER}" text-anchor="middle" textLength="{}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">{text}</text>"#,
                longest.min(caption.chars().count() as u32 * 6)
            );
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// The code as a gray PNG, `module` pixels (1 to 64) a module.
    pub fn to_png(&self, module: u32) -> Result<Vec<u8>, MakeError> {
        let mut bytes = Cursor::new(Vec::new());
        self.to_pixels(module)
            .write_to(&mut bytes, ImageFormat::Png)
            .map_err(MakeError::Png)?;
        Ok(bytes.into_inner())
    }

    /// The code as gray pixels.
    pub fn to_pixels(&self, module: u32) -> GrayImage {
        let module = module.clamp(1, LARGEST_MODULE);
        let (width, height) = self.drawing();
        let mut pixels = GrayImage::from_pixel(width * module, height * module, Luma([255]));
        for [left, top, wide, high] in self.stripes() {
            let corner = [left + self.quiet_zone, top + self.quiet_zone].map(|at| at * module);
            fill(&mut pixels, corner, [wide * module, high * module]);
        }
        if let Some(caption) = &self.caption {
            self.draw_caption(&mut pixels, caption, module);
        }
        pixels
    }

    /// Letters as large as whole pixels and the width of the code allow.
    fn draw_caption(&self, pixels: &mut GrayImage, caption: &str, module: u32) {
        let letters = caption.chars().count() as u32;
        let room = (self.width() + self.quiet_zone) * module;
        let dot = (room / (letters * LETTER)).clamp(1, module);
        let left = pixels.width().saturating_sub(letters * LETTER * dot) / 2;
        let top = (self.quiet_zone + self.height() + CAPTION - LETTER) * module;
        for (letter, start) in caption
            .chars()
            .zip((left..).step_by((LETTER * dot) as usize))
        {
            for (row, y) in glyph(letter).into_iter().zip((top..).step_by(dot as usize)) {
                for column in (0..LETTER).filter(|column| row & (1 << column) != 0) {
                    fill(pixels, [start + column * dot, y], [dot, dot]);
                }
            }
        }
    }
}

fn glyph(letter: char) -> [u8; 8] {
    BASIC_FONTS.get(letter).unwrap_or_default()
}

/// Darkens a rectangle as far as it lies in the picture.
fn fill(pixels: &mut GrayImage, [left, top]: [u32; 2], [width, height]: [u32; 2]) {
    for y in top..(top + height).min(pixels.height()) {
        for x in left..(left + width).min(pixels.width()) {
            pixels.put_pixel(x, y, Luma([0]));
        }
    }
}
