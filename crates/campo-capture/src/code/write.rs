//! Making codes: which modules are dark.

use fast_qr::{ECL, QRBuilder};
use rxing::oned::Code128Writer;
use rxing::{BarcodeFormat, Writer};
use thiserror::Error;

/// How much of a QR code may be torn or dirty: about 7, 15, 25 or 30 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// About 7 percent.
    Low,
    /// About 15 percent.
    #[default]
    Medium,
    /// About 25 percent.
    Quartile,
    /// About 30 percent.
    High,
}

/// A code as modules, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Rows from top to bottom, dark is true. A code of bars has one row.
    pub rows: Vec<Vec<bool>>,
    /// How many rows high one row is drawn: 1, or the height of bars in modules.
    pub row_height: u32,
    /// The empty space the format wants around it, in modules.
    pub quiet_zone: u32,
    /// What is written under it for people.
    pub caption: Option<String>,
}

/// Why no code can be made of a text.
#[derive(Debug, Error)]
pub enum MakeError {
    /// There is nothing to write.
    #[error("the text is empty: give at least one character")]
    Empty,
    /// It does not fit.
    #[error("the text is too long for this code: shorten it, or use a lower error correction")]
    TooLong,
    /// Code 128 is made of ASCII.
    #[error(
        "Code 128 holds letters without accents, digits and signs only, at most {CODE_128_LONGEST}: use a QR code"
    )]
    NotForCode128,
    /// A picture of it could not be encoded.
    #[error("the code could not be drawn as a PNG picture")]
    Png(#[source] image::ImageError),
}

/// Longer ones are not readable by hand-held readers.
pub const CODE_128_LONGEST: usize = 80;

/// What the largest QR code can hold at all.
const QR_LONGEST: usize = 2_953;

/// ISO/IEC 18004 wants four modules.
const QR_QUIET_ZONE: u32 = 4;

/// ISO/IEC 15417 wants ten modules.
const CODE_128_QUIET_ZONE: u32 = 10;

const BAR_HEIGHT: u32 = 40;

/// A QR code of a text, as UTF-8.
pub fn qr(text: &str, correction: Correction) -> Result<Symbol, MakeError> {
    if text.is_empty() {
        return Err(MakeError::Empty);
    }
    if text.len() > QR_LONGEST {
        return Err(MakeError::TooLong);
    }
    let level = match correction {
        Correction::Low => ECL::L,
        Correction::Medium => ECL::M,
        Correction::Quartile => ECL::Q,
        Correction::High => ECL::H,
    };
    let code = QRBuilder::new(text)
        .ecl(level)
        .build()
        .map_err(|_| MakeError::TooLong)?;
    let rows = code
        .data
        .chunks(code.size)
        .take(code.size)
        .map(|row| row.iter().map(|module| module.value()).collect())
        .collect();
    Ok(Symbol {
        rows,
        row_height: 1,
        quiet_zone: QR_QUIET_ZONE,
        caption: None,
    })
}

/// A Code 128 of a text, with the text under it.
pub fn code_128(text: &str) -> Result<Symbol, MakeError> {
    if text.is_empty() {
        return Err(MakeError::Empty);
    }
    let printable = |character: char| character.is_ascii_graphic() || character == ' ';
    if text.len() > CODE_128_LONGEST || !text.chars().all(printable) {
        return Err(MakeError::NotForCode128);
    }
    let bars = Code128Writer
        .encode(text, &BarcodeFormat::CODE_128, 0, 1)
        .map_err(|_| MakeError::NotForCode128)?;
    let dark: Vec<bool> = (0..bars.width()).map(|x| bars.get(x, 0)).collect();
    let row = dark
        .iter()
        .position(|dark| *dark)
        .zip(dark.iter().rposition(|dark| *dark))
        .and_then(|(first, last)| dark.get(first..=last))
        .ok_or(MakeError::NotForCode128)?;
    Ok(Symbol {
        rows: vec![row.to_vec()],
        row_height: BAR_HEIGHT,
        quiet_zone: CODE_128_QUIET_ZONE,
        caption: Some(text.to_owned()),
    })
}

impl Symbol {
    /// How many modules wide it is, without the quiet zone.
    pub fn width(&self) -> u32 {
        self.rows.first().map_or(0, |row| row.len() as u32)
    }

    /// How many modules high it is, without the quiet zone and the caption.
    pub fn height(&self) -> u32 {
        self.rows.len() as u32 * self.row_height
    }

    /// The dark stripes: left, top, width, height in modules.
    pub fn stripes(&self) -> Vec<[u32; 4]> {
        let mut stripes = Vec::new();
        for (row, top) in self
            .rows
            .iter()
            .zip((0..).step_by(self.row_height as usize))
        {
            let mut left = 0;
            for run in row.chunk_by(|one, other| one == other) {
                let width = run.len() as u32;
                if run.first() == Some(&true) {
                    stripes.push([left, top, width, self.row_height]);
                }
                left += width;
            }
        }
        stripes
    }
}
