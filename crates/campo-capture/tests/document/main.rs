//! Pages of paper, from photographs to searchable PDFs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod background;
mod found;
mod random;
mod read;
mod warp;
