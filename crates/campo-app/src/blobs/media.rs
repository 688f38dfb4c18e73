//! What a file is, told from its bytes, and small pictures of pictures.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};

/// How long the longer side of a thumbnail is, in pixels.
const THUMB_SIDE: u32 = 320;
const THUMB_QUALITY: u8 = 80;
/// A file that is larger is not opened as a picture.
pub(crate) const MAX_PICTURE_BYTES: u64 = 64 * 1024 * 1024;
const MAX_PIXELS: u64 = 50_000_000;
const MAX_SIDE: u32 = 12_000;
const MAX_MEMORY: u64 = 256 * 1024 * 1024;

/// A picture as people see it.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// A small JPEG; `None` when the picture is that small itself.
    pub(super) thumb: Option<Vec<u8>>,
}

/// The media type of a file that begins with these bytes. Names and senders are not believed.
pub(super) fn media_type(start: &[u8]) -> &'static str {
    match infer::get(start).map(|kind| kind.mime_type()) {
        Some("video/webm") if is_sound(start, &WEBM) => "audio/webm",
        Some("video/mp4") if is_sound(start, &MP4) => "audio/mp4",
        Some("audio/m4a") => "audio/mp4",
        Some(known) => known,
        None if is_text(start) => "text/plain",
        None => "application/octet-stream",
    }
}

/// What a kind of film calls its tracks.
struct Tracks {
    sound: &'static [&'static [u8]],
    pictures: &'static [&'static [u8]],
}

/// The codecs of WebM (Matroska).
const WEBM: Tracks = Tracks {
    sound: &[b"A_OPUS", b"A_VORBIS"],
    pictures: &[b"V_VP", b"V_AV1", b"V_MPEG"],
};

/// The handlers of MP4 (ISO 14496-12).
const MP4: Tracks = Tracks {
    sound: &[b"soun"],
    pictures: &[b"vide"],
};

/// Whether a film begins with a track of sound and none of pictures, as a voice note does. One that names its tracks at
/// its end stays a film.
fn is_sound(start: &[u8], tracks: &Tracks) -> bool {
    let names = |name: &&[u8]| start.windows(name.len()).any(|part| part == *name);
    tracks.sound.iter().any(names) && !tracks.pictures.iter().any(names)
}

fn is_text(start: &[u8]) -> bool {
    let cut_short = |error: std::str::Utf8Error| error.error_len().is_none();
    !start.is_empty()
        && !start.contains(&0)
        && std::str::from_utf8(start).map_or_else(cut_short, |_| true)
}

/// Opens a picture; `None` when it is none that can be shown small. Its turning as the camera noted it is applied.
pub(super) fn picture(bytes: &[u8]) -> Option<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    reader.limits(limits());
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let image = DynamicImage::from_decoder(decoder).ok()?;
    let is_small = width.max(height) <= THUMB_SIDE;
    let mut small = image.thumbnail(THUMB_SIDE.min(width), THUMB_SIDE.min(height));
    small.apply_orientation(orientation);
    let turned = (small.width() > small.height()) != (width > height) && width != height;
    let (width, height) = if turned {
        (height, width)
    } else {
        (width, height)
    };
    let thumb = if is_small { None } else { Some(jpeg(&small)?) };
    Some(Picture {
        width,
        height,
        thumb,
    })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

fn jpeg(image: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, THUMB_QUALITY)
        .encode_image(&on_white(image))
        .ok()?;
    Some(bytes)
}

/// JPEG knows no transparency.
fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let over = |channel: u8| {
            let (channel, alpha) = (u32::from(channel), u32::from(alpha));
            ((channel * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    /// A JPEG that its camera held sideways: orientation 6 in an EXIF block after the start marker.
    fn sideways(width: u32, height: u32) -> Vec<u8> {
        let plain = encoded(width, height, ImageFormat::Jpeg);
        let mut exif =
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        let length = (exif.len() + 2) as u16;
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
        bytes.extend(length.to_be_bytes());
        bytes.append(&mut exif);
        bytes.extend(&plain[2..]);
        bytes
    }

    #[test]
    fn a_files_type_is_told_from_its_bytes() {
        let check = |bytes: &[u8], expected| assert_eq!(media_type(bytes), expected);
        check(&encoded(2, 2, ImageFormat::Png), "image/png");
        check(&encoded(2, 2, ImageFormat::Jpeg), "image/jpeg");
        let film = |head: &[u8], tracks: &[u8]| [head, tracks, &[0; 300]].concat();
        let webm = |tracks: &[u8]| film(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", tracks);
        let mp4 = |tracks: &[u8]| film(b"\0\0\0\x18ftypiso5", tracks);
        check(&webm(b"A_OPUS"), "audio/webm");
        check(&webm(b"V_VP8 A_OPUS"), "video/webm");
        check(&mp4(b"hdlr soun"), "audio/mp4");
        check(&mp4(b"hdlr vide hdlr soun"), "video/mp4");
        check(&mp4(b"mdat"), "video/mp4");
        check(b"OggS\0\x02\0\0\0\0", "audio/ogg");
        check(b"%PDF-1.7 ...", "application/pdf");
        check("Relatório".as_bytes(), "text/plain");
        check(&"é".as_bytes()[..1], "text/plain");
        check(b"", "application/octet-stream");
        check(&[1, 2, 3, 0], "application/octet-stream");
    }

    #[test]
    fn a_thumbnail_is_small_upright_and_in_proportion() {
        for (bytes, size, thumb) in [
            (
                encoded(1000, 500, ImageFormat::Png),
                (1000, 500),
                (320, 160),
            ),
            (sideways(1000, 500), (500, 1000), (160, 320)),
        ] {
            let picture = picture(&bytes).unwrap();
            assert_eq!((picture.width, picture.height), size);
            let small = image::load_from_memory(&picture.thumb.unwrap()).unwrap();
            assert_eq!((small.width(), small.height()), thumb);
        }
        assert!(
            picture(&encoded(300, 200, ImageFormat::Png))
                .unwrap()
                .thumb
                .is_none()
        );
    }

    #[test]
    fn bombs_and_broken_pictures_give_no_thumbnail() {
        let mut bomb = encoded(8, 8, ImageFormat::Png);
        bomb[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
        assert!(picture(&bomb).is_none());
        let whole = encoded(800, 800, ImageFormat::Png);
        assert!(picture(&whole[..whole.len() / 2]).is_none());
        assert!(picture(b"not a picture").is_none());
    }
}
