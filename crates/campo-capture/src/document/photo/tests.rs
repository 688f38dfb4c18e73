use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use crate::document::photo::place::Place;
use crate::document::photo::{PhotoError, open, thumbnail, to_jpeg};

/// A picture whose left half is red.
fn half_red() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, _| {
        if x < 32 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    })
}

/// A JPEG whose EXIF says how it was held.
fn held(orientation: u8) -> Vec<u8> {
    let exif = [
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
        &[orientation, 0, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode_image(&half_red()).unwrap();
    bytes
}

fn is_red(image: &RgbImage, x: u32, y: u32) -> bool {
    let Rgb([red, _, blue]) = *image.get_pixel(x, y);
    red > 180 && blue < 80
}

#[test]
fn photographs_are_turned_upright() {
    let cases = [
        (1, (64, 32), (8, 16)),
        (3, (64, 32), (56, 16)),
        (6, (32, 64), (16, 8)),
        (8, (32, 64), (16, 56)),
    ];
    for (orientation, size, red) in cases {
        let photo = open(&held(orientation)).unwrap();
        assert_eq!(photo.pixels.dimensions(), size, "orientation {orientation}");
        assert!(
            is_red(&photo.pixels, red.0, red.1),
            "orientation {orientation}"
        );
    }
}

#[test]
fn a_place_is_kept_only_when_given() {
    let place = Place {
        latitude: -23.550_52,
        longitude: -46.633_31,
    };
    let with = to_jpeg(&half_red(), 80, Some(&place)).unwrap();
    let kept = open(&with).unwrap().place.unwrap();
    assert!((kept.latitude - place.latitude).abs() < 1e-5);
    assert!((kept.longitude - place.longitude).abs() < 1e-5);
    let without = to_jpeg(&half_red(), 80, None).unwrap();
    assert_eq!(open(&without).unwrap().place, None);
}

#[test]
fn a_file_that_ends_early_is_refused() {
    let jpeg = to_jpeg(&half_red(), 90, None).unwrap();
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(half_red().as_raw(), 64, 32, ExtendedColorType::Rgb8)
        .unwrap();
    for whole in [jpeg, png] {
        assert!(open(&whole).is_ok());
        for cut in [whole.len() / 2, whole.len() * 4 / 5] {
            let error = open(&whole[..cut]).unwrap_err();
            assert!(matches!(error, PhotoError::Truncated), "{error:?}");
        }
    }
}

#[test]
fn what_is_no_picture_is_refused() {
    for bytes in [b"".as_slice(), b"%PDF-1.4", b"hello world, this is text"] {
        assert!(matches!(open(bytes).unwrap_err(), PhotoError::NotAPicture));
    }
}

#[test]
fn a_picture_of_200_megapixels_is_refused_before_decoding() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(20_000_u32.to_be_bytes());
    png.extend(10_000_u32.to_be_bytes());
    png.extend([8, 2, 0, 0, 0]);
    png.extend(0x7646_dff5_u32.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT");
    let error = open(&png).unwrap_err();
    assert!(
        matches!(
            error,
            PhotoError::TooLarge {
                width: 20_000,
                height: 10_000
            }
        ),
        "{error:?}"
    );
}

#[test]
fn any_damage_is_an_error_or_a_picture() {
    let jpeg = held(6);
    for at in 0..jpeg.len() {
        let mut damaged = jpeg.clone();
        damaged[at] ^= 0x5a;
        drop(open(&damaged));
    }
}

#[test]
fn thumbnails_are_small() {
    let large = RgbImage::new(3000, 1500);
    let small = open(&thumbnail(&large).unwrap()).unwrap();
    assert_eq!(small.pixels.dimensions(), (256, 128));
}
