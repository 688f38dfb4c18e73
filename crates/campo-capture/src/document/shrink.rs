//! Making pictures smaller by averaging areas.

use image::RgbImage;

/// The picture with its longer side at most `longest`, each pixel the mean of the area it stands for.
///
/// Returns the picture itself when it is small enough already.
pub(crate) fn shrink(image: &RgbImage, longest: u32) -> RgbImage {
    let long = image.width().max(image.height());
    if long <= longest || longest == 0 {
        return image.clone();
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(longest) / u64::from(long);
        (side as u32).max(1)
    };
    let (width, height) = (scaled(image.width()), scaled(image.height()));
    let columns = starts(image.width(), width);
    let rows = starts(image.height(), height);
    let mut out = RgbImage::new(width, height);
    let stride = image.width() as usize * 3;
    let lines = out.chunks_exact_mut(width as usize * 3);
    let mut sums = vec![[0_u32; 3]; width as usize];
    for (line, span) in lines.zip(rows.windows(2)) {
        sums.fill([0; 3]);
        let source = &image.as_raw()[span[0] * stride..span[1] * stride];
        for row in source.chunks_exact(stride) {
            add_row(row, &columns, &mut sums);
        }
        let tall = (span[1] - span[0]) as u32;
        for ((pixel, sum), wide) in line.chunks_exact_mut(3).zip(&sums).zip(columns.windows(2)) {
            let count = tall * (wide[1] - wide[0]) as u32;
            for (value, total) in pixel.iter_mut().zip(sum) {
                *value = ((total + count / 2) / count) as u8;
            }
        }
    }
    out
}

/// Where each small pixel starts in the large picture, and where the last one ends.
fn starts(large: u32, small: u32) -> Vec<usize> {
    (0..=u64::from(small))
        .map(|i| (i * u64::from(large) / u64::from(small)) as usize)
        .collect()
}

fn add_row(row: &[u8], columns: &[usize], sums: &mut [[u32; 3]]) {
    for (sum, span) in sums.iter_mut().zip(columns.windows(2)) {
        for pixel in row[span[0] * 3..span[1] * 3].chunks_exact(3) {
            for (total, &value) in sum.iter_mut().zip(pixel) {
                *total += u32::from(value);
            }
        }
    }
}
