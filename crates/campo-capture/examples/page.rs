//! Times what happens between a photograph and a page, step by step: `cargo run --release --example page -- PHOTO.jpg [OUT]`.
//!
//! Tells the corners; with OUT it writes OUT.png in color, OUT-bw.png in black and white, and OUT.pdf with both.

use std::error::Error;
use std::time::Instant;

use campo_capture::document::clean::{Mode, Page, clean};
use campo_capture::document::detect::find_page;
use campo_capture::document::pdf::Binder;
use campo_capture::document::photo;
use campo_capture::document::rectify::rectify;

fn timed<T>(what: &str, step: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = step();
    eprintln!("{what}: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    result
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("a photograph is needed")?;
    let bytes = std::fs::read(path)?;
    let photo = timed("decode", || photo::open(&bytes))?;
    let detection = timed("find", || find_page(&photo.pixels));
    let page = timed("straighten", || rectify(&photo.pixels, &detection.quad));
    let color = timed("clean", || clean(&page, Mode::Color));
    eprintln!("{detection:?}, page of {:?} pixels", color.size());
    let Some(out) = args.next() else {
        return Ok(());
    };
    let bilevel = timed("clean, black and white", || clean(&page, Mode::Bilevel));
    let mut binder = Binder::default();
    timed("bind", || binder.add(&color, &[]))?;
    timed("bind, black and white", || binder.add(&bilevel, &[]))?;
    std::fs::write(format!("{out}.pdf"), binder.finish(None)?)?;
    for (name, page) in [("", color), ("-bw", bilevel)] {
        let path = format!("{out}{name}.png");
        match page {
            Page::Color(image) => image.save(path)?,
            Page::Gray(image) | Page::Bilevel(image) => image.save(path)?,
        }
    }
    Ok(())
}
