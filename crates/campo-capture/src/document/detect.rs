//! Finding the page in a photograph.
//!
//! The picture is shrunk, its edges found ([`edges`]), straight lines drawn through them ([`lines`]), and quads made of four
//! lines each ([`quads`]). A quad is judged by how much of its outline is edge, whether its sides end at its corners, its
//! shape and size, and the colors inside and outside ([`score`]). The best one is fitted to the full-size picture
//! ([`refine`]). `docs/decisions/0010-corners-from-lines.md` says why, and how well it does.

pub(crate) mod edges;
pub(crate) mod lines;
pub(crate) mod quads;
pub(crate) mod refine;
pub(crate) mod score;

use image::RgbImage;

use crate::document::detect::edges::{Colors, Edges};
use crate::document::detect::quads::{Outline, Side};
use crate::document::detect::score::Judge;
use crate::document::geometry::Quad;
use crate::document::shrink::shrink;

/// The longer sides in pixels of the pictures that pages are looked for in: the large one has faint and thin edges, the small
/// one loses the table's texture and the sensor's noise.
const LONGEST: [u32; 2] = [640, 320];

/// How many quads are judged by their colors.
const SHORTLIST: usize = 300;

/// The score at which a page is as likely as not, and how much more makes it e times likelier: of made photographs the right
/// quad has 9 to 16, tables without anything rectangular on them have less than 0.
const EVEN: f64 = 6.0;
const SCALE: f64 = 2.5;

/// A confidence below which nothing is taken for a page.
const FOUND: f64 = 0.12;

/// Where a page is in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// The page's corners in pixels of the picture; the whole picture when no page was found.
    pub quad: Quad,
    /// Whether a page was found.
    pub found: bool,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// Finds the page in an upright picture.
pub fn find_page(image: &RgbImage) -> Detection {
    let whole = Quad::whole(image.width(), image.height());
    let nothing = Detection {
        quad: whole,
        found: false,
        confidence: 0.0,
    };
    if image.width().min(image.height()) < 32 {
        return nothing;
    }
    let Some((best, score)) = best_quad(image) else {
        return nothing;
    };
    let confidence = 1.0 / (1.0 + ((EVEN - score) / SCALE).exp());
    if confidence < FOUND {
        return nothing;
    }
    Detection {
        quad: Quad::ordered(refine::refine(image, &best).0),
        found: true,
        confidence,
    }
}

/// The likeliest page in any of the sizes, with its score.
fn best_quad(image: &RgbImage) -> Option<(Quad, f64)> {
    let large = shrink(image, LONGEST[0]);
    let small = shrink(&large, LONGEST[1]);
    [large, small]
        .iter()
        .flat_map(|picture| {
            let scale = f64::from(image.width()) / f64::from(picture.width());
            candidates(picture)
                .into_iter()
                .map(move |(outline, score)| (outline.quad.scaled(scale), score))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Quads that may be the page of a small picture, with their scores.
///
/// Lines are looked for twice: without writing, and with it, since between two sheets of paper there is often nothing but a
/// shadow as thin as writing.
fn candidates(small: &RgbImage) -> Vec<(Outline, f64)> {
    let colors = Colors::new(small, edges::WRITING);
    let calm = edges::find(&colors);
    let all = edges::find(&Colors::new(small, 0));
    let judge = Judge::new(small, &colors, &calm);
    [&calm, &all]
        .into_iter()
        .flat_map(quads_of)
        .map(|outline| (outline, judge.score(&outline)))
        .collect()
}

/// The quads of the lines through edges.
fn quads_of(edges: &Edges) -> Vec<Outline> {
    let (width, height) = (edges.width as f64, edges.height as f64);
    let mut sides: Vec<Side> = lines::find(edges).into_iter().map(Side::Seen).collect();
    sides.extend(quads::borders(width, height));
    quads::find(&sides, width, height, SHORTLIST)
}
