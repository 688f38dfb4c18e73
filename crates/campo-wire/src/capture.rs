//! Pages and codes in pictures, and codes to print. None of it touches a record; files made are the device's own until a
//! record names them.
//!
//! Corners are parts of the picture's width and height, 0 to 1 from its top left, whatever size the window shows it in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::blob::Attachment;

/// Four corners: of a page clockwise from the one at the picture's top left, of a code as it is printed.
pub type Corners = [[f64; 2]; 4];

/// A picture to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// A file that was handed over: its hash.
    File(String),
    /// A frame of a running camera: at most 1 MiB of JPEG, in base64. It is looked at in haste and kept nowhere.
    Frame(String),
}

/// Looks for something in a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LookAt {
    /// The picture.
    pub picture: Picture,
}

/// Where the page is in a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FoundPage {
    /// Its corners; those of the whole picture when no page was found.
    pub corners: Corners,
    /// Whether a page was found.
    pub found: bool,
    /// The upright picture's width in pixels.
    pub width: u32,
    /// The upright picture's height in pixels.
    pub height: u32,
}

/// How a page shall look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PageMode {
    /// In color.
    Color,
    /// In grays.
    Gray,
    /// Black on white.
    Bilevel,
}

/// How a page is made of a photograph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PageRecipe {
    /// The photograph: the hash of a file that was handed over.
    pub photo: String,
    /// The page's corners; each lies at most one picture's size outside of it.
    pub corners: Corners,
    /// How it shall look.
    pub mode: PageMode,
    /// Quarters of a turn, clockwise.
    pub turn: i8,
}

/// Draws marks over a photograph: a new picture beside the untouched one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkPicture {
    /// The photograph: the hash of its file.
    pub photo: String,
    /// The marks: the hash of a PNG that was handed over, clear where nothing is drawn. It is stretched over the upright
    /// photograph, whatever its size.
    pub marks: String,
    /// What the person calls the new picture.
    pub name: String,
}

/// Puts pages together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BindPages {
    /// The pages, at most 100, in order.
    pub pages: Vec<PageRecipe>,
    /// What the person calls the file.
    pub name: String,
}

/// Pages in one PDF.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BoundPages {
    /// The PDF.
    pub file: Attachment,
    /// Whether its words can be searched; else no program that reads them is on this device.
    pub searchable: bool,
}

/// A code in a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FoundCode {
    /// Its kind: `qr_code`, `data_matrix`, `pdf417`, `ean_13`, `ean_8`, `upc_a`, `upc_e`, `code_128`, `code_39` or `itf`.
    pub format: String,
    /// What it says.
    pub text: String,
    /// Where it is.
    pub corners: Corners,
}

/// The kinds of codes that can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CodeFormat {
    /// A QR code, of any text.
    QrCode,
    /// Bars, of at most 80 letters without accents, digits and signs.
    #[serde(rename = "code_128")]
    Code128,
}

/// Makes a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MakeCode {
    /// What it says.
    pub text: String,
    /// Its kind.
    pub format: CodeFormat,
}

/// A code to show or print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MadeCode {
    /// What it says.
    pub text: String,
    /// The drawing, an SVG document.
    pub svg: String,
}

/// Finds the records that a code stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindCode {
    /// What the code says.
    pub text: String,
}
