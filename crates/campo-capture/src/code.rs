//! Codes on labels and products: read them from pictures, write them, print them, and follow their links.
//!
//! A wrong text is worse than none: what is read has passed the format's own error check, and where a format has none or a
//! weak one, several scan lines had to agree on it.

mod draw;
pub mod link;
mod read;
pub mod sheet;
pub mod write;

use serde::Serialize;

pub use self::read::{Effort, read, read_color};

/// A kind of code that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// QR Code, ISO/IEC 18004.
    QrCode,
    /// Data Matrix ECC 200, ISO/IEC 16022.
    DataMatrix,
    /// PDF417, ISO/IEC 15438.
    #[serde(rename = "pdf417")]
    Pdf417,
    /// EAN-13, ISO/IEC 15420.
    #[serde(rename = "ean_13")]
    Ean13,
    /// EAN-8, ISO/IEC 15420.
    #[serde(rename = "ean_8")]
    Ean8,
    /// UPC-A, ISO/IEC 15420; its text has 12 digits.
    UpcA,
    /// UPC-E, ISO/IEC 15420; its text has 8 digits.
    UpcE,
    /// Code 128, ISO/IEC 15417.
    #[serde(rename = "code_128")]
    Code128,
    /// Code 39, ISO/IEC 16388.
    #[serde(rename = "code_39")]
    Code39,
    /// Interleaved 2 of 5, ISO/IEC 16390.
    Itf,
}

impl Format {
    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::QrCode => "qr_code",
            Self::DataMatrix => "data_matrix",
            Self::Pdf417 => "pdf417",
            Self::Ean13 => "ean_13",
            Self::Ean8 => "ean_8",
            Self::UpcA => "upc_a",
            Self::UpcE => "upc_e",
            Self::Code128 => "code_128",
            Self::Code39 => "code_39",
            Self::Itf => "itf",
        }
    }
}

impl Format {
    /// Whether it is made of modules in two dimensions rather than of bars.
    pub fn is_matrix(self) -> bool {
        matches!(self, Self::QrCode | Self::DataMatrix | Self::Pdf417)
    }
}

/// A code found in a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Code {
    /// Its kind.
    pub format: Format,
    /// What it says.
    pub text: String,
    /// Its corners in pixels of the upright picture: top left, top right, bottom right, bottom left as the code is printed.
    pub corners: [[f32; 2]; 4],
}

#[cfg(test)]
mod tests;
