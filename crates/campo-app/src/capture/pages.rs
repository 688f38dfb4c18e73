//! Pages of paper: found in photographs, made of them, bound into a PDF.

use campo_capture::document::clean::{self, Mode};
use campo_capture::document::detect::find_page;
use campo_capture::document::geometry::{Point, Quad};
use campo_capture::document::ocr::{self, Word};
use campo_capture::document::pdf::Binder;
use campo_capture::document::photo;
use campo_capture::document::rectify::{rectify, turn};
use campo_wire::blob::Attachment;
use campo_wire::capture::{
    BindPages, BoundPages, Corners, FoundPage, LookAt, PageMode, PageRecipe, Picture,
};
use image::RgbImage;

use crate::app::App;
use crate::capture::{CaptureError, Recognizer};
use crate::error::AppError;

/// The most pages of a PDF.
pub(super) const MAX_PAGES: usize = 100;

/// How many bytes of words are kept with a PDF.
const MAX_WORDS: usize = 8 * 1024;

/// The smallest page, as a part of the picture.
const SMALLEST: f64 = 0.0005;

impl App {
    /// Where the page is in a picture.
    pub async fn find_page(&self, request: LookAt) -> Result<FoundPage, AppError> {
        let bytes = self.picture_bytes(&request.picture).await?;
        let found = self.pixels(|| {
            let pixels = photo::open(&bytes)?.pixels;
            let page = find_page(&pixels);
            let (width, height) = pixels.dimensions();
            Ok(FoundPage {
                corners: page.quad.0.map(|corner| parts(corner, width, height)),
                found: page.found,
                width,
                height,
            })
        })?;
        Ok(found)
    }

    /// Makes a page of a photograph: a picture file of its own.
    pub async fn make_page(&self, recipe: PageRecipe) -> Result<Attachment, AppError> {
        let bytes = self
            .picture_bytes(&Picture::File(recipe.photo.clone()))
            .await?;
        let file = self.pixels(|| {
            let page = clean::clean(&straight(&bytes, &recipe)?, mode(recipe.mode));
            Ok(photo::of_page(&page)?)
        })?;
        let name = match recipe.mode {
            PageMode::Bilevel => "page.png",
            PageMode::Color | PageMode::Gray => "page.jpg",
        };
        tokio::task::block_in_place(|| self.keep_made(&file, name))
    }

    /// Puts pages together as a PDF, with their words where this device can read them.
    pub async fn bind_pages(&self, request: BindPages) -> Result<BoundPages, AppError> {
        if !(1..=MAX_PAGES).contains(&request.pages.len()) {
            return Err(CaptureError::Pages.into());
        }
        let recognizer = tokio::task::block_in_place(recognizer);
        let (mut binder, mut read) = (Binder::default(), Vec::new());
        for recipe in &request.pages {
            let bytes = self
                .picture_bytes(&Picture::File(recipe.photo.clone()))
                .await?;
            let page = self.pixels(|| straight(&bytes, recipe))?;
            drop(bytes);
            let words = tokio::task::block_in_place(|| {
                add(&mut binder, page, recipe, recognizer.as_ref())
            })?;
            read.extend(words);
        }
        let title = request.name.trim_end_matches(".pdf");
        let pdf = binder.finish(Some(title)).map_err(CaptureError::from)?;
        let mut file = tokio::task::block_in_place(|| self.keep_made(&pdf, &request.name))?;
        file.words = Some(ocr::search_words(&read, MAX_WORDS)).filter(|words| !words.is_empty());
        Ok(BoundPages {
            file,
            searchable: recognizer.is_some(),
        })
    }
}

/// Cleans a straightened page and adds it with its words, which it gives back.
fn add(
    binder: &mut Binder,
    page: RgbImage,
    recipe: &PageRecipe,
    recognizer: Option<&Recognizer>,
) -> Result<Vec<Word>, CaptureError> {
    let words = recognizer.map_or_else(Vec::new, |recognizer| words(recognizer, &page));
    binder.add(&clean::clean(&page, mode(recipe.mode)), &words)?;
    Ok(words)
}

/// What makes pages searchable; a page that cannot be searched is better than none.
fn recognizer() -> Option<Recognizer> {
    Recognizer::find().unwrap_or_else(|error| {
        tracing::warn!(%error, "pages cannot be searched");
        None
    })
}

fn words(recognizer: &Recognizer, page: &RgbImage) -> Vec<Word> {
    let read = recognizer.words(&ocr::picture(&clean::flat_gray(page)));
    read.unwrap_or_else(|error| {
        tracing::warn!(%error, "a page cannot be searched");
        Vec::new()
    })
}

/// The page of a photograph, seen from straight above.
fn straight(photo: &[u8], recipe: &PageRecipe) -> Result<RgbImage, CaptureError> {
    let pixels = photo::open(photo)?.pixels;
    let quad = quad(&recipe.corners, pixels.width(), pixels.height())?;
    Ok(turn(rectify(&pixels, &quad), recipe.turn))
}

/// Corners in pixels, if they go around something near the picture.
fn quad(corners: &Corners, width: u32, height: u32) -> Result<Quad, CaptureError> {
    let near = corners
        .iter()
        .flatten()
        .all(|part| (-1.0..=2.0).contains(part));
    let (width, height) = (f64::from(width), f64::from(height));
    let quad = Quad(corners.map(|[x, y]| Point::new(x * width, y * height)));
    if near && quad.is_convex() && quad.area() > SMALLEST * width * height {
        Ok(quad)
    } else {
        Err(CaptureError::Corners)
    }
}

fn parts(corner: Point, width: u32, height: u32) -> [f64; 2] {
    [corner.x / f64::from(width), corner.y / f64::from(height)]
}

fn mode(mode: PageMode) -> Mode {
    match mode {
        PageMode::Color => Mode::Color,
        PageMode::Gray => Mode::Gray,
        PageMode::Bilevel => Mode::Bilevel,
    }
}
