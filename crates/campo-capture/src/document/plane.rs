//! One channel of a picture as numbers, and the filters that detection and clean-up share.

use image::RgbImage;

/// A picture of one channel.
#[derive(Debug, Clone)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    pub data: Vec<f32>,
}

impl Plane {
    /// A plane with one value everywhere.
    pub fn filled(width: usize, height: usize, value: f32) -> Self {
        Self {
            width,
            height,
            data: vec![value; width * height],
        }
    }

    /// One channel of a picture, 0 to 255.
    pub fn of_channel(image: &RgbImage, channel: usize) -> Self {
        let values = image.as_raw().iter().skip(channel).step_by(3);
        Self {
            width: image.width() as usize,
            height: image.height() as usize,
            data: values.map(|&v| f32::from(v)).collect(),
        }
    }

    /// The value at a pixel; outside the picture that of the nearest one inside. The plane is not empty.
    pub fn at(&self, x: isize, y: isize) -> f32 {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        self.data[y * self.width + x]
    }

    /// The value between pixels, by two linear interpolations; (0.5, 0.5) is the middle of the first pixel.
    pub fn sample(&self, x: f64, y: f64) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = ((x - left) as f32, (y - top) as f32);
        let (left, top) = (left as isize, top as isize);
        let upper = self.at(left, top) * (1.0 - fx) + self.at(left + 1, top) * fx;
        let lower = self.at(left, top + 1) * (1.0 - fx) + self.at(left + 1, top + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    /// Columns as rows.
    fn transposed(&self) -> Self {
        let mut data = Vec::with_capacity(self.data.len());
        for x in 0..self.width {
            data.extend(self.data.iter().skip(x).step_by(self.width));
        }
        Self {
            width: self.height,
            height: self.width,
            data,
        }
    }

    /// A filter of rows, applied to the rows and then to the columns.
    fn separably(&self, filter: impl Fn(&[f32], &mut [f32])) -> Self {
        let rows = |plane: &Self| {
            let mut out = Self::filled(plane.width, plane.height, 0.0);
            let lines = plane.data.chunks(plane.width.max(1));
            for (line, into) in lines.zip(out.data.chunks_mut(plane.width.max(1))) {
                filter(line, into);
            }
            out
        };
        rows(&rows(self).transposed()).transposed()
    }

    /// The mean of the square of `2 * radius + 1` pixels around each; squares are cut at the border.
    pub fn box_mean(&self, radius: usize) -> Self {
        self.separably(|line, out| mean_of_line(line, out, radius))
    }

    /// Smoothed by the kernel 1 4 6 4 1, a Gaussian of one pixel's deviation.
    pub fn smooth(&self) -> Self {
        self.separably(|line, out| {
            let last = line.len() - 1;
            for (i, value) in out.iter_mut().enumerate() {
                let at = |step: isize| line[i.saturating_add_signed(step).min(last)];
                *value = (at(-2) + at(2) + 4.0 * (at(-1) + at(1)) + 6.0 * at(0)) * (1.0 / 16.0);
            }
        })
    }

    /// The largest value in the square around each pixel.
    pub fn dilate(&self, radius: usize) -> Self {
        self.separably(|line, out| extreme_of_line(line, out, radius, f32::max))
    }

    /// The smallest value in the square around each pixel.
    pub fn erode(&self, radius: usize) -> Self {
        self.separably(|line, out| extreme_of_line(line, out, radius, f32::min))
    }

    /// Without dark marks thinner than `2 * radius + 1` pixels: writing on paper goes, the paper's edge stays.
    pub fn close(&self, radius: usize) -> Self {
        self.dilate(radius).erode(radius)
    }
}

fn mean_of_line(line: &[f32], out: &mut [f32], radius: usize) {
    let n = line.len();
    let mut sum: f64 = line.iter().take(radius).map(|&v| f64::from(v)).sum();
    for (i, value) in out.iter_mut().enumerate() {
        if let Some(&entering) = line.get(i + radius) {
            sum += f64::from(entering);
        }
        if i > radius {
            sum -= f64::from(line[i - radius - 1]);
        }
        let count = (i + radius + 1).min(n) - i.saturating_sub(radius);
        *value = (sum / count as f64) as f32;
    }
}

/// A running minimum or maximum in three comparisons a pixel, whatever the radius.
///
/// M. van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels", 1992.
fn extreme_of_line(line: &[f32], out: &mut [f32], radius: usize, pick: fn(f32, f32) -> f32) {
    let n = line.len();
    let window = 2 * radius + 1;
    let mut forward = line.to_vec();
    let mut backward = line.to_vec();
    for i in 1..n {
        if !i.is_multiple_of(window) {
            forward[i] = pick(forward[i - 1], line[i]);
        }
        let j = n - 1 - i;
        if !(j + 1).is_multiple_of(window) {
            backward[j] = pick(backward[j + 1], line[j]);
        }
    }
    for (i, value) in out.iter_mut().enumerate() {
        let first = i.saturating_sub(radius);
        let last = (i + radius).min(n - 1);
        // A window inside one block is one that the line's start or end cuts.
        *value = if first / window != last / window {
            pick(backward[first], forward[last])
        } else if first == 0 {
            forward[last]
        } else {
            backward[first]
        };
    }
}
