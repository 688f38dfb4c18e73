//! Corners of pages in made and in real photographs.

use std::path::Path;
use std::time::Duration;

use campo_capture::document::detect::find_page;
use campo_capture::document::geometry::{Point, Quad};
use campo_capture::document::photo;
use image::{Rgb, RgbImage};

use crate::background::Background;
use crate::random::Random;
use crate::warp;

/// How far off a corner may be, as a part of the picture's diagonal.
const NEAR: f64 = 0.02;

/// Corners of the real photographs, measured by eye.
const REAL: [(&str, [(f64, f64); 4]); 4] = [
    (
        "cell_pic.jpg",
        [
            (299.0, 1195.0),
            (2644.0, 1172.0),
            (2981.0, 4392.0),
            (59.0, 4447.0),
        ],
    ),
    (
        "desk.jpg",
        [
            (83.0, 645.0),
            (1541.0, 397.0),
            (2361.0, 2106.0),
            (808.0, 2793.0),
        ],
    ),
    (
        "notepad.jpg",
        [
            (348.0, 336.0),
            (1982.0, 311.0),
            (2169.0, 3149.0),
            (137.0, 3150.0),
        ],
    ),
    (
        "receipt.jpg",
        [
            (537.0, 1000.0),
            (1583.0, 932.0),
            (1841.0, 2540.0),
            (671.0, 2711.0),
        ],
    ),
];

/// Distances of the four corners as parts of the diagonal. Which corner is first does not matter: at an eighth of a turn two
/// are equally far to the top left.
fn errors(image: &RgbImage, found: &Quad, truth: &Quad) -> [f64; 4] {
    let diagonal = f64::from(image.width()).hypot(f64::from(image.height()));
    let mut turned = *found;
    let mut best = turned;
    for _ in 0..4 {
        turned.0.rotate_left(1);
        if turned.distance(truth) < best.distance(truth) {
            best = turned;
        }
    }
    [0, 1, 2, 3].map(|i| (best.0[i] - truth.0[i]).length() / diagonal)
}

#[test]
fn pages_in_made_photographs_are_found() {
    // CAMPO_WARPS=300 is the run that docs/capture.md tells of.
    let count = std::env::var("CAMPO_WARPS").map_or(60, |n| n.parse().unwrap());
    let mut all = Vec::new();
    let mut missed = Vec::new();
    let mut time = Duration::ZERO;
    for seed in 0..count {
        let made = warp::make(seed, 800);
        let image = photo::open(&made.jpeg).unwrap().pixels;
        let start = std::time::Instant::now();
        let found = find_page(&image);
        time += start.elapsed();
        let errors = errors(&image, &found.quad, &made.quad);
        if errors.iter().any(|&error| error > NEAR) {
            missed.push((seed, made.kind));
        }
        all.extend(errors);
    }
    all.sort_by(f64::total_cmp);
    let median = all[all.len() / 2];
    let success = 1.0 - missed.len() as f64 / count as f64;
    println!(
        "{count} made photographs: {:.1} % found, median error {:.3} % of the diagonal, {:.0} ms each, missed {missed:?}",
        success * 100.0,
        median * 100.0,
        time.as_secs_f64() * 1000.0 / count as f64
    );
    assert!(median < 0.01, "median error {median}");
    assert!(success >= 0.95, "missed {missed:?}");
}

#[test]
fn pages_in_real_photographs_are_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/documents");
    if !folder.exists() {
        println!("skipped: there are no photographs in {}", folder.display());
        return;
    }
    for (name, corners) in REAL {
        let image = photo::open(&std::fs::read(folder.join(name)).unwrap())
            .unwrap()
            .pixels;
        let found = find_page(&image);
        let truth = Quad(corners.map(|(x, y)| Point::new(x, y)));
        let errors = errors(&image, &found.quad, &truth);
        println!(
            "{name}: {:?} %",
            errors.map(|error| (error * 1e4).round() / 100.0)
        );
        assert!(found.found, "{name}");
        assert!(
            errors.iter().all(|&error| error < NEAR),
            "{name}: {:?}",
            found.quad
        );
    }
}

#[test]
fn a_bare_table_has_no_page() {
    for seed in 0..8 {
        let mut random = Random(seed);
        let table = Background::Wood([150.0, 110.0, 80.0], random.between(0.0, 3.0), seed);
        let image = RgbImage::from_fn(640, 480, |x, y| {
            Rgb(table.at(f64::from(x), f64::from(y)).map(|v| v as u8))
        });
        let found = find_page(&image);
        assert!(!found.found, "{seed}: {found:?}");
        assert_eq!(found.quad, Quad::whole(640, 480));
    }
}

#[test]
fn any_small_or_plain_picture_is_survived() {
    for (width, height) in [(1, 1), (1, 500), (40, 33), (2000, 33), (64, 64)] {
        let plain = RgbImage::from_pixel(width, height, Rgb([200, 200, 200]));
        let found = find_page(&plain);
        assert!(!found.found);
        assert_eq!(found.quad, Quad::whole(width, height));
    }
}
