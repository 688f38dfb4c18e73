//! Every whole-system story, in one binary.

mod bad_input;
mod import;
mod kill;
mod pages;
mod two_devices;
