//! Pages of paper: found in a photograph, straightened, cleaned and bound into a PDF.
//!
//! [`photo::open`] gives upright pixels, [`detect::find_page`] the four corners of the page, [`rectify::rectify`] the page
//! seen from straight above, [`clean::clean`] what it would look like from a scanner, and [`pdf::write`] the file. Words that
//! OCR found ([`ocr::parse_tsv`]) lie invisibly over the picture, so that the PDF can be searched.

pub mod clean;
pub mod detect;
pub mod geometry;
pub mod ocr;
pub mod pdf;
pub mod photo;
pub(crate) mod plane;
pub mod rectify;
pub(crate) mod shrink;
