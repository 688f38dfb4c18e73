//! Reading codes of two dimensions: QR Code, Data Matrix, PDF417.

use std::collections::HashSet;

use rxing::common::{BitMatrix, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::datamatrix::DataMatrixReader;
use rxing::multi::MultipleBarcodeReader;
use rxing::pdf417::PDF417Reader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult,
    RXingResultMetadataType, RXingResultMetadataValue, Reader,
};

use super::picture::Picture;
use super::shape;
use crate::code::{Code, Format};

/// How dark is told from light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// From the surroundings of each pixel: shadows and gradients.
    Local,
    /// One for the whole picture: clean prints, small pictures.
    Global,
}

/// How to look for codes.
#[derive(Debug, Clone, Copy)]
pub struct Search {
    /// How dark is told from light.
    pub threshold: Threshold,
    /// Whether the codes are light on dark.
    pub inverted: bool,
    /// Whether to look at every line and try every detector.
    pub thorough: bool,
}

/// More Data Matrix codes than lie in one picture.
const MOST_DATA_MATRIX: usize = 32;

/// Every two-dimensional code of a picture.
pub fn read(picture: &Picture<'_>, search: Search) -> Vec<Code> {
    let (width, height) = picture.pixels.dimensions();
    let Ok(source) = Luma8Source::new_with_slice(picture.pixels.as_raw(), width, height) else {
        return Vec::new();
    };
    match search.threshold {
        Threshold::Local => read_all(HybridBinarizer::new(source), picture, search),
        Threshold::Global => read_all(GlobalHistogramBinarizer::new(source), picture, search),
    }
}

fn read_all<B: Binarizer>(binarizer: B, picture: &Picture<'_>, search: Search) -> Vec<Code> {
    let mut bitmap = BinaryBitmap::new(binarizer);
    if search.inverted {
        bitmap.invert();
    }
    let hints = DecodeHints {
        TryHarder: Some(search.thorough),
        PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
        ..DecodeHints::default()
    };
    let mut found = qr_codes(&mut bitmap, &hints);
    found.extend(pdf417s(&mut bitmap, &hints));
    found.extend(data_matrices(&mut bitmap, &hints));
    for code in &mut found {
        code.corners = code.corners.map(|corner| picture.to_original(corner));
    }
    found
}

fn qr_codes<B: Binarizer>(bitmap: &mut BinaryBitmap<B>, hints: &DecodeHints) -> Vec<Code> {
    let results = QrReader
        .decode_multiple_with_hints(bitmap, hints)
        .unwrap_or_default();
    results
        .iter()
        .filter_map(|result| code_of(Format::QrCode, result, [0, 1, 3, 2]))
        .collect()
}

/// The library turns the picture and tells the corners as they were then.
fn pdf417s<B: Binarizer>(bitmap: &mut BinaryBitmap<B>, hints: &DecodeHints) -> Vec<Code> {
    let results = PDF417Reader
        .decode_multiple_with_hints(bitmap, hints)
        .unwrap_or_default();
    let (right, bottom) = (
        bitmap.get_width() as f32 - 1.0,
        bitmap.get_height() as f32 - 1.0,
    );
    let code = |result: &RXingResult| {
        let code = code_of(Format::Pdf417, result, [0, 2, 3, 1])?;
        let corners = code.corners.map(|[x, y]| match turned_by(result) {
            90 => [right - y, x],
            180 => [right - x, bottom - y],
            270 => [y, bottom - x],
            _ => [x, y],
        });
        Some(Code { corners, ..code })
    };
    results.iter().filter_map(code).collect()
}

/// By how many degrees counterclockwise the picture was turned for a result.
fn turned_by(result: &RXingResult) -> i32 {
    let metadata = result.getRXingResultMetadata();
    match metadata.get(&RXingResultMetadataType::ORIENTATION) {
        Some(RXingResultMetadataValue::Orientation(degrees)) => *degrees,
        _ => 0,
    }
}

/// The library reads one at a time: what was found is wiped away before the next.
fn data_matrices<B: Binarizer>(bitmap: &mut BinaryBitmap<B>, hints: &DecodeHints) -> Vec<Code> {
    let mut found = Vec::new();
    for _ in 0..MOST_DATA_MATRIX {
        let Ok(result) = DataMatrixReader.decode_with_hints(bitmap, hints) else {
            break;
        };
        let code = code_of(Format::DataMatrix, &result, [0, 1, 2, 3])
            .or_else(|| fills_the_picture(&result, bitmap.get_black_matrix()));
        let Some(code) = code else { break };
        wipe(bitmap.get_black_matrix_mut(), code.corners);
        found.push(code);
    }
    found
}

fn code_of(format: Format, result: &RXingResult, order: [usize; 4]) -> Option<Code> {
    let points = result.getPoints();
    let mut corners = [[0.0; 2]; 4];
    for (corner, index) in corners.iter_mut().zip(order) {
        let point = points.get(index)?;
        *corner = [point.x, point.y];
    }
    Some(Code {
        format,
        text: result.getText().to_owned(),
        corners,
    })
}

/// A code read without being located is alone in its picture.
fn fills_the_picture(result: &RXingResult, matrix: &BitMatrix) -> Option<Code> {
    let [left, top, width, height] = matrix.getEnclosingRectangle()?.map(|side| side as f32);
    let (right, bottom) = (left + width, top + height);
    Some(Code {
        format: Format::DataMatrix,
        text: result.getText().to_owned(),
        corners: [[left, top], [right, top], [right, bottom], [left, bottom]],
    })
}

fn wipe(matrix: &mut BitMatrix, corners: [[f32; 2]; 4]) {
    let [(left, top), (right, bottom)] = shape::bounds(corners);
    for y in top.max(0.0) as u32..(bottom.max(0.0) as u32 + 1).min(matrix.height()) {
        for x in left.max(0.0) as u32..(right.max(0.0) as u32 + 1).min(matrix.width()) {
            if shape::contains(corners, [x as f32, y as f32]) {
                matrix.unset(x, y);
            }
        }
    }
}
