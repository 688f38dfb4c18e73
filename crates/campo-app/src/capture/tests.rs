use std::io::Cursor;

use campo_wire::blob::{BlobPiece, FinishBlob};
use campo_wire::capture::{
    BindPages, CodeFormat, LookAt, MakeCode, MarkPicture, PageMode, PageRecipe, Picture,
};
use campo_wire::command::Empty;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::testing;

/// A home that somebody signed in to, without a server.
struct Desk {
    app: App,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let app = testing::signed_in(folder.path(), Some("correct horse"));
    Desk {
        app,
        _folder: folder,
    }
}

impl Desk {
    fn hand_over(&self, bytes: &[u8]) -> String {
        let draft = self.app.begin_blob(Empty {}).unwrap().draft;
        for piece in bytes.chunks(512 * 1024) {
            let (draft, data) = (draft.clone(), STANDARD.encode(piece));
            self.app.write_blob(BlobPiece { draft, data }).unwrap();
        }
        let name = "photo.jpg".to_owned();
        self.app
            .finish_blob(FinishBlob { draft, name })
            .unwrap()
            .hash
    }

    async fn bytes(&self, hash: &str) -> Vec<u8> {
        self.app.file_bytes(hash).await.unwrap()
    }
}

fn look(picture: Picture) -> LookAt {
    LookAt { picture }
}

