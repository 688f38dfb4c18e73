//! Photographs of paper become PDFs, on a machine that has no home and no session too, and are found by their words.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campo_app::App;
use campo_tests::{Home, Server, data_file};
use serde_json::{Value, json};

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

async fn ask(app: &App, command: &str, request: Value) -> Value {
    let answer = app.rpc(command, request).await;
    answer.unwrap_or_else(|error| panic!("{command}: {error}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn words_read_on_one_device_find_the_record_on_another() {
    let Some(receipt) = data_file("documents/receipt.jpg") else {
        eprintln!("skipped: the photographs are not here");
        return;
    };
    let server = Server::start();
    let tenant = server.tenant("words");
    server.user(&tenant, "ana", "manager", &[]);
    let [home, other] = [(); 2].map(|()| Home::signed_in(&server, &tenant, "ana"));
    let app = App::open(home.path(), Some(Home::PASSPHRASE.to_owned())).unwrap();
    let draft = ask(&app, "begin_blob", json!({})).await["draft"].clone();
    for piece in fs::read(&receipt).unwrap().chunks(512 * 1024) {
        let piece = json!({ "draft": draft, "data": STANDARD.encode(piece) });
        ask(&app, "write_blob", piece).await;
    }
    let photo = json!({ "draft": draft, "name": "receipt.jpg" });
    let hash = ask(&app, "finish_blob", photo).await["hash"].clone();
    let look = json!({ "picture": { "file": hash } });
    let corners = ask(&app, "find_page", look).await["corners"].clone();
    let page = json!({ "photo": hash, "corners": corners, "mode": "gray", "turn": 0 });
    let bound = json!({ "pages": [page], "name": "Recibo.pdf" });
    let bound = ask(&app, "bind_pages", bound).await;
    if bound["searchable"] == false {
        eprintln!("skipped: tesseract is not here");
        return;
    }
    let words = bound["file"]["words"].as_str().unwrap();
    assert!((20..=8 * 1024).contains(&words.len()), "{words}");
    let is_plain =
        |word: &&str| word.len() > 4 && word.chars().all(|letter| letter.is_ascii_lowercase());
    let word = words.split(' ').find(is_plain).unwrap();
    let fields = json!({ "kind": "land", "price": 100, "deed": [bound["file"]] });
    let property = json!({ "record_type": "imoveis.property", "fields": fields });
    let made = ask(&app, "create_record", property).await;
    drop(app);
    home.sync();
    other.sync();
    let app = App::open(other.path(), Some(Home::PASSPHRASE.to_owned())).unwrap();
    let found = ask(&app, "search", json!({ "text": word, "limit": 5 })).await;
    assert_eq!(found[0]["id"], made["id"], "{word}");
}
