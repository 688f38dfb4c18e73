//! Words laid invisibly over the picture of a page, for search and copying.

use encoding_rs::WINDOWS_1252;
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Str};

use crate::document::ocr::Word;
use crate::document::pdf::FONT;
use crate::document::pdf::sheet::Sheet;

/// The width of every letter of Courier, relative to its size: why words are set in it.
const COURIER: f32 = 0.6;

/// Lays the words of a page of so many pixels where they were read.
pub fn lay(content: &mut Content, (width, height): (u32, u32), words: &[Word], sheet: &Sheet) {
    if words.is_empty() {
        return;
    }
    let (across, down) = (
        sheet.width / width.max(1) as f32,
        sheet.height / height.max(1) as f32,
    );
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    for word in words {
        let mut letters = in_font(&word.text);
        if letters.is_empty() {
            continue;
        }
        let size = (word.height as f32 * down).max(1.0);
        let natural = letters.len() as f32 * COURIER * size;
        let stretch = 100.0 * word.width as f32 * across / natural;
        // A space after each word keeps words apart for programs that copy text.
        letters.push(b' ');
        let x = word.left as f32 * across;
        let y = sheet.height - (word.top as f32 + word.height as f32) * down;
        content.set_font(FONT, size);
        content.set_horizontal_scaling(stretch.clamp(1.0, 1000.0));
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
        content.show(Str(&letters));
    }
    content.end_text();
}

/// Letters as the font's encoding has them; others become question marks.
fn in_font(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let mut buffer = [0; 4];
        let (encoded, _, missing) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
        match encoded.first() {
            Some(&byte) if !missing => bytes.push(byte),
            _ => bytes.push(b'?'),
        }
    }
    bytes
}
