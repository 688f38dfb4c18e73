use image::{GrayImage, Luma, imageops};
use proptest::prelude::*;
use rxing::datamatrix::DataMatrixWriter;
use rxing::oned::{Code39Writer, EAN8Writer, EAN13Writer, ITFWriter, UPCAWriter, UPCEWriter};
use rxing::pdf417::PDF417Writer;
use rxing::{BarcodeFormat, Writer};

use super::write::{Correction, Symbol, code_128, qr};
use super::{Code, Effort, Format, read};

/// A code as another program would print it, in the middle of a white page.
fn printed(format: Format, text: &str) -> GrayImage {
    let matrix = match format {
        Format::DataMatrix => DataMatrixWriter.encode(text, &BarcodeFormat::DATA_MATRIX, 0, 0),
        Format::Pdf417 => PDF417Writer.encode(text, &BarcodeFormat::PDF_417, 0, 0),
        Format::Ean13 => EAN13Writer.encode(text, &BarcodeFormat::EAN_13, 0, 40),
        Format::Ean8 => EAN8Writer.encode(text, &BarcodeFormat::EAN_8, 0, 40),
        Format::UpcA => UPCAWriter::default().encode(text, &BarcodeFormat::UPC_A, 0, 40),
        Format::UpcE => UPCEWriter.encode(text, &BarcodeFormat::UPC_E, 0, 40),
        Format::Code39 => Code39Writer.encode(text, &BarcodeFormat::CODE_39, 0, 40),
        Format::Itf => ITFWriter.encode(text, &BarcodeFormat::ITF, 0, 40),
        Format::QrCode => return on_paper(&qr(text, Correction::Medium).unwrap().to_pixels(4)),
        Format::Code128 => return on_paper(&code_128(text).unwrap().to_pixels(2)),
    };
    let matrix = matrix.unwrap();
    let module = if format == Format::DataMatrix { 5 } else { 2 };
    on_paper(&GrayImage::from_fn(
        matrix.width() * module,
        matrix.height() * module,
        |x, y| {
            Luma([if matrix.get(x / module, y / module) {
                0
            } else {
                255
            }])
        },
    ))
}

fn on_paper(code: &GrayImage) -> GrayImage {
    let margin = 60;
    let mut paper = GrayImage::from_pixel(
        code.width() + 2 * margin,
        code.height() + 2 * margin,
        Luma([255]),
    );
    imageops::replace(&mut paper, code, i64::from(margin), i64::from(margin));
    paper
}

/// The picture turned around its middle, as a hand holds a phone.
fn turned(picture: &GrayImage, degrees: f32) -> GrayImage {
    let side = (picture.width() as f32).hypot(picture.height() as f32) as u32 + 1;
    let (sin, cos) = degrees.to_radians().sin_cos();
    let middle = side as f32 / 2.0;
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (x as f32 - middle, y as f32 - middle);
        let from_x = x * cos + y * sin + picture.width() as f32 / 2.0;
        let from_y = y * cos - x * sin + picture.height() as f32 / 2.0;
        imageops::interpolate_bilinear(picture, from_x, from_y).unwrap_or(Luma([255]))
    })
}

const SAMPLES: &[(Format, &str)] = &[
    (
        Format::QrCode,
        "campo://record/acme/01936f3e-7c1a-7b52-9d0e-3f5a2b1c4d6e",
    ),
    (Format::DataMatrix, "Lote 4711"),
    (Format::Pdf417, "Nota fiscal 1234567890"),
    (Format::Ean13, "7891000315507"),
    (Format::Ean8, "96385074"),
    (Format::UpcA, "036000291452"),
    (Format::UpcE, "01234565"),
    (Format::Code128, "Patrimonio-00042"),
    (Format::Code39, "CAMPO-42"),
    (Format::Itf, "15400141288763"),
];

#[track_caller]
fn check(picture: &GrayImage, effort: Effort, format: Format, text: &str, what: &str) {
    let found = read(picture, effort);
    let said: Vec<_> = found
        .iter()
        .map(|code| (code.format, code.text.as_str()))
        .collect();
    assert_eq!(said, [(format, text)], "{what}");
}

#[test]
fn every_format_is_read_in_every_quarter_turn() {
    for (format, text) in SAMPLES {
        let picture = printed(*format, text);
        for (degrees, picture) in [
            (90, imageops::rotate90(&picture)),
            (180, imageops::rotate180(&picture)),
            (270, imageops::rotate270(&picture)),
            (0, picture),
        ] {
            check(
                &picture,
                Effort::File,
                *format,
                text,
                &format!("{format:?} at {degrees}"),
            );
        }
    }
}

#[test]
fn every_format_is_read_by_the_camera() {
    for (format, text) in SAMPLES {
        check(
            &printed(*format, text),
            Effort::Frame,
            *format,
            text,
            &format!("{format:?}"),
        );
    }
}

#[test]
fn tilted_blurred_dark_and_inverted_codes_are_read() {
    for (format, text) in SAMPLES {
        let picture = printed(*format, text);
        let mut inverted = picture.clone();
        imageops::invert(&mut inverted);
        let dark = GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
            Luma([20 + picture.get_pixel(x, y).0[0] / 5])
        });
        for (what, picture) in [
            ("blurred", imageops::blur(&picture, 1.2)),
            ("dark", dark),
            ("inverted", inverted),
            ("tilted by 12", turned(&picture, 12.0)),
            ("tilted by 33", turned(&picture, 33.0)),
            ("tilted by -58", turned(&picture, -58.0)),
        ] {
            check(
                &picture,
                Effort::File,
                *format,
                text,
                &format!("{format:?} {what}"),
            );
        }
    }
}

