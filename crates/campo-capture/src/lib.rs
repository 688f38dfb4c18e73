//! What an agent captures in the field: pages of paper, codes on labels, positions on the way.
//!
//! Every algorithm is pure and the same on phone, desktop and command line: bytes or pixels in, values out. Cameras,
//! sensors and files belong to the shells that call it.

pub mod code;
pub mod document;
pub mod track;
