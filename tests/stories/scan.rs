//! Photographs of paper become PDFs, on a machine that has no home and no session.

use std::fs;
use std::path::Path;

use campo_tests::{Home, data_file};

/// A PNG's first bytes that promise 200 megapixels.
const BOMB: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x27\x10\x08\x02\0\0\0\x76\x46\xdf\xf5\0\0\0\0IDAT";

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn photographs_become_one_pdf_and_their_corners_are_told() {
    let photos = ["receipt.jpg", "desk.jpg"].map(|name| data_file(&format!("documents/{name}")));
    let [Some(receipt), Some(desk)] = photos else {
        eprintln!("skipped: the photographs are not here");
        return;
    };
    let home = Home::new();
    let out = home.path().join("scan.pdf");
    let words = [
        "scan",
        "document",
        path(&receipt),
        path(&desk),
        "--no-ocr",
        "--corners",
        "--out",
        path(&out),
    ];
    let corners = home.run(&words).ok();
    assert_eq!(corners[0]["page"], 1);
    assert_eq!(corners[1]["corners"].as_array().unwrap().len(), 4);
    let pdf = fs::read(&out).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(pdf.len() < 1_500_000, "{} bytes", pdf.len());
    assert!(!home.database().exists());
}

#[test]
fn what_cannot_be_scanned_is_refused_and_nothing_is_written() {
    let home = Home::new();
    let out = home.path().join("scan.pdf");
    let input = home.path().join("photo.jpg");
    let cases: [(&[u8], &str); 3] = [
        (b"not a picture at all", "not a picture"),
        (
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0",
            "too early",
        ),
        (BOMB, "too large"),
    ];
    for (bytes, reason) in cases {
        fs::write(&input, bytes).unwrap();
        let said = home
            .run(&["scan", "document", path(&input), "--out", path(&out)])
            .refused();
        assert!(said.contains(reason), "{said}");
    }
    fs::remove_file(&input).unwrap();
    home.run(&["scan", "document", path(&input), "--corners"])
        .refused();
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}
