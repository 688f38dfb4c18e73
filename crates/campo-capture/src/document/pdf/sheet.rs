//! The paper size of a page, from its shape.

/// Points (1/72 inch) per millimeter.
const POINTS: f64 = 72.0 / 25.4;

/// A4, and Letter, which a little of the world uses: width and height in millimeters.
const KNOWN: [(f64, f64); 2] = [(210.0, 297.0), (215.9, 279.4)];

/// How much a shape may differ from a known paper's.
const NEARLY: f64 = 0.02;

/// From this height per width on it is a receipt.
const RECEIPT_SHAPE: f64 = 1.75;

/// The usual width of receipts in millimeters.
const RECEIPT_WIDTH: f64 = 80.0;

/// The largest side that PDF readers accept, in points.
const LARGEST: f64 = 14_400.0;

/// A page's size in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    pub width: f32,
    pub height: f32,
}

impl Sheet {
    /// The size for a picture of so many pixels: A4 or Letter when it has their shape, a receipt's width when it is long and
    /// narrow, else as large as fits on A4.
    pub fn of((width, height): (u32, u32)) -> Self {
        let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let (short, long) = (width.min(height), width.max(height));
        let shape = long / short;
        let known = KNOWN
            .into_iter()
            .find(|(w, h)| (shape / (h / w) - 1.0).abs() < NEARLY);
        let (short, long) = known.unwrap_or(if shape >= RECEIPT_SHAPE {
            (RECEIPT_WIDTH, RECEIPT_WIDTH * shape)
        } else {
            let scale = (210.0 / short).min(297.0 / long);
            (short * scale, long * scale)
        });
        let points = |side: f64| (side * POINTS).min(LARGEST) as f32;
        if width <= height {
            Self {
                width: points(short),
                height: points(long),
            }
        } else {
            Self {
                width: points(long),
                height: points(short),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_become_papers() {
        let cases = [
            ((2480, 3508), (595.3, 841.9)),
            ((3508, 2480), (841.9, 595.3)),
            ((1700, 2200), (612.0, 792.0)),
            ((800, 2400), (226.8, 680.3)),
            ((1000, 1000), (595.3, 595.3)),
        ];
        for (pixels, (width, height)) in cases {
            let sheet = Sheet::of(pixels);
            let close = (sheet.width - width).abs() < 0.1 && (sheet.height - height).abs() < 0.1;
            assert!(close, "{pixels:?} became {sheet:?}");
        }
    }
}
