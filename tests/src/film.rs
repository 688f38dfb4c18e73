//! What a fake camera sees.

use std::fs;
use std::path::Path;

/// Writes a film in which nothing moves, in grays, as Chromium's fake camera takes it (YUV4MPEG2).
pub fn film(path: &Path, width: usize, height: usize, gray: impl Fn(usize, usize) -> u8) {
    let mut frame = b"FRAME\n".to_vec();
    for y in 0..height {
        frame.extend((0..width).map(|x| gray(x, y)));
    }
    // Two planes of color, a quarter of the size each.
    frame.extend(std::iter::repeat_n(128, width * height / 2));
    let header = format!("YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n");
    let whole = [header.as_bytes(), &frame, &frame].concat();
    fs::write(path, whole).expect("the film can be written");
}
