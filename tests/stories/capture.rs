//! The app's camera: a label opens its record without a server, and a page of paper becomes an attached PDF.

use std::path::Path;

use campo_tests::{Home, Page, Server, film};
use serde_json::Value;

/// The dark squares of a code drawn as SVG: left, top, width, height in modules.
fn squares(svg: &str) -> Vec<[usize; 4]> {
    let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let numbers = |square: &str| -> Vec<usize> {
        let parts = square.split(|letter: char| !letter.is_ascii_digit());
        parts.filter_map(|part| part.parse().ok()).collect()
    };
    let whole = path.split('M').map(numbers);
    whole
        .filter_map(|square| square.get(..4)?.try_into().ok())
        .collect()
}

/// A film of a QR code with this text, six pixels a module.
fn film_of_code(home: &Home, text: &str, path: &Path) {
    let drawing = home.path().join("label.svg");
    home.run(&["code", "make", text, "--out", drawing.to_str().unwrap()])
        .ok();
    let squares = squares(&std::fs::read_to_string(drawing).unwrap());
    let is_dark = |x: usize, y: usize| {
        squares.iter().any(|&[left, top, width, height]| {
            (left..left + width).contains(&x) && (top..top + height).contains(&y)
        })
    };
    film(path, 640, 480, |x, y| {
        let (x, y) = (x.wrapping_sub(160) / 6, y.wrapping_sub(80) / 6);
        if is_dark(x, y) { 16 } else { 225 }
    });
}

/// A film of a written page on a dark table, seen a little from the side.
fn film_of_page(path: &Path) {
    film(path, 1280, 960, |x, y| {
        let lean = y / 12;
        let (left, right) = (360 + lean, 930 - lean);
        if !(100..860).contains(&y) || !(left..right).contains(&x) {
            return 60;
        }
        let writing = (180..780).contains(&y) && (left + 60..right - 60).contains(&x);
        if writing && (y / 8) % 3 == 0 && (x / 5) % 7 != 0 {
            50
        } else {
            225
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_opens_its_record_without_a_server() {
    let mut server = Server::start();
    let tenant = server.tenant("labels");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let lead = home.create("crm.lead", &["name=Maria da Paz"]);
    let seen = home.path().join("label.y4m");
    let link = format!("campo://record/{}/{lead}", tenant.key);
    film_of_code(&home, &link, &seen);
    server.kill();
    let page = Page::browser_with_camera(&home, &seen).await;
    page.go("#/scan/code").await;
    page.shows("Maria da Paz").await;
    page.click("record-label").await;
    page.shows(&link).await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_code_opens_its_record_in_either_spelling() {
    let server = Server::start();
    let tenant = server.tenant("codes");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    home.create("estoque.item", &["name=Torneira", "code=036000291452"]);
    let page = Page::browser(&home).await;
    for (typed, shown) in [
        ("0036000291452", "Torneira"),
        ("4006381333931", "No record with this code"),
    ] {
        page.go("#/scan/code").await;
        page.fill("code-typed", typed).await;
        page.click("code-use").await;
        page.shows(shown).await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_before_the_camera_becomes_an_attached_pdf() {
    let server = Server::start();
    let tenant = server.tenant("scans");
    server.user(&tenant, "ana", "manager", &[]);
    let home = Home::signed_in(&server, &tenant, "ana");
    let seen = home.path().join("page.y4m");
    film_of_page(&seen);
    let page = Page::browser_with_camera(&home, &seen).await;
    page.go("#/t/imoveis.property/property_list/new").await;
    page.choose("field-kind", "land").await;
    page.click("scan-deed").await;
    // Taken by itself, once the page lies still.
    page.click("scan-pages").await;
    page.fill("scan-name", "Deed of lot 7").await;
    page.click("scan-done").await;
    page.shows("Deed of lot 7.pdf").await;
    page.click("form-save").await;
    page.click("record-edit").await;
    page.close().await;

    let listed = home.run(&["record", "list", "imoveis.property"]).ok();
    let deed = &home.get(listed["records"][0]["id"].as_str().unwrap())["fields"]["deed"];
    let files: Vec<(&Value, &Value)> = deed
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (&file["name"], &file["mime"]))
        .collect();
    assert_eq!(files.len(), 2, "{deed}");
    for (name, mime) in [
        ("Deed of lot 7 1.jpg", "image/jpeg"),
        ("Deed of lot 7.pdf", "application/pdf"),
    ] {
        assert!(files.contains(&(&name.into(), &mime.into())), "{deed}");
    }
}