fn encoded(pixels: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(pixels.clone())
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

/// White paper with lines of writing on a dark table.
fn paper() -> RgbImage {
    RgbImage::from_fn(900, 1200, |x, y| {
        let writing = (250..650).contains(&x) && (300..900).contains(&y) && (y / 12) % 4 == 0;
        match (200..700).contains(&x) && (200..1000).contains(&y) {
            true if writing => Rgb([40, 40, 60]),
            true => Rgb([235, 232, 225]),
            false => Rgb([70, 50, 40]),
        }
    })
}

fn recipe(photo: &str, mode: PageMode, turn: i8) -> PageRecipe {
    let (left, top, right, bottom) = (
        200.0 / 900.0,
        200.0 / 1200.0,
        700.0 / 900.0,
        1000.0 / 1200.0,
    );
    PageRecipe {
        photo: photo.to_owned(),
        corners: [[left, top], [right, top], [right, bottom], [left, bottom]],
        mode,
        turn,
    }
}

/// A PNG's first bytes that promise 200 megapixels.
const BOMB: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x27\x10\x08\x02\0\0\0\x76\x46\xdf\xf5\0\0\0\0IDAT";

fn code(error: AppError) -> ErrorCode {
    error.into_wire().code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_found_made_and_bound() {
    let desk = desk();
    let photo = desk.hand_over(&encoded(&paper(), ImageFormat::Jpeg));
    let found = desk
        .app
        .find_page(look(Picture::File(photo.clone())))
        .await
        .unwrap();
    assert!(found.found);
    assert_eq!((found.width, found.height), (900, 1200));
    let wanted = recipe(&photo, PageMode::Color, 0).corners;
    for (corner, wanted) in found.corners.iter().zip(wanted) {
        assert!((corner[0] - wanted[0]).abs() < 0.01 && (corner[1] - wanted[1]).abs() < 0.01);
    }
    let mut pages = Vec::new();
    for (mode, turn, mime) in [
        (PageMode::Color, 0, "image/jpeg"),
        (PageMode::Gray, 1, "image/jpeg"),
        (PageMode::Bilevel, -1, "image/png"),
    ] {
        let recipe = recipe(&photo, mode, turn);
        let page = desk.app.make_page(recipe.clone()).await.unwrap();
        let (width, height) = (page.width.unwrap(), page.height.unwrap());
        assert_eq!(page.mime, mime);
        assert_eq!(width > height, turn != 0, "{width} x {height}");
        pages.push(recipe);
    }
    let name = "Escritura.pdf".to_owned();
    let bound = desk
        .app
        .bind_pages(BindPages { pages, name })
        .await
        .unwrap();
    assert_eq!(bound.file.mime, "application/pdf");
    let pdf = desk.bytes(&bound.file.hash).await;
    assert!(String::from_utf8_lossy(&pdf).contains("/Count 3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marked_photograph_is_a_new_picture() {
    let desk = desk();
    let photo = desk.hand_over(&encoded(&paper(), ImageFormat::Jpeg));
    let before = desk.bytes(&photo).await;
    let red = RgbaImage::from_fn(90, 120, |x, _| {
        Rgba([255, 0, 0, if x < 45 { 255 } else { 0 }])
    });
    let mut marks = Cursor::new(Vec::new());
    red.write_to(&mut marks, ImageFormat::Png).unwrap();
    let marks = desk.hand_over(marks.get_ref());
    let request = |marks: &str| MarkPicture {
        photo: photo.clone(),
        marks: marks.to_owned(),
        name: "Parede (marcada).jpg".to_owned(),
    };
    let marked = desk.app.mark_picture(request(&marks)).await.unwrap();
    assert_eq!(marked.name, "Parede (marcada).jpg");
    assert_eq!((marked.width, marked.height), (Some(900), Some(1200)));
    let pixels = image::load_from_memory(&desk.bytes(&marked.hash).await).unwrap();
    let [red, green, _] = pixels.to_rgb8().get_pixel(100, 600).0;
    assert!(red > 240 && green < 20, "{red} {green}");
    assert_eq!(desk.bytes(&photo).await, before);
    let none = desk.hand_over(b"no picture");
    let refused = desk.app.mark_picture(request(&none)).await.unwrap_err();
    assert_eq!(code(refused), ErrorCode::NotAPicture);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused_by_name_and_takes_no_memory() {
    let desk = desk();
    let photo = encoded(&paper(), ImageFormat::Jpeg);
    for (bytes, why) in [
        (b"not a picture at all".to_vec(), ErrorCode::NotAPicture),
        (photo[..photo.len() / 2].to_vec(), ErrorCode::PictureDamaged),
        (BOMB.to_vec(), ErrorCode::PictureTooLarge),
        (Vec::new(), ErrorCode::NotAPicture),
    ] {
        let frame = look(Picture::Frame(STANDARD.encode(&bytes)));
        let file = desk.hand_over(&bytes);
        let page = recipe(&file, PageMode::Color, 0);
        let file = look(Picture::File(file));
        for error in [
            desk.app.find_page(frame.clone()).await.unwrap_err(),
            desk.app.find_page(file.clone()).await.unwrap_err(),
            desk.app.read_codes(frame).await.unwrap_err(),
            desk.app.read_codes(file).await.unwrap_err(),
            desk.app.make_page(page).await.unwrap_err(),
        ] {
            assert_eq!(code(error), why);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_corners_and_pages_have_their_limits() {
    let desk = desk();
    let large = STANDARD.encode(vec![0; MAX_FRAME_BYTES + 3]);
    for frame in [large, "not base64".to_owned()] {
        let refused = desk
            .app
            .find_page(look(Picture::Frame(frame)))
            .await
            .unwrap_err();
        assert_eq!(code(refused), ErrorCode::BadRequest);
    }
    let photo = desk.hand_over(&encoded(&paper(), ImageFormat::Png));
    for corners in [
        [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]],
        [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]],
        [[0.5, 0.5]; 4],
        [[0.0, 0.0], [f64::NAN, 0.0], [1.0, 1.0], [0.0, 1.0]],
        [[0.0, 0.0], [1e9, 0.0], [1e9, 1.0], [0.0, 1.0]],
    ] {
        let page = PageRecipe {
            corners,
            ..recipe(&photo, PageMode::Gray, 0)
        };
        let refused = desk.app.make_page(page).await.unwrap_err();
        assert_eq!(code(refused), ErrorCode::BadRequest, "{corners:?}");
    }
    for count in [0, pages::MAX_PAGES + 1] {
        let pages = vec![recipe(&photo, PageMode::Gray, 0); count];
        let name = "x.pdf".to_owned();
        let refused = desk
            .app
            .bind_pages(BindPages { pages, name })
            .await
            .unwrap_err();
        assert_eq!(code(refused), ErrorCode::BadRequest);
    }
    let unknown = look(Picture::File("0".repeat(64)));
    assert_eq!(
        code(desk.app.find_page(unknown).await.unwrap_err()),
        ErrorCode::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_made_is_read_again() {
    let desk = desk();
    let symbol = campo_capture::code::write::qr("CAMPO-42", Default::default()).unwrap();
    let drawn = encoded(
        &DynamicImage::from(symbol.to_pixels(6)).into_rgb8(),
        ImageFormat::Png,
    );
    let codes = desk
        .app
        .read_codes(look(Picture::Frame(STANDARD.encode(&drawn))))
        .await
        .unwrap();
    assert_eq!(codes.len(), 1);
    assert_eq!(
        (codes[0].format.as_str(), codes[0].text.as_str()),
        ("qr_code", "CAMPO-42")
    );
    assert!(
        codes[0]
            .corners
            .iter()
            .flatten()
            .all(|part| (0.0..=1.0).contains(part))
    );
    let make = |text: &str, format| {
        let text = text.to_owned();
        desk.app.make_code(MakeCode { text, format })
    };
    assert!(
        make("7891000315507", CodeFormat::Code128)
            .unwrap()
            .svg
            .contains("7891000315507")
    );
    assert!(
        make("Água", CodeFormat::QrCode)
            .unwrap()
            .svg
            .starts_with("<svg")
    );
    for (text, format) in [("", CodeFormat::QrCode), ("Água", CodeFormat::Code128)] {
        assert_eq!(code(make(text, format).unwrap_err()), ErrorCode::BadRequest);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_codes_is_looked_at_while_nobody_is_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(folder.path(), Some("correct horse".to_owned())).unwrap();
    let frame = STANDARD.encode(encoded(&RgbImage::new(64, 64), ImageFormat::Png));
    let frame = look(Picture::Frame(frame));
    let refused = app.find_page(frame.clone()).await.unwrap_err();
    assert_eq!(code(refused), ErrorCode::SignedOut);
    assert!(app.read_codes(frame).await.unwrap().is_empty());
}
