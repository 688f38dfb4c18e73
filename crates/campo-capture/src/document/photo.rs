//! Photographs as they come from a camera: checked, decoded, turned upright, rid of what they tell about the camera.

mod jpeg;
mod mark;
pub mod place;

pub use mark::mark;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage};

use crate::document::clean::Page;
use crate::document::photo::place::Place;
use crate::document::shrink::shrink;

/// The most pixels a photograph may have.
pub const MAX_PIXELS: u64 = 50_000_000;

/// The most pixels a side of a photograph may have.
pub const MAX_SIDE: u32 = 12_000;

/// The most bytes that decoding may take at once.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;

/// The longer side of a thumbnail, in pixels.
pub const THUMBNAIL: u32 = 256;

/// The quality of pages that are files of their own: writing stays sharp.
const PAGE_QUALITY: u8 = 80;

/// Why a photograph cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// The first bytes are of no kind of picture that is read here.
    #[error("this is not a picture; JPEG, PNG and WebP can be read")]
    NotAPicture,
    /// Decoding would take too much memory; refused before it began.
    #[error(
        "the picture is too large: {width} x {height} pixels; at most 50 megapixels and 12000 pixels a side can be read"
    )]
    TooLarge {
        /// Pixels per row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// The file ends before the picture does.
    #[error("the picture's file ends too early; copy or take it again")]
    Truncated,
    /// The bytes cannot be understood.
    #[error("the picture is damaged")]
    Damaged(#[source] ImageError),
    /// A picture could not be encoded.
    #[error("the picture could not be written")]
    Encode(#[source] ImageError),
}

/// A photograph the right way up.
#[derive(Debug, Clone)]
pub struct Photo {
    /// The pixels, turned upright.
    pub pixels: RgbImage,
    /// Where it was taken, if the file tells.
    pub place: Option<Place>,
}

/// Decodes a photograph, turned upright as its EXIF says.
///
/// Size is checked before anything is decoded, so a small file cannot take much memory.
pub fn open(bytes: &[u8]) -> Result<Photo, PhotoError> {
    Ok(Photo {
        pixels: on_white(decoded(bytes)?),
        place: place::read(bytes),
    })
}

/// A picture upright, as clear as it is.
fn decoded(bytes: &[u8]) -> Result<DynamicImage, PhotoError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| PhotoError::Damaged(ImageError::IoError(error)))?;
    let format = reader.format().ok_or(PhotoError::NotAPicture)?;
    if format == ImageFormat::Jpeg && !jpeg::is_complete(bytes) {
        return Err(PhotoError::Truncated);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let too_large = PhotoError::TooLarge { width, height };
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(too_large);
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    decoder.set_limits(limits).map_err(|_| too_large)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// What is transparent shows the paper behind it.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let see_through = image.into_rgba8();
    RgbImage::from_fn(see_through.width(), see_through.height(), |x, y| {
        let [red, green, blue, alpha] = see_through.get_pixel(x, y).0.map(u32::from);
        let over = |color: u32| ((color * alpha + 255 * (255 - alpha)) / 255) as u8;
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn unreadable(error: ImageError) -> PhotoError {
    match error {
        ImageError::Unsupported(_) => PhotoError::NotAPicture,
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            PhotoError::Truncated
        }
        ImageError::Decoding(ref decoding) if ends_early(decoding) => PhotoError::Truncated,
        other => PhotoError::Damaged(other),
    }
}

/// Whether the end of the file is somewhere among an error's causes.
fn ends_early(error: &dyn std::error::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::UnexpectedEof
        {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The picture as a JPEG that tells nothing but its pixels, and its place if one is given.
pub fn to_jpeg(
    pixels: &RgbImage,
    quality: u8,
    place: Option<&Place>,
) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(exif) = place.and_then(place::write) {
        encoder
            .set_exif_metadata(exif)
            .map_err(|error| PhotoError::Encode(ImageError::Unsupported(error)))?;
    }
    encoder.encode_image(pixels).map_err(PhotoError::Encode)?;
    Ok(bytes)
}

/// A finished page as a file: a JPEG, or a PNG where it is black on white.
pub fn of_page(page: &Page) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Cursor::new(Vec::new());
    let jpeg = |bytes| JpegEncoder::new_with_quality(bytes, PAGE_QUALITY);
    match page {
        Page::Color(image) => jpeg(&mut bytes).encode_image(image),
        Page::Gray(image) => jpeg(&mut bytes).encode_image(image),
        Page::Bilevel(image) => image.write_to(&mut bytes, ImageFormat::Png),
    }
    .map_err(PhotoError::Encode)?;
    Ok(bytes.into_inner())
}

/// A small JPEG for lists, its longer side at most [`THUMBNAIL`] pixels.
pub fn thumbnail(pixels: &RgbImage) -> Result<Vec<u8>, PhotoError> {
    to_jpeg(&shrink(pixels, THUMBNAIL), 75, None)
}

#[cfg(test)]
mod tests;
