//! A page with Portuguese writing, photographed askew, cleaned, and read.

use std::collections::HashMap;
use std::io::Write;
use std::process::{Command, Stdio};

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use campo_capture::document::clean::{self, Mode};
use campo_capture::document::detect::find_page;
use campo_capture::document::geometry::{Point, Quad};
use campo_capture::document::ocr;
use campo_capture::document::pdf::Binder;
use campo_capture::document::rectify::rectify;
use image::{GrayImage, Luma, Rgb, RgbImage};

use crate::warp::to_unit_square;

const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf";

const TEXT: &str = "Relatório de visita ao imóvel\n\n\
    O apartamento fica no terceiro andar de um edifício construído em mil novecentos e oitenta e\n\
    quatro, na esquina da Rua das Laranjeiras com a Avenida Conceição. A sala recebe sol pela\n\
    manhã; a cozinha, ainda original, precisa de reforma. Há infiltração no teto do banheiro e\n\
    duas janelas não fecham. O proprietário aceita negociar o preço se a escritura for assinada\n\
    até o fim do mês. A vaga de garagem é coberta, porém estreita, e o condomínio cobra taxa\n\
    extra pela manutenção do elevador.\n\n\
    Os vizinhos são tranquilos. A escola mais próxima está a quatrocentos metros, e o ônibus que\n\
    vai ao centro para em frente à portaria. Não há previsão de obras na região. Recomendamos\n\
    nova avaliação depois da pintura, com fotografias de todos os cômodos e medição do terraço.\n\n\
    Documentos recebidos: certidão de ônus reais, comprovante de quitação do imposto, planta\n\
    aprovada pela prefeitura e convenção do condomínio. Faltam a procuração do inventariante e\n\
    o laudo de vistoria elétrica, que serão enviados pelo correio na próxima semana.";

/// An A4 page with the text, at about 200 dots per inch.
fn written(font: &FontVec) -> GrayImage {
    let mut page = GrayImage::from_pixel(1654, 2339, Luma([245]));
    let font = font.as_scaled(PxScale::from(36.0));
    for (row, line) in TEXT.lines().enumerate() {
        let mut x = 130.0;
        for letter in line.trim().chars() {
            let id = font.glyph_id(letter);
            let glyph =
                id.with_scale_and_position(font.scale(), point(x, 260.0 + 62.0 * row as f32));
            x += font.h_advance(id) * 0.82;
            let Some(outline) = font.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline.draw(|dx, dy, cover| {
                let (x, y) = (corner.x as u32 + dx, corner.y as u32 + dy);
                if let Some(Luma([value])) = page.get_pixel_mut_checked(x, y) {
                    *value = (*value as f32 * (1.0 - cover) + 40.0 * cover) as u8;
                }
            });
        }
    }
    page
}

/// The page on a table, from the side, half in shadow.
fn photographed(page: &GrayImage) -> RgbImage {
    let quad = Quad([
        Point::new(420.0, 330.0),
        Point::new(2520.0, 260.0),
        Point::new(2810.0, 3620.0),
        Point::new(190.0, 3480.0),
    ]);
    let m = to_unit_square(&quad);
    RgbImage::from_fn(3000, 4000, |x, y| {
        let (px, py) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        let z = m[6] * px + m[7] * py + m[8];
        let u = (m[0] * px + m[1] * py + m[2]) / z;
        let v = (m[3] * px + m[4] * py + m[5]) / z;
        let at = ((u * 1654.0) as i64, (v * 2339.0) as i64);
        let shade = 0.6 + 0.4 / (1.0 + (-(px + py * 0.4 - 2300.0) / 150.0).exp());
        let color = match (u32::try_from(at.0), u32::try_from(at.1)) {
            (Ok(x), Ok(y)) if u >= 0.0 && v >= 0.0 => page
                .get_pixel_checked(x, y)
                .map_or([120.0, 86.0, 60.0], |Luma([value])| [f64::from(*value); 3]),
            _ => [120.0, 86.0, 60.0],
        };
        Rgb(color.map(|value| (value * shade) as u8))
    })
}

/// What tesseract makes of a page; nothing where it is not installed with Portuguese.
fn recognized(page: &GrayImage) -> Option<String> {
    let languages = Command::new("tesseract")
        .arg("--list-langs")
        .output()
        .ok()?;
    if !String::from_utf8_lossy(&languages.stdout)
        .lines()
        .any(|line| line == "por")
    {
        return None;
    }
    let mut child = Command::new("tesseract")
        .args(["stdin", "stdout", "-l", "por", "tsv"])
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&ocr::picture(page))
        .unwrap();
    Some(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap())
}

/// The part of the written words that was read, each as often as it was written.
fn recovered(read: &str) -> f64 {
    let mut counts: HashMap<&str, i32> = HashMap::new();
    for word in read.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    let words: Vec<&str> = TEXT.split_whitespace().collect();
    let found = words.iter().filter(|word| {
        let left = counts.entry(word).or_default();
        *left -= 1;
        *left >= 0
    });
    found.count() as f64 / words.len() as f64
}

#[test]
fn a_warped_portuguese_page_can_be_read() {
    let Ok(bytes) = std::fs::read(FONT) else {
        println!("skipped: {FONT} is not installed (fonts-dejavu)");
        return;
    };
    let font = FontVec::try_from_vec(bytes).unwrap();
    let photo = photographed(&written(&font));
    let page = rectify(&photo, &find_page(&photo).quad);
    let Some(tsv) = recognized(&clean::flat_gray(&page)) else {
        println!("skipped: tesseract with Portuguese is not installed (tesseract-ocr-por)");
        return;
    };
    let words = ocr::parse_tsv(&tsv);
    let part = recovered(&ocr::text(&words));
    println!("{:.1} % of the words were read", part * 100.0);
    assert!(part >= 0.95, "{}", ocr::text(&words));

    let mut binder = Binder::default();
    binder
        .add(&clean::clean(&page, Mode::Bilevel), &words)
        .unwrap();
    let pdf = binder.finish(None).unwrap();
    println!("{} bytes of PDF in black and white", pdf.len());
    assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
}

#[test]
fn shadows_go_and_ink_stays() {
    let mut page = RgbImage::from_fn(800, 1100, |x, _| {
        let light = 120 + (x / 8) as u8;
        Rgb([light, light, light - 10])
    });
    for x in 100..700 {
        for y in 500..504 {
            page.put_pixel(x, y, Rgb([40, 40, 60]));
        }
    }
    let gray = clean::flat_gray(&page);
    for (x, y) in [(20, 20), (780, 20), (400, 1000), (20, 480), (780, 520)] {
        assert_eq!(gray.get_pixel(x, y).0, [255], "paper at {x}, {y}");
    }
    for x in [120, 400, 680] {
        assert!(gray.get_pixel(x, 502).0[0] < 90, "ink at {x}");
    }
}