#[test]
fn several_codes_in_one_picture_are_all_read() {
    let mut paper = GrayImage::from_pixel(2100, 1300, Luma([255]));
    for (index, (format, text)) in SAMPLES
        .iter()
        .enumerate()
        .filter(|(_, (f, _))| *f != Format::Pdf417)
    {
        let (column, row) = (index as i64 % 3, index as i64 / 3);
        imageops::replace(&mut paper, &printed(*format, text), column * 700, row * 320);
    }
    let mut found: Vec<_> = read(&paper, Effort::File)
        .into_iter()
        .map(|code| code.format)
        .collect();
    found.sort();
    let mut expected: Vec<_> = SAMPLES.iter().map(|(format, _)| *format).collect();
    expected.retain(|format| *format != Format::Pdf417);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn two_labels_with_one_text_are_two_codes() {
    let mut paper = GrayImage::from_pixel(900, 400, Luma([255]));
    for format in [Format::QrCode, Format::DataMatrix] {
        let code = printed(format, "7");
        imageops::replace(&mut paper, &code, 0, 0);
        imageops::replace(&mut paper, &code, 500, 100);
        assert_eq!(read(&paper, Effort::File).len(), 2, "{format:?}");
    }
}

#[test]
fn corners_are_where_the_code_is() {
    let near =
        |[x, y]: [f32; 2], expected: [f32; 2]| (x - expected[0]).hypot(y - expected[1]) < 8.0;
    let symbol = qr("corners", Correction::Low).unwrap();
    let quiet = (60 + symbol.quiet_zone * 4) as f32;
    let far = quiet + (symbol.width() * 4) as f32;
    let [code] = &read(&printed(Format::QrCode, "corners"), Effort::File)[..] else {
        panic!("one code");
    };
    let expected = [[quiet, quiet], [far, quiet], [far, far], [quiet, far]];
    for (corner, expected) in code.corners.into_iter().zip(expected) {
        assert!(near(corner, expected), "{corner:?} {expected:?}");
    }
}

#[test]
fn corners_turn_with_the_code() {
    for (format, text) in SAMPLES {
        let picture = imageops::rotate180(&printed(*format, text));
        let codes = read(&picture, Effort::File);
        let [Code { corners, .. }] = &codes[..] else {
            panic!("{format:?}");
        };
        if *format != Format::DataMatrix {
            assert!(corners[0][0] > corners[2][0], "{format:?} {corners:?}");
            assert!(corners[0][1] >= corners[2][1], "{format:?} {corners:?}");
        }
    }
}

#[test]
fn tiny_and_empty_pictures_hold_no_code() {
    for (width, height) in [(0, 0), (0, 9), (1, 1), (2, 3), (39, 1), (1, 4000), (50, 2)] {
        for effort in [Effort::Frame, Effort::File] {
            assert_eq!(read(&GrayImage::new(width, height), effort), []);
        }
    }
}

fn pixels(symbol: &Symbol, module: u32) -> GrayImage {
    let png = symbol.to_png(module).unwrap();
    image::load_from_memory(&png).unwrap().to_luma8()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_qr_code_that_is_written_is_read_back(
        text in "[a-zA-Z0-9 çãéíõúÀÊ—€/:.]{1,120}",
        module in 2u32..6,
        level in prop::sample::select(vec![Correction::Low, Correction::Medium, Correction::Quartile, Correction::High]),
    ) {
        let picture = pixels(&qr(&text, level).unwrap(), module);
        let found = read(&picture, Effort::File);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].text, &text);
    }

    #[test]
    fn a_code_128_that_is_written_is_read_back(text in "[!-~]([ -~]{0,30}[!-~])?", module in 2u32..4) {
        let picture = pixels(&code_128(&text).unwrap(), module);
        let found = read(&picture, Effort::File);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].text, &text);
        prop_assert_eq!(found[0].format, Format::Code128);
    }

    #[test]
    fn noise_holds_no_code(width in 1u32..160, height in 1u32..120, seed: u64, stripes: bool) {
        let noise = |x: u32, y: u32| {
            let at = u64::from(x) + if stripes { 0 } else { u64::from(y) * 7919 };
            ((at ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8
        };
        let picture = GrayImage::from_fn(width, height, |x, y| Luma([noise(x, y)]));
        prop_assert_eq!(read(&picture, Effort::Frame), []);
    }
}

#[test]
fn an_svg_shows_the_same_modules_and_the_text() {
    let svg = code_128("A<1>").unwrap().to_svg();
    assert!(
        svg.starts_with("<svg ") && svg.contains("A&lt;1&gt;</text>"),
        "{svg}"
    );
    let qr = qr("x", Correction::High).unwrap();
    assert_eq!(qr.to_svg().matches('M').count(), qr.stripes().len());
}

#[test]
fn what_a_code_cannot_hold_is_refused() {
    assert!(qr("", Correction::Low).is_err());
    assert!(qr(&"x".repeat(2_954), Correction::Low).is_err());
    assert!(qr(&"x".repeat(2_000), Correction::High).is_err());
    assert!(code_128("").is_err());
    assert!(code_128("ção").is_err());
    assert!(code_128(&"1".repeat(81)).is_err());
}
