//! Every whole-system story, in one binary.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod bad_input;
mod full_disk;
mod import;
mod keyring;
mod kill;
mod modules;
mod pages;
mod two_devices;
