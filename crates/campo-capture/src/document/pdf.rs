//! Pages bound into a PDF: small, searchable when words are known, and telling nothing of who made it where.

mod sheet;
mod words;

use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::{ExtendedColorType, GrayImage};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

use crate::document::clean::Page;
use crate::document::ocr::Word;
use crate::document::pdf::sheet::Sheet;

/// The quality of pictures in the PDF: writing stays sharp, a page takes a few hundred kilobytes.
const QUALITY: u8 = 70;

/// The names that pages give their picture and their font.
const PICTURE: Name<'_> = Name(b"P");
const FONT: Name<'_> = Name(b"F");

/// Why a PDF could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A PDF has at least one page.
    #[error("there is no page to write")]
    NoPages,
    /// A page could not be compressed.
    #[error("a page could not be compressed")]
    Encode(#[source] ImageError),
}

/// Binds pages into a PDF, one after the other: only the compressed pages are kept.
#[derive(Debug)]
pub struct Binder {
    pdf: Pdf,
    pages: Vec<Ref>,
    last: i32,
}

/// Objects that all pages share, numbered before them.
const CATALOG: i32 = 1;
const TREE: i32 = 2;
const COURIER: i32 = 3;
const INFO: i32 = 4;

impl Default for Binder {
    fn default() -> Self {
        Self {
            pdf: Pdf::new(),
            pages: Vec::new(),
            last: INFO,
        }
    }
}

impl Binder {
    /// Adds a page and the words on it, in pixels of the page; without words it cannot be searched.
    pub fn add(&mut self, page: &Page, words: &[Word]) -> Result<(), PdfError> {
        let [own, content, picture] = [1, 2, 3].map(|n| Ref::new(self.last + n));
        self.last += 3;
        self.pages.push(own);
        let sheet = Sheet::of(page.size());
        let mut writer = self.pdf.page(own);
        writer
            .parent(Ref::new(TREE))
            .media_box(Rect::new(0.0, 0.0, sheet.width, sheet.height))
            .contents(content);
        let mut resources = writer.resources();
        resources.x_objects().pair(PICTURE, picture);
        resources.fonts().pair(FONT, Ref::new(COURIER));
        resources.finish();
        writer.finish();
        let mut shown = Content::new();
        shown
            .save_state()
            .transform([sheet.width, 0.0, 0.0, sheet.height, 0.0, 0.0])
            .x_object(PICTURE)
            .restore_state();
        words::lay(&mut shown, page.size(), words, &sheet);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&shown.finish(), 6);
        self.pdf
            .stream(content, &packed)
            .filter(Filter::FlateDecode);
        add_picture(&mut self.pdf, page, picture)
    }

    /// The PDF with all pages added.
    pub fn finish(mut self, title: Option<&str>) -> Result<Vec<u8>, PdfError> {
        if self.pages.is_empty() {
            return Err(PdfError::NoPages);
        }
        let tree = Ref::new(TREE);
        self.pdf.catalog(Ref::new(CATALOG)).pages(tree);
        let count = self.pages.len() as i32;
        self.pdf.pages(tree).kids(self.pages).count(count);
        self.pdf
            .type1_font(Ref::new(COURIER))
            .base_font(Name(b"Courier"))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
        let mut info = self.pdf.document_info(Ref::new(INFO));
        info.producer(TextStr("Campo"));
        if let Some(title) = title {
            info.title(TextStr(title));
        }
        info.finish();
        Ok(self.pdf.finish())
    }
}

fn add_picture(pdf: &mut Pdf, page: &Page, id: Ref) -> Result<(), PdfError> {
    let (width, height) = page.size();
    let (bytes, filter) = match page {
        Page::Color(image) => (
            jpeg(image, page, ExtendedColorType::Rgb8)?,
            Filter::DctDecode,
        ),
        Page::Gray(image) => (jpeg(image, page, ExtendedColorType::L8)?, Filter::DctDecode),
        Page::Bilevel(image) => (group4(image), Filter::CcittFaxDecode),
    };
    let mut picture = pdf.image_xobject(id, &bytes);
    picture.filter(filter);
    picture
        .width(width as i32)
        .height(height as i32)
        .bits_per_component(if matches!(page, Page::Bilevel(_)) {
            1
        } else {
            8
        });
    match page {
        Page::Color(_) => picture.color_space().device_rgb(),
        Page::Gray(_) | Page::Bilevel(_) => picture.color_space().device_gray(),
    }
    if matches!(page, Page::Bilevel(_)) {
        picture
            .decode_parms()
            .k(-1)
            .columns(width as i32)
            .rows(height as i32);
    }
    picture.finish();
    Ok(())
}

fn jpeg(bytes: &[u8], page: &Page, color: ExtendedColorType) -> Result<Vec<u8>, PdfError> {
    let (width, height) = page.size();
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode(bytes, width, height, color)
        .map_err(PdfError::Encode)?;
    Ok(out)
}

/// A black and white page as fax machines send it (ITU-T T.6), half the size of deflate for writing.
fn group4(image: &GrayImage) -> Vec<u8> {
    let width = image.width();
    let mut encoder = Encoder::new(VecWriter::new());
    for row in image.as_raw().chunks_exact((width as usize).max(1)) {
        let pixels = row.iter().map(|&value| {
            if value == 0 {
                Color::Black
            } else {
                Color::White
            }
        });
        // Writing to memory cannot fail.
        let Ok(()) = encoder.encode_line(pixels, width);
    }
    let Ok(writer) = encoder.finish();
    writer.finish()
}

#[cfg(test)]
mod tests;
