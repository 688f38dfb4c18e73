//! Every whole-system story, in one binary.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod bad_input;
mod import;
mod kill;
mod pages;
mod two_devices;
