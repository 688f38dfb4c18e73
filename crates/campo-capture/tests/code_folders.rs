//! The ZXing project's own test pictures, where they are present: never worse than its tests ask of its reader.

use std::path::{Path, PathBuf};

use campo_capture::code::{Effort, read_color};
use campo_capture::document::photo;
use image::{RgbImage, imageops};

/// A folder, and how many of its pictures ZXing's tests ask for upright and turned by 90, 180 and 270 degrees.
const FOLDERS: [(&str, [usize; 4]); 5] = [
    ("qrcode-1", [17, 14, 17, 14]),
    ("qrcode-2", [32, 30, 31, 31]),
    ("datamatrix-1", [23, 23, 23, 23]),
    ("code128-1", [7, 0, 7, 0]),
    ("ean13-1", [32, 0, 32, 0]),
];

fn pictures(folder: &Path) -> Vec<(RgbImage, String)> {
    let mut files: Vec<PathBuf> = folder
        .read_dir()
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "png"));
    files.sort();
    files.iter().filter_map(picture).collect()
}

/// A picture, and what the file beside it says it should be read as.
fn picture(file: &PathBuf) -> Option<(RgbImage, String)> {
    let photo = photo::open(&std::fs::read(file).ok()?).ok()?;
    let text = std::fs::read_to_string(file.with_extension("txt")).ok()?;
    Some((photo.pixels, text))
}

#[test]
fn every_folder_is_read_at_least_as_well_as_its_own_project_asks() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/codes");
    for (name, asked) in FOLDERS {
        let pictures = pictures(&data.join(name));
        if pictures.is_empty() {
            println!("{name}: the pictures are not here");
            continue;
        }
        let read = [0, 90, 180, 270].map(|degrees| recognized(&pictures, degrees));
        println!("{name}: {read:?} of {}, asked {asked:?}", pictures.len());
        for (read, asked) in read.iter().zip(asked) {
            assert!(*read >= asked, "{name}");
        }
    }
}

fn recognized(pictures: &[(RgbImage, String)], degrees: u32) -> usize {
    let is_read = |(pixels, text): &&(RgbImage, String)| {
        let turned = match degrees {
            90 => imageops::rotate90(pixels),
            180 => imageops::rotate180(pixels),
            270 => imageops::rotate270(pixels),
            _ => pixels.clone(),
        };
        read_color(&turned, Effort::File)
            .iter()
            .any(|code| code.text == *text)
    };
    pictures.iter().filter(is_read).count()
}
