use image::GrayImage;

use crate::document::clean::Page;
use crate::document::ocr::{LineOf, Word};
use crate::document::pdf::Binder;

fn page() -> Page {
    let mut image = GrayImage::from_pixel(210, 297, image::Luma([255]));
    for x in 20..180 {
        image.put_pixel(x, 50, image::Luma([0]));
    }
    Page::Bilevel(image)
}

fn word(text: &str) -> Word {
    Word {
        text: text.to_owned(),
        left: 20,
        top: 40,
        width: 60,
        height: 10,
        line: LineOf {
            block: 1,
            paragraph: 1,
            line: 1,
        },
    }
}

fn bound(words: &[Word]) -> Vec<u8> {
    let mut binder = Binder::default();
    binder.add(&page(), words).unwrap();
    binder.finish(Some("Visita nº 7")).unwrap()
}

#[test]
fn a_black_and_white_page_is_tiny() {
    let pdf = bound(&[]);
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(pdf.len() < 1500, "{} bytes", pdf.len());
}

#[test]
fn no_pages_are_refused() {
    assert!(Binder::default().finish(None).is_err());
}

#[test]
fn any_letters_can_be_laid() {
    let pdf = bound(&[word("Situação"), word("日本"), word("—“€”")]);
    assert!(pdf.len() < 2500, "{} bytes", pdf.len());
}
