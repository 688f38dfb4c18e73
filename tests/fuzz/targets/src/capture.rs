//! Pictures, codes and tracks.

use campo_capture::code::link::Link;
use campo_capture::code::{Effort, read};
use campo_capture::document::{ocr, photo as photos};
use campo_capture::track;
use image::GrayImage;

/// The widest picture of codes that is tried here.
const WIDEST: usize = 256;

/// A photograph.
pub fn photo(bytes: &[u8]) {
    // Refused or not, it is said.
    let _ = photos::open(bytes);
}

/// A picture with codes: the first byte is its width, the rest its pixels.
pub fn code(bytes: &[u8]) {
    let Some((width, pixels)) = bytes.split_first() else {
        return;
    };
    let width = usize::from(*width).clamp(1, WIDEST);
    let height = pixels.len() / width;
    let pixels = pixels.get(..width * height).unwrap_or_default().to_vec();
    if let Some(picture) = GrayImage::from_raw(width as u32, height as u32, pixels)
        && height > 0
    {
        read(&picture, Effort::Frame);
    }
}

/// What a code says.
pub fn link(bytes: &[u8]) {
    if let Ok(link) = Link::parse(&String::from_utf8_lossy(bytes)) {
        let text = link.to_text().expect("a link can be written");
        assert_eq!(Link::parse(&text).ok(), Some(link));
    }
}

/// A GPX or NMEA file.
pub fn track(bytes: &[u8]) {
    if let Ok(replay) = track::replay(bytes) {
        track::simplify(&replay.positions, 10.0);
    }
}

/// A stored piece of a track.
pub fn segment(bytes: &[u8]) {
    if let Ok(positions) = track::decode(bytes) {
        assert!(positions.len() <= track::MOST_IN_SEGMENT);
    }
}

/// What the recognizer of texts says.
pub fn recognized(bytes: &[u8]) {
    ocr::text(&ocr::parse_tsv(&String::from_utf8_lossy(bytes)));
}
