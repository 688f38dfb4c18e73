//! Pages of paper, from photographs to searchable PDFs.

mod background;
mod found;
mod random;
mod read;
mod warp;
