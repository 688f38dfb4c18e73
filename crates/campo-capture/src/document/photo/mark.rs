//! Drawing marks over a photograph.

use image::imageops::sample_bilinear;
use image::{RgbImage, Rgba, RgbaImage};

use super::{PhotoError, decoded};

/// Draws a picture that is clear where nothing is drawn over a photograph, stretched to its size.
pub fn mark(photo: &mut RgbImage, marks: &[u8]) -> Result<(), PhotoError> {
    let mut marks = decoded(marks)?.into_rgba8();
    dim(&mut marks);
    let (width, height) = photo.dimensions();
    // The middle of each pixel, as a part of the picture.
    let part = |at: u32, size: u32| (at as f32 + 0.5) / size as f32;
    for (x, y, pixel) in photo.enumerate_pixels_mut() {
        let found = sample_bilinear(&marks, part(x, width), part(y, height));
        let Some(Rgba([red, green, blue, alpha])) = found else {
            continue;
        };
        for (under, over) in pixel.0.iter_mut().zip([red, green, blue]) {
            let seen = u32::from(*under) * u32::from(255 - alpha) / 255;
            *under = over.saturating_add(seen as u8);
        }
    }
    Ok(())
}

/// Makes colors as weak as they are clear, so that between a mark and nothing there is no dark edge.
fn dim(marks: &mut RgbaImage) {
    for Rgba([red, green, blue, alpha]) in marks.pixels_mut() {
        for color in [red, green, blue] {
            *color = (u32::from(*color) * u32::from(*alpha) / 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgb};

    use super::*;

    #[test]
    fn marks_are_stretched_over_the_photograph_and_the_rest_stays() {
        let mut photo = RgbImage::from_pixel(400, 200, Rgb([200, 200, 200]));
        let marks = RgbaImage::from_fn(40, 40, |x, _| match x {
            0..20 => Rgba([255, 0, 0, 255]),
            _ => Rgba([0, 0, 0, 0]),
        });
        let mut bytes = Cursor::new(Vec::new());
        marks.write_to(&mut bytes, ImageFormat::Png).unwrap();
        mark(&mut photo, bytes.get_ref()).unwrap();
        assert_eq!(photo.get_pixel(50, 100).0, [255, 0, 0]);
        assert_eq!(photo.get_pixel(350, 100).0, [200, 200, 200]);
        // The edge goes from one to the other, and is nowhere darker than both.
        let edge = (150..250).map(|x| photo.get_pixel(x, 100).0);
        assert!(edge.clone().all(|[red, ..]| red >= 198), "{edge:?}");
        assert!(matches!(
            mark(&mut photo, b"no picture"),
            Err(PhotoError::NotAPicture)
        ));
    }
}
