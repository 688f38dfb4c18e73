//! Black or white, by what is around each pixel.

use image::GrayImage;

/// How much darker than its surroundings ink is, relative to their contrast.
const K: f32 = 0.2;

/// The largest deviation that gray values can have.
const R: f32 = 128.0;

/// Darker than this is ink also inside black areas, where the surroundings are no paper.
const SURELY_INK: f32 = 80.0;

/// Pixels per window, as a part of the page's longer side.
const WINDOW: u32 = 60;

/// The page in black and white.
///
/// J. Sauvola and M. Pietikäinen, "Adaptive document image binarization", 2000. The sums over windows are kept per column, so
/// that only a few rows are in memory at once.
pub fn binarize(page: &GrayImage) -> GrayImage {
    let (width, height) = (page.width() as usize, page.height() as usize);
    let radius = (page.width().max(page.height()) / WINDOW / 2).max(7) as usize;
    let mut out = GrayImage::new(page.width(), page.height());
    if width == 0 || height == 0 {
        return out;
    }
    let mut columns = Columns::new(width);
    let row = |y: usize| &page.as_raw()[y * width..(y + 1) * width];
    for y in 0..radius.min(height) {
        columns.add(row(y));
    }
    for (y, into) in out.chunks_exact_mut(width).enumerate() {
        if y + radius < height {
            columns.add(row(y + radius));
        }
        if y > radius {
            columns.remove(row(y - radius - 1));
        }
        columns.decide(row(y), radius, into);
    }
    out
}

/// Sums of values and their squares down the window's rows, for each column.
struct Columns {
    rows: u32,
    sums: Vec<(u32, u32)>,
}

impl Columns {
    fn new(width: usize) -> Self {
        Self {
            rows: 0,
            sums: vec![(0, 0); width],
        }
    }

    fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        for (sum, &value) in self.sums.iter_mut().zip(row) {
            let value = u32::from(value);
            *sum = (sum.0 + value, sum.1 + value * value);
        }
    }

    fn remove(&mut self, row: &[u8]) {
        self.rows -= 1;
        for (sum, &value) in self.sums.iter_mut().zip(row) {
            let value = u32::from(value);
            *sum = (sum.0 - value, sum.1 - value * value);
        }
    }

    fn decide(&self, row: &[u8], radius: usize, out: &mut [u8]) {
        let (mut sum, mut squares, mut count) = (0_u32, 0_u64, 0_u32);
        let start = self.sums.iter().take(radius);
        for &(value, square) in start {
            (sum, squares, count) = (sum + value, squares + u64::from(square), count + self.rows);
        }
        for (x, (&value, out)) in row.iter().zip(out).enumerate() {
            if let Some(&(entering, square)) = self.sums.get(x + radius) {
                sum += entering;
                squares += u64::from(square);
                count += self.rows;
            }
            if x > radius {
                let (leaving, square) = self.sums[x - radius - 1];
                sum -= leaving;
                squares -= u64::from(square);
                count -= self.rows;
            }
            let mean = sum as f32 / count as f32;
            let deviation = (squares as f32 / count as f32 - mean * mean)
                .max(0.0)
                .sqrt();
            let threshold = (mean * (1.0 + K * (deviation / R - 1.0))).max(SURELY_INK);
            *out = if f32::from(value) > threshold { 255 } else { 0 };
        }
    }
}
